import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIntake } from '../../../../../src/core/workflow/media/intake.ts';
import {
  avif,
  box,
  mediaMakers,
  mp3,
  mp4,
  mp4WithComment,
  type Tags,
  webm,
  webp,
} from '../../../../support/media.ts';
import { chunk, png } from '../../../../support/png.ts';
import { hasRecordings, recording, recordingBytes } from '../../../../support/recordings.ts';

const prompt = JSON.stringify({
  '1': { class_type: 'SaveImage', inputs: { note: 'x'.repeat(700) } },
});
const canvas = '{"nodes":[{"id":1,"type":"Note","title":"ünïcode"}],"links":[],"version":0.4}';
const both: Tags = { prompt, workflow: canvas, deployment: '{}' };

const said = (bytes: Uint8Array): unknown => {
  const intake = readIntake(bytes, 'f');
  return {
    prompt: intake.prompt && JSON.stringify(intake.prompt),
    canvas: intake.canvasText,
    problems: intake.problems.map(({ code }) => code),
  };
};
const all = { prompt, canvas, problems: [] };

describe('readIntake', () => {
  for (const [format, make] of Object.entries(mediaMakers)) {
    if (format === 'png') continue;
    it(`takes prompt and canvas out of ${format} files`, () => {
      expect(said(make(both))).toEqual(all);
    });

    it(`says that a ${format} file without them holds none`, () => {
      expect(said(make({ title: 'fox' }))).toMatchObject({ problems: ['workflow/no-metadata'] });
    });

    it(`refuses a ${format} file that is cut inside of its tags`, () => {
      const whole = make(both);
      const cut = whole.subarray(0, whole.indexOf('class_type'));
      expect(said(cut)).toEqual({ problems: ['workflow/bad-media'] });
    });
  }

  it('reads what animated PNG files have after the pictures', () => {
    const comf = (text: string): Buffer => chunk('comf', Buffer.from(text));
    const file = png(
      chunk('IDAT', Buffer.from('first')),
      comf(`prompt\0${prompt}`),
      comf(`workflow\0${canvas}`),
      chunk('fdAT', Buffer.from('second')),
    );
    expect(said(file)).toEqual(all);
  });

  it.each([
    ['2.3 in Latin-1', mp3(both, 3, 0)],
    ['2.3 in UTF-16', mp3(both, 3, 1)],
    ['2.4 in UTF-16 without a mark', mp3(both, 4, 2)],
  ])('reads ID3 %s', (_, file) => {
    expect(said(file)).toEqual(all);
  });

  it('reads EXIF with a mark before it, and a WebM file without a length', () => {
    expect(said(webp(both, 'Exif\0\0'))).toEqual(all);
    expect(said(webm(both, true))).toEqual(all);
  });

  it('keeps what stands before the place where a video is cut off', () => {
    const whole = mp4(both);
    const movie = whole.subarray(whole.indexOf('moov') - 4);
    const file = Buffer.concat([
      box('ftyp', Buffer.from('isom')),
      movie,
      box('mdat', Buffer.alloc(90)),
    ]);
    expect(said(file.subarray(0, -10))).toEqual(all);
  });

  it('refuses EXIF tags that share their bytes', () => {
    const file = webp({ prompt, workflow: '{}', other: '{}' });
    const first = file.indexOf(Buffer.from([1, 16, 0, 2])) + 4;
    for (const next of [first + 12, first + 24]) file.copy(file, next, first, first + 8);
    expect(said(file)).toEqual({ problems: ['workflow/bad-media'] });
  });

  it('reads an AVIF picture whose tags stand in two parts inside of its head', () => {
    expect(said(avif(both, true))).toEqual(all);
  });

  it('refuses an AVIF picture whose tags lie outside of the file', () => {
    const whole = avif(both);
    const place = whole.indexOf('iloc') + 20;
    whole.writeUInt32BE(whole.length - 5, place);
    expect(said(whole)).toEqual({ problems: ['workflow/bad-media'] });
  });

  it('reads the comment into which video nodes of custom packs write both', () => {
    const comment = JSON.stringify({ prompt, workflow: JSON.parse(canvas) });
    expect(said(mp4WithComment(comment))).toEqual(all);
    expect(said(mp4WithComment('a fox'))).toEqual({ problems: ['workflow/no-metadata'] });
  });

  it('leaves out what IS_CHANGED gave, which often is no number', () => {
    const traced = prompt.replace('{"class_type"', '{"is_changed":[NaN],"class_type"');
    expect(said(webp({ prompt: traced, workflow: canvas }))).toEqual(all);
    const sent = prompt.replace('"note"', '"strength":NaN,"note"');
    expect(said(webp({ prompt: sent }))).toEqual({ problems: ['workflow/bad-json'] });
  });

  it('names a picture of a kind that ComfyUI writes no workflow into', () => {
    expect(said(Buffer.from('\xff\xd8\xff\xe0', 'latin1'))).toEqual({
      problems: ['workflow/media'],
    });
  });
});

describe('an Ogg Vorbis file of a real encoder (oggenc 1.4.2, libvorbis 1.3.7)', () => {
  const real = readFileSync(resolve(import.meta.dirname, 'tone.ogg'));

  it('holds prompt and canvas', () => {
    const intake = readIntake(real, 'tone.ogg');
    expect(intake.problems).toEqual([]);
    expect(Object.keys(intake.prompt ?? {})).toEqual(['1', '2']);
    expect(intake.canvasText).toContain('"Später"');
  });

  it('is read also where its tags go over many pages', () => {
    expect(real.toString('latin1').match(/OggS/g)?.length).toBeGreaterThan(1);
    const paged = repaged(real);
    expect(paged.toString('latin1').match(/OggS/g)?.length).toBeGreaterThan(10);
    expect(readIntake(paged, 'paged.ogg')).toEqual(readIntake(real, 'tone.ogg'));
    expect(said(paged.subarray(0, 500))).toEqual({ problems: ['workflow/bad-media'] });
  });
});

/** Lays an Ogg file out anew, one segment of at most 255 bytes on each page (RFC 3533, section 6). */
function repaged(file: Buffer): Buffer {
  const segments: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const lengths = file.subarray(at + 27, at + 27 + (file[at + 26] ?? 0));
    at += 27 + lengths.length;
    for (const length of lengths) {
      segments.push(file.subarray(at, at + length));
      at += length;
    }
  }
  const head = file.subarray(0, 26);
  return Buffer.concat(
    segments.flatMap((segment) => [head, Buffer.from([1, segment.length]), segment]),
  );
}

describe.runIf(hasRecordings)('media files of real servers', () => {
  for (const version of ['0.3.64', '0.33.0']) {
    it(`reads the animated WebP file of ${version}`, () => {
      const folder = `comfyui-${version}/execution`;
      const intake = readIntake(recordingBytes(`${folder}/animated.webp`), 'animated.webp');
      expect(intake.problems).toEqual([]);
      const events: readonly { json?: { prompt?: unknown } }[] = JSON.parse(
        recording(`${folder}/animated-webp.json`),
      ).events;
      const sent = events.find(({ json }) => json?.prompt !== undefined)?.json?.prompt;
      expect(JSON.parse(JSON.stringify(intake.prompt))).toEqual(sent);
    });

    it(`finds nothing in a preview of ${version}`, () => {
      const bytes = recordingBytes(`comfyui-${version}/execution/view-preview.webp`);
      expect(readIntake(bytes, 'p.webp').problems.map(({ code }) => code)).toEqual([
        'workflow/no-metadata',
      ]);
    });
  }
});
