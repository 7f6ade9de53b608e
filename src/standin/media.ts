/** Sounds and videos as the stand-in writes them: silence, and containers that tell length and size and hold no picture. */

import { sharp } from './compute/raster.ts';
import type { Picture, Sound } from './compute/values.ts';

export interface Clip {
  readonly pictures: readonly Picture[];
  readonly fps: number;
}

function big(value: number, length: number): Buffer {
  const out = Buffer.alloc(length);
  if (length === 8) out.writeDoubleBE(value);
  else out.writeUIntBE(value, 0, length);
  return out;
}

/** FLAC, the stream's own facts alone (RFC 9639, section 8.2). */
export function flac({ seconds, rate, channels }: Sound): Buffer {
  const facts = Buffer.alloc(34);
  facts.writeUInt16BE(4096, 0);
  facts.writeUInt16BE(4096, 2);
  const samples = BigInt(Math.round(seconds * rate));
  const packed = (BigInt(rate) << 44n) | (BigInt(channels - 1) << 41n) | (15n << 36n) | samples;
  facts.writeBigUInt64BE(packed, 10);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), facts]);
}

/** MP3: frames of 128 kbit/s at 44.1 kHz whose side information is all zeros, which is silence. */
export function mp3({ seconds }: Sound): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9064, 0);
  const count = Math.max(1, Math.ceil((seconds * 44_100) / 1152));
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

function element(id: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x08]), big(body.length, 4), body]);
}

function sizeOf({ pictures }: Clip): readonly [number, number] {
  return [pictures[0]?.width ?? 1, pictures[0]?.height ?? 1];
}

/** WebM: head, length and one track; an empty block for each picture (RFC 9559). */
export function webm(clip: Clip): Buffer {
  const [width, height] = sizeOf(clip);
  const { pictures, fps } = clip;
  const blocks = pictures.map((_, index) =>
    element(
      'a3',
      Buffer.from([0x81]),
      big(Math.round((index * 1000) / fps), 2),
      Buffer.from([0x80]),
    ),
  );
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    element(
      '18538067',
      element(
        '1549a966',
        element('2ad7b1', big(1_000_000, 3)),
        element('4489', big((pictures.length * 1000) / fps, 8)),
      ),
      element(
        '1654ae6b',
        element(
          'ae',
          element('d7', big(1, 1)),
          element('83', big(1, 1)),
          element('86', Buffer.from('V_VP9')),
          element('23e383', big(Math.round(1e9 / fps), 4)),
          element('e0', element('b0', big(width, 2)), element('ba', big(height, 2))),
        ),
      ),
      element('1f43b675', element('e7', big(0, 1)), ...blocks),
    ),
  ]);
}

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([big(body.length + 8, 4), Buffer.from(type), body]);
}

/** MP4: the movie box alone, with the count and the times of the pictures (ISO/IEC 14496-12). */
export function mp4(clip: Clip): Buffer {
  const [width, height] = sizeOf(clip);
  const { pictures, fps } = clip;
  const scale = 1000;
  const tick = Math.round(scale / fps);
  const times = Buffer.concat([Buffer.alloc(12), big(scale, 4), big(pictures.length * tick, 4)]);
  const track = box(
    'trak',
    box('tkhd', big(0, 4), Buffer.alloc(72), big(width * 65_536, 4), big(height * 65_536, 4)),
    box(
      'mdia',
      box('mdhd', times, big(0, 4)),
      box('hdlr', Buffer.alloc(8), Buffer.from('vide'), Buffer.alloc(13)),
      box(
        'minf',
        box('stbl', box('stts', big(0, 4), big(1, 4), big(pictures.length, 4), big(tick, 4))),
      ),
    ),
  );
  return Buffer.concat([
    box('ftyp', Buffer.from('isom'), big(512, 4), Buffer.from('isom')),
    box('moov', box('mvhd', times, Buffer.alloc(80)), track),
  ]);
}

/** An animation of all pictures; they have one size, as in a batch of ComfyUI's. */
export async function animatedWebp({ pictures, fps }: Clip): Promise<Buffer> {
  const [first] = pictures;
  if (first === undefined) return Buffer.alloc(0);
  const { width, height, channels } = first;
  const whole = Buffer.concat(pictures.map(({ data }) => data));
  const raw = { width, height: height * pictures.length, channels, pageHeight: height };
  const delay = pictures.map(() => Math.round(1000 / fps));
  return (await sharp())(whole, { raw }).webp({ lossless: true, delay, loop: 0 }).toBuffer();
}
