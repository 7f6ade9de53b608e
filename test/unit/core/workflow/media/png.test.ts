import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nameFromFile } from '../../../../../src/core/workflow/media/names.ts';
import { readPngTexts } from '../../../../../src/core/workflow/media/png.ts';
import { chunk, png } from '../../../../support/png.ts';
import { hasRecordings, recordingBytes } from '../../../../support/recordings.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const textsOf = (file: Uint8Array): Record<string, string> => {
  const read = readPngTexts(file);
  if (!read.ok) throw new Error(read.reason);
  return Object.fromEntries(read.texts);
};
const reasonOf = (file: Uint8Array): string => {
  const read = readPngTexts(file);
  return read.ok ? 'read' : read.reason;
};

describe('readPngTexts', () => {
  it('reads all kinds of text chunks, before and after the picture', () => {
    const file = png(
      chunk('tEXt', bytes('prompt\0{"a":1}')),
      chunk('IDAT', bytes('pixels')),
      chunk('zTXt', Buffer.concat([bytes('workflow\0\0'), deflateSync('{"z":"\u00e9"}')])),
      chunk('iTXt', Buffer.concat([bytes('i\0\0\0en\0titre\0'), Buffer.from('日本')])),
      chunk('iTXt', Buffer.concat([bytes('c\0\x01\0\0\0'), deflateSync(Buffer.from('ö'))])),
      chunk('comf', bytes('animated\0{}')),
      chunk('tEXt', bytes('latin\0\xe9')),
      chunk('tEXt', bytes('prompt\0second')),
    );
    expect(textsOf(file)).toEqual({
      prompt: '{"a":1}',
      workflow: '{"z":"é"}',
      i: '日本',
      c: 'ö',
      animated: '{}',
      latin: 'é',
    });
  });

  it('refuses what is cut off, damaged or hostile', () => {
    const file = png(chunk('tEXt', bytes('prompt\0{}')));
    expect(reasonOf(bytes('GIF89a'))).toMatch(/does not begin/);
    for (let length = 9; length < file.length - 12; length += 1) {
      expect(reasonOf(file.subarray(0, length))).toBe('it is cut off');
    }
    const damaged = Buffer.from(file);
    damaged.write('[', 24);
    expect(reasonOf(damaged)).toMatch(/checksum/);
    const lying = Buffer.from(file);
    lying.writeUInt32BE(0xffffffff, 8);
    expect(reasonOf(lying)).toBe('it is cut off');
    const bomb = deflateSync(Buffer.alloc(80 * 1024 * 1024));
    expect(reasonOf(png(chunk('zTXt', Buffer.concat([bytes('b\0\0'), bomb]))))).toMatch(
      /cannot be read/,
    );
    const half = deflateSync(Buffer.alloc(40 * 1024 * 1024, ' '));
    const parts = ['a', 'b'].map((name) =>
      chunk('zTXt', Buffer.concat([bytes(`${name}\0\0`), half])),
    );
    expect(reasonOf(png(...parts))).toMatch(/cannot be read/);
    expect(reasonOf(png(chunk('tEXt', bytes('no end'))))).toMatch(/cannot be read/);
    expect(reasonOf(png(chunk('iTXt', bytes('k\0\0\0en'))))).toMatch(/cannot be read/);
  });

  it.runIf(hasRecordings)('finds what a server wrote', () => {
    for (const version of ['0.3.64', '0.33.0']) {
      const texts = textsOf(recordingBytes(`comfyui-${version}/execution/extra-pnginfo.png`));
      expect(Object.keys(texts)).toEqual(['prompt', 'workflow', 'deployment']);
    }
  });
});

it.each([
  ['portrait.json', 'portrait'],
  ['/a/b/Été Portrait (2).json', 'ete-portrait'],
  ['hero_workflow_api.json', 'hero'],
  ['hero-api.json', 'hero'],
  ['C:\\x\\Hero v2.png', 'hero-v2'],
  ['ComfyUI_00012_.png', undefined],
  ['fox_00001_.png', undefined],
  ['workflow_api.json', undefined],
  ['workflow (3).json', undefined],
  ['Unsaved Workflow.json', undefined],
  ['日本.json', undefined],
])('the file %s names the workflow %s', (file, name) => {
  expect(nameFromFile(file)).toBe(name);
});
