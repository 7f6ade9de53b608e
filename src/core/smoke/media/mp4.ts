/** Length, pictures and size of an MP4, MOV or animated AVIF file, from its movie box. */

import { latin1, maxParts, viewOf } from '../../workflow/media/texts.ts';
import type { MediaFacts } from './types.ts';

/** Tracks of pictures: video, and the sequence of an AVIF file. */
const pictureHandlers = ['vide', 'pict'];

interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Formats by the first letters of the brand in `ftyp`; every other brand is MP4. */
const brands: readonly (readonly [letters: string, format: string])[] = [
  ['M4A', 'm4a'],
  ['qt', 'mov'],
  ['avi', 'avif'],
];

/** A fragmented file tells no length here: its pictures are counted in the fragments. A still AVIF picture gives undefined. */
export function mp4Facts(bytes: Uint8Array): MediaFacts | undefined {
  const brand = latin1(bytes.subarray(8, 12));
  if (brand === 'avif') return undefined;
  const format = brands.find(([letters]) => brand.startsWith(letters))?.[1] ?? 'mp4';
  const movie = boxesIn(boxesOf(bytes), 'moov');
  const seconds = secondsOf(named(movie, 'mvhd'));
  const [video] = movie
    .filter(({ type }) => type === 'trak')
    .map(({ body }) => boxesOf(body))
    .filter((track) => {
      const handler = named(boxesIn(track, 'mdia'), 'hdlr');
      return handler !== undefined && pictureHandlers.includes(latin1(handler.subarray(8, 12)));
    });
  return {
    format,
    ...(seconds === undefined ? {} : { seconds }),
    ...(video === undefined ? {} : pictureFacts(video)),
  };
}

function pictureFacts(track: readonly Box[]): Partial<MediaFacts> {
  const media = boxesIn(track, 'mdia');
  const table = boxesIn(boxesIn(media, 'minf'), 'stbl');
  const times = named(table, 'stts');
  const { frames, ticks } = times === undefined ? {} : samplesIn(times);
  const scale = headerOf(named(media, 'mdhd'))?.scale;
  const head = named(track, 'tkhd');
  const size = head === undefined ? undefined : viewOf(head.subarray(-8));
  return {
    ...(!frames ? {} : { frames }),
    ...(frames === undefined || !ticks || !scale ? {} : { fps: (frames * scale) / ticks }),
    ...(size === undefined
      ? {}
      : { width: size.getUint32(0) / 65_536, height: size.getUint32(4) / 65_536 }),
  };
}

/** `mvhd` and `mdhd` begin alike: version, times, timescale, duration (ISO/IEC 14496-12, sections 8.2.2 and 8.4.2). */
function headerOf(header: Uint8Array | undefined): { scale: number; duration: number } | undefined {
  if (header === undefined) return undefined;
  const view = viewOf(header);
  const isLong = view.getUint8(0) === 1;
  const scale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  return { scale, duration };
}

function secondsOf(header: Uint8Array | undefined): number | undefined {
  const { scale = 0, duration = 0 } = headerOf(header) ?? {};
  // all bits set: the writer did not know it
  const isKnown = duration > 0 && duration !== 0xffff_ffff && duration < 2 ** 63;
  return scale === 0 || !isKnown ? undefined : duration / scale;
}

/** How many pictures and how many ticks between them (`stts`); the length in `mdhd` may count what reordered pictures wait. */
function samplesIn(times: Uint8Array): { frames: number; ticks: number } {
  const view = viewOf(times);
  const found = { frames: 0, ticks: 0 };
  for (let at = 8; at + 8 <= times.length; at += 8) {
    found.frames += view.getUint32(at);
    found.ticks += view.getUint32(at) * view.getUint32(at + 4);
  }
  return found;
}

function named(boxes: readonly Box[], type: string): Uint8Array | undefined {
  return boxes.find((each) => each.type === type)?.body;
}

function boxesIn(boxes: readonly Box[], type: string): readonly Box[] {
  const body = named(boxes, type);
  return body === undefined ? [] : boxesOf(body);
}

function boxesOf(bytes: Uint8Array): readonly Box[] {
  const view = viewOf(bytes);
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length && boxes.length < maxParts; ) {
    const short = view.getUint32(at);
    const head = short === 1 ? 16 : 8;
    const size =
      short === 0 ? bytes.length - at : short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    if (size < head) break;
    const type = latin1(bytes.subarray(at + 4, at + 8));
    boxes.push({ type, body: bytes.subarray(at + head, at + size) });
    at += size;
  }
  return boxes;
}
