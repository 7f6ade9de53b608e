/** Files that were made to lead a reader astray: bombs, circles, lengths that lie. Each gets an answer, and soon. */

import { crc32, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readIntake } from '../../src/core/workflow/media/intake.ts';
import { box } from '../support/media.ts';

const big = (value: number, length = 4): Buffer => {
  const out = Buffer.alloc(length);
  out.writeUIntBE(value, 0, length);
  return out;
};
const little = (value: number): Buffer => big(value).reverse();
const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const many = (count: number, part: Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => part));

/** 80 MB of spaces in 80 kB. */
const bomb = deflateSync(Buffer.alloc(80_000_000, 0x20));

const pngChunk = (type: string, data: Buffer, length = data.length): Buffer => {
  const body = Buffer.concat([text(type), data]);
  return Buffer.concat([big(length), body, big(crc32(body))]);
};
const png = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([
    text('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', Buffer.concat([big(1), big(1), Buffer.from([8, 2, 0, 0, 0])])),
    ...chunks,
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
const packed = pngChunk('zTXt', Buffer.concat([text('prompt\0\0'), bomb]));
const packedText = pngChunk('iTXt', Buffer.concat([text('workflow\0\x01\0\0\0'), bomb]));

const riff = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([text('RIFF'), little(0xffff_ffff), text('WEBP'), ...chunks]);
const riffChunk = (type: string, data: Buffer, length = data.length): Buffer =>
  Buffer.concat([text(type), little(length), data, Buffer.alloc(data.length % 2)]);
/** One directory of entries; the offset of the next is given. */
const tiff = (first: number, count: number, entries: Buffer, next = 0): Buffer =>
  Buffer.concat([text('MM\0*'), big(first), big(count, 2), entries, big(next)]);
const entry = (tag: number, type: number, count: number, at: number): Buffer =>
  Buffer.concat([big(tag, 2), big(type, 2), big(count), big(at)]);

const ftyp = (brand: string): Buffer => box('ftyp', text(brand), big(0), text(brand));
const nested = (types: readonly string[], depth: number): Buffer => {
  const heads = Array.from({ length: depth }, (_, level) =>
    Buffer.concat([big(8 * (depth - level)), text(types[level % types.length] ?? '')]),
  );
  return Buffer.concat(heads);
};
const meta = (...parts: readonly Buffer[]): Buffer =>
  box('moov', box('udta', box('meta', big(0), box('hdlr', Buffer.alloc(25)), ...parts)));

const ebml = text('\x1aE\xdf\xa3\x80');
const open = (id: string): Buffer => Buffer.concat([Buffer.from(id, 'hex'), big(0xff, 1)]);

const ogg = (lengths: readonly number[], data: Buffer, flags = 0): Buffer =>
  Buffer.concat([
    text('OggS'),
    Buffer.from([0, flags]),
    Buffer.alloc(8),
    little(7),
    Buffer.alloc(8),
    Buffer.from([lengths.length, ...lengths]),
    data,
  ]);
const opusHead = ogg([19], Buffer.concat([text('OpusHead'), Buffer.alloc(11)]), 2);
const tags = (count: number, length: number): Buffer =>
  Buffer.concat([text('OpusTags'), little(0), little(count), little(length), text('prompt={}')]);

const id3 = (size: readonly number[], body: Buffer, version = 4): Buffer =>
  Buffer.concat([text('ID3'), Buffer.from([version, 0, 0, ...size]), body]);
const most = [0x7f, 0x7f, 0x7f, 0x7f];

const flacBlock = (type: number, length: number, data: Buffer): Buffer =>
  Buffer.concat([big(type, 1), big(length, 3), data]);

const files: readonly (readonly [name: string, bytes: () => Buffer])[] = [
  ['a PNG with a packed text that grows a thousandfold', () => png(packed)],
  ['a PNG with a hundred of them', () => png(many(50, packed), many(50, packedText))],
  [
    'a PNG whose chunk is longer than the file',
    () => png(pngChunk('tEXt', text('prompt\0{}'), 0x7fff_ffff)),
  ],
  ['a PNG with 300,000 empty chunks', () => png(many(300_000, pngChunk('tEXt', Buffer.alloc(0))))],
  [
    'a WebP with 300,000 empty chunks',
    () => riff(many(300_000, riffChunk('JUNK', Buffer.alloc(0)))),
  ],
  [
    'a WebP whose EXIF is longer than the file',
    () => riff(riffChunk('EXIF', text('MM\0*'), 0xffff_fff0)),
  ],
  [
    'EXIF whose first directory is the header',
    () => riff(riffChunk('EXIF', tiff(0, 1, entry(272, 2, 9, 0)))),
  ],
  [
    'EXIF whose directories go round',
    () => riff(riffChunk('EXIF', tiff(8, 1, entry(34_665, 4, 1, 8), 8))),
  ],
  [
    'EXIF that counts 65,535 entries',
    () => riff(riffChunk('EXIF', tiff(8, 65_535, entry(272, 2, 9, 26)))),
  ],
  [
    'EXIF whose text lies far outside',
    () => riff(riffChunk('EXIF', tiff(8, 1, entry(272, 2, 0xffff_ffff, 0x7fff_ffff)))),
  ],
  [
    'EXIF with 65,000 texts in one place',
    () => {
      const entries = many(65_000, entry(272, 2, 700_000, 8));
      return riff(riffChunk('EXIF', tiff(8, 65_000, entries)));
    },
  ],
  [
    'an MP4 of boxes without length',
    () => Buffer.concat([ftyp('isom'), many(100_000, Buffer.concat([big(0), text('free')]))]),
  ],
  [
    'an MP4 of boxes that are shorter than their heads',
    () => Buffer.concat([ftyp('isom'), many(100_000, Buffer.concat([big(4), text('moov')]))]),
  ],
  [
    'an MP4 box of 2^63 bytes',
    () => Buffer.concat([ftyp('isom'), big(1), text('moov'), big(0x7fff_ffff), big(0xffff_ffff)]),
  ],
  [
    'an MP4 of 50,000 boxes in each other',
    () => Buffer.concat([ftyp('isom'), nested(['moov', 'udta', 'meta'], 50_000)]),
  ],
  [
    'an MP4 with 2^32 keys',
    () =>
      Buffer.concat([
        ftyp('isom'),
        meta(
          box('keys', big(0), big(0xffff_ffff)),
          box('ilst', box(1, box('data', big(1), big(0), text('{}')))),
        ),
      ]),
  ],
  [
    'an MP4 with 300,000 values of no key',
    () =>
      Buffer.concat([
        ftyp('isom'),
        meta(box('keys', big(0), big(0)), box('ilst', many(300_000, box(7, Buffer.alloc(0))))),
      ]),
  ],
  [
    'an AVIF whose items lie far outside',
    () =>
      Buffer.concat([
        ftyp('avif'),
        box(
          'meta',
          big(0),
          box('iinf', big(0), big(65_535, 2)),
          box(
            'iloc',
            big(0),
            Buffer.from([0x44, 0]),
            big(65_535, 2),
            big(1, 2),
            big(0, 2),
            big(65_535, 2),
            big(0xffff_fff0),
            big(0xffff_fff0),
          ),
        ),
      ]),
  ],
  [
    'a Matroska of 100,000 open elements in each other',
    () => Buffer.concat([ebml, open('18538067'), many(100_000, open('1254c367'))]),
  ],
  [
    'a Matroska element of 2^56 bytes',
    () => Buffer.concat([ebml, Buffer.from('1853806701fffffffffffffe', 'hex')]),
  ],
  [
    'a Matroska of 300,000 empty tags',
    () =>
      Buffer.concat([
        ebml,
        open('18538067'),
        open('1254c367'),
        many(300_000, Buffer.from('737380', 'hex')),
      ]),
  ],
  ['a Matroska of zeros', () => Buffer.concat([ebml, Buffer.alloc(3_000_000)])],
  [
    'an Ogg packet that never ends',
    () => Buffer.concat([opusHead, many(200, ogg(Array(255).fill(255), Buffer.alloc(255 * 255)))]),
  ],
  [
    'an Ogg of 100,000 empty pages',
    () => Buffer.concat([opusHead, many(100_000, ogg([], Buffer.alloc(0)))]),
  ],
  ['an Opus with 2^32 comments', () => Buffer.concat([opusHead, ogg([40], tags(0xffff_ffff, 9))])],
  [
    'an Opus whose comment is longer than the file',
    () => Buffer.concat([opusHead, ogg([40], tags(1, 0xffff_fff0))]),
  ],
  ['an MP3 whose tag is longer than the file', () => id3(most, Buffer.alloc(30))],
  [
    'an MP3 whose frame is longer than the tag',
    () =>
      id3(
        [0, 0, 0, 40],
        Buffer.concat([text('TXXX'), Buffer.from([...most, 0, 0, 3]), text('prompt\0{}')]),
      ),
  ],
  [
    'an MP3 of 200,000 empty frames',
    () => id3([0, 0x7a, 9, 0], many(200_000, Buffer.concat([text('TXXX'), Buffer.alloc(6)]))),
  ],
  [
    'a FLAC block that is longer than the file',
    () => Buffer.concat([text('fLaC'), flacBlock(4, 0xff_ffff, tags(1, 9))]),
  ],
  [
    'a FLAC of 300,000 empty blocks',
    () => Buffer.concat([text('fLaC'), many(300_000, flacBlock(1, 0, Buffer.alloc(0)))]),
  ],
  ['60 MB of spaces', () => Buffer.alloc(60_000_000, 0x20)],
  ['100,000 lists in each other', () => text('['.repeat(100_000))],
  [
    'a canvas with 100,000 groups in each other',
    () => text(`{"nodes":[],"links":[],"extra":${'{"a":'.repeat(100_000)}`),
  ],
];

it.each(files)('answers for %s', (_, bytes) => {
  const file = bytes();
  const before = process.cpuUsage();
  const intake = readIntake(file, 'f');
  const { user, system } = process.cpuUsage(before);
  expect(intake.prompt ?? intake.canvas).toBeUndefined();
  expect(intake.problems.length).toBeGreaterThan(0);
  expect(user + system).toBeLessThan(1_000_000);
});
