import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { measureMedia } from '../../../../src/commands/smoke/media-measure.ts';
import { disk } from '../../../../src/world/disk.ts';
import { programsOf } from '../../../../src/world/programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'comfypin-media-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** PCM, 8000 samples of one byte in a second, half a second of them. */
function wav(): Uint8Array {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + 4000, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(4000, 40);
  return Buffer.concat([head, Buffer.alloc(4000)]);
}

/** Measures with a program of that name on the path; nothing else is there but the system's own. */
async function measured(script: string | undefined, exact = true) {
  if (script !== undefined) {
    writeFileSync(join(folder, 'ffprobe'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'ffprobe'), 0o755);
  }
  const path = script === undefined ? folder : `${folder}:${process.env['PATH']}`;
  const programs = programsOf({ PATH: path, TMPDIR: folder });
  const { signal } = new AbortController();
  return measureMedia(wav(), exact, { disk, programs, signal });
}

const answer = (facts: object): string => `printf '%s' '${JSON.stringify(facts)}'`;

it('takes length and rate from ffprobe where it is, and asks about the file itself', async () => {
  const facts = {
    streams: [{ codec_type: 'audio' }, { codec_type: 'video', avg_frame_rate: '30000/1001' }],
    format: { duration: '2.502500' },
  };
  const script = `echo "$@" > ${folder}/words; wc -c < media.wav > ${folder}/size; ${answer(facts)}`;
  expect(await measured(script)).toMatchObject({
    format: 'wav',
    seconds: 2.5025,
    fps: 30_000 / 1001,
  });
  const words = readFileSync(join(folder, 'words'), 'utf8');
  expect(words).toBe('-v error -show_streams -show_format -of json media.wav\n');
  expect(Number(readFileSync(join(folder, 'size'), 'utf8'))).toBe(4044);
});

it.each([
  ['is not there', undefined],
  ['fails', 'echo no >&2; exit 1'],
  ['says nonsense', 'echo {'],
  [
    'knows nothing',
    answer({
      streams: [{ codec_type: 'video', avg_frame_rate: '0/0' }],
      format: { duration: 'N/A' },
    }),
  ],
])('goes by the header of the file where ffprobe %s', async (_, script) => {
  expect(await measured(script)).toMatchObject({ format: 'wav', seconds: 0.5 });
});

it('is not asked where nobody wants to know', async () => {
  expect(await measured(`touch ${folder}/asked; ${answer({})}`, false)).toMatchObject({
    seconds: 0.5,
  });
  expect(readdirSync(folder)).toEqual(['ffprobe']);
});
