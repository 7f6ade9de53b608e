import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { mediaFacts } from '../../../../src/core/smoke/media/facts.ts';

const big = (value: number, length: number): Buffer => {
  const out = Buffer.alloc(length);
  out.writeUIntBE(value, 0, length);
  return out;
};
const little = (value: number, length: number): Buffer => big(value, length).reverse();
const text = (value: string): Buffer => Buffer.from(value, 'latin1');

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([big(body.length + 8, 4), text(type), body]);
};
const chunk = (type: string, body: Buffer): Buffer =>
  Buffer.concat([text(type), little(body.length, 4), body, Buffer.alloc(body.length % 2)]);
const pngChunk = (type: string, body: Buffer): Buffer =>
  Buffer.concat([big(body.length, 4), text(type), body, Buffer.alloc(4)]);
/** An EBML element; its size takes four bytes. */
const element = (id: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const name = big(id, Math.ceil(id.toString(16).length / 2));
  return Buffer.concat([name, big(0x10000000 + body.length, 4), body]);
};
const float = (value: number): Buffer => {
  const out = Buffer.alloc(8);
  out.writeDoubleBE(value);
  return out;
};

function mp4({ brand = 'isom', length = 2040, samples = 48, pictures = 'vide' } = {}): Buffer {
  const header = (scale: number, length: number) =>
    Buffer.concat([Buffer.alloc(12), big(scale, 4), big(length, 4), Buffer.alloc(80)]);
  const size = Buffer.concat([Buffer.alloc(76), big(640 * 65_536, 4), big(360 * 65_536, 4)]);
  const times = Buffer.concat([Buffer.alloc(4), big(1, 4), big(samples, 4), big(512, 4)]);
  const handler = (kind: string) => box('hdlr', Buffer.alloc(8), text(kind), Buffer.alloc(12));
  const table = box('minf', box('stbl', box('stts', times)));
  const video = box('mdia', box('mdhd', header(12_288, 24_576 + 1024)), handler(pictures), table);
  const sound = box('trak', box('mdia', handler('soun')));
  const movie = [box('mvhd', header(1000, length)), sound, box('trak', box('tkhd', size), video)];
  return Buffer.concat([box('ftyp', text(brand)), box('mdat'), box('moov', ...movie)]);
}

function webm(parts: { readonly length?: Buffer; readonly frame?: Buffer }): Buffer {
  const block = (at: number) =>
    element(0xa3, Buffer.concat([Buffer.from([0x81]), big(at, 2), Buffer.from([0x80, 0])]));
  const info = element(0x1549a966, parts.length ?? Buffer.alloc(0));
  const video = element(0xe0, element(0xb0, big(320, 2)), element(0xba, big(180, 2)));
  const number = [element(0xd7, big(1, 1)), element(0x83, big(1, 1))];
  const tracks = element(
    0x1654ae6b,
    element(0xae, ...number, parts.frame ?? Buffer.alloc(0), video),
  );
  const cluster = element(0x1f43b675, element(0xe7, big(0, 1)), block(0), block(125), block(250));
  const segment = element(0x18538067, info, tracks, cluster);
  return Buffer.concat([element(0x1a45dfa3, element(0x4282, text('webm'))), segment]);
}

function flac(): Buffer {
  const stream = Buffer.concat([
    Buffer.alloc(10),
    big(44_100 * 16, 3),
    Buffer.from([0xf0]),
    big(88_200, 4),
  ]);
  return Buffer.concat([text('fLaC'), Buffer.from([0x80, 0, 0, 34]), stream, Buffer.alloc(16)]);
}

function ogg(head: Buffer, samples: number): Buffer {
  const page = (position: number, body: Buffer) =>
    Buffer.concat([
      text('OggS'),
      Buffer.alloc(2),
      little(position, 6),
      Buffer.alloc(2),
      Buffer.alloc(12),
      Buffer.from([1, body.length]),
      body,
    ]);
  return Buffer.concat([page(0, head), page(samples, Buffer.alloc(3))]);
}

function mp3(frames: number, extra = Buffer.alloc(0)): Buffer {
  // MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(413)]);
  const first = Buffer.from(frame);
  extra.copy(first, 4 + 32);
  const tag = Buffer.concat([text('ID3'), Buffer.from([4, 0, 0, 0, 0, 0, 2]), Buffer.alloc(2)]);
  const rest = Array.from({ length: frames - 1 }, () => frame);
  return Buffer.concat([tag, first, ...rest]);
}

function gif(): Buffer {
  const frame = [
    Buffer.from([0x21, 0xf9, 4, 0, 25, 0, 0, 0]),
    Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0]),
  ];
  const head = Buffer.concat([text('GIF89a'), little(3, 2), little(2, 2), Buffer.alloc(3)]);
  return Buffer.concat([head, ...frame, ...frame, Buffer.from([0x3b])]);
}

function apng(frames: number): Buffer {
  const head = Buffer.concat([big(3, 4), big(2, 4), Buffer.from([8, 2, 0, 0, 0])]);
  const control = Buffer.concat([Buffer.alloc(20), big(1, 2), big(8, 2), Buffer.alloc(2)]);
  const shown = Array.from({ length: frames }, () => pngChunk('fcTL', control));
  const parts = [pngChunk('IHDR', head), ...shown, pngChunk('IDAT', deflateSync(Buffer.alloc(20)))];
  return Buffer.concat([text('\x89PNG\r\n\x1a\n'), ...parts]);
}

function webp(): Buffer {
  const head = Buffer.concat([Buffer.alloc(4), little(47, 3), little(31, 3)]);
  const frame = Buffer.concat([Buffer.alloc(12), little(166, 3), Buffer.alloc(1)]);
  const parts = [chunk('VP8X', head), chunk('ANMF', frame), chunk('ANMF', frame)];
  return Buffer.concat([text('RIFF'), Buffer.alloc(4), text('WEBP'), ...parts]);
}

function wav(): Buffer {
  const format = Buffer.concat([Buffer.alloc(8), little(96_000, 4), Buffer.alloc(4)]);
  const parts = [chunk('fmt ', format), chunk('data', Buffer.alloc(48_000))];
  return Buffer.concat([text('RIFF'), Buffer.alloc(4), text('WAVE'), ...parts]);
}

const opus = Buffer.concat([
  text('OpusHead'),
  Buffer.from([1, 2]),
  little(312, 2),
  Buffer.alloc(7),
]);
const vorbis = Buffer.concat([text('\x01vorbis'), Buffer.alloc(5), little(44_100, 4)]);
const counted = Buffer.concat([text('Xing'), big(1, 4), big(1000, 4)]);

it.each([
  ['MP4', mp4(), { format: 'mp4', seconds: 2.04, frames: 48, fps: 24, width: 640, height: 360 }],
  ['a fragmented MP4', mp4({ length: 0, samples: 0 }), { format: 'mp4', width: 640, height: 360 }],
  [
    'an animated AVIF',
    mp4({ brand: 'avis', length: 0xffff_ffff, pictures: 'pict' }),
    { format: 'avif', frames: 48, fps: 24, width: 640, height: 360 },
  ],
  [
    'WebM with a length',
    webm({ length: element(0x4489, float(375)), frame: element(0x23e383, big(125_000_000, 4)) }),
    { format: 'webm', seconds: 0.375, frames: 3, fps: 8, width: 320, height: 180 },
  ],
  [
    'WebM that was written live',
    webm({ frame: element(0x23e383, big(125_000_000, 4)) }),
    { format: 'webm', seconds: 0.375, frames: 3, fps: 8, width: 320, height: 180 },
  ],
  ['FLAC', flac(), { format: 'flac', seconds: 2 }],
  ['Opus', ogg(opus, 48_312), { format: 'opus', seconds: 1 }],
  ['Vorbis', ogg(vorbis, 22_050), { format: 'ogg', seconds: 0.5 }],
  ['WAV', wav(), { format: 'wav', seconds: 0.5 }],
  ['MP3 by its frames', mp3(100), { format: 'mp3', seconds: (100 * 1152) / 44_100 }],
  ['MP3 by its count', mp3(3, counted), { format: 'mp3', seconds: (1000 * 1152) / 44_100 }],
  ['GIF', gif(), { format: 'gif', seconds: 0.5, frames: 2, fps: 4, width: 3, height: 2 }],
  ['PNG', apng(4), { format: 'png', seconds: 0.5, frames: 4, fps: 8, width: 3, height: 2 }],
  [
    'WebP',
    webp(),
    { format: 'webp', seconds: 0.332, frames: 2, fps: 2 / 0.332, width: 48, height: 32 },
  ],
])('reads length and pictures of %s', (_, bytes, facts) => {
  expect(mediaFacts(bytes)).toEqual(facts);
});

it('takes a still picture for no animation, and ends with every file that is cut off', () => {
  expect(mediaFacts(apng(0))).toBeUndefined();
  expect(mediaFacts(mp4({ brand: 'avif' }))).toBeUndefined();
  expect(mediaFacts(text('{}'))).toBeUndefined();
  for (const file of [
    mp4(),
    webm({}),
    flac(),
    ogg(opus, 9),
    wav(),
    mp3(3),
    gif(),
    apng(2),
    webp(),
  ]) {
    for (let length = 0; length < file.length; length += 7) mediaFacts(file.subarray(0, length));
  }
});
