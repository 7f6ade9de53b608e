/** Length, pictures and size of an MP4 or MOV file, from its movie box. */

import { latin1, maxParts, viewOf } from '../../workflow/media/texts.ts';
import type { MediaFacts } from './types.ts';

interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

export function mp4Facts(bytes: Uint8Array): MediaFacts {
  const brand = latin1(bytes.subarray(8, 12));
  const format = brand.startsWith('M4A') ? 'm4a' : brand.startsWith('qt') ? 'mov' : 'mp4';
  const movie = boxesIn(boxesOf(bytes), 'moov');
  const seconds = lengthOf(named(movie, 'mvhd'));
  const [video] = movie
    .filter(({ type }) => type === 'trak')
    .map(({ body }) => boxesOf(body))
    .filter((track) => {
      const handler = named(boxesIn(track, 'mdia'), 'hdlr');
      return handler !== undefined && latin1(handler.subarray(8, 12)) === 'vide';
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
  const frames = times === undefined ? undefined : sampleCount(times);
  const seconds = lengthOf(named(media, 'mdhd'));
  const head = named(track, 'tkhd');
  const size = head === undefined ? undefined : viewOf(head.subarray(-8));
  return {
    ...(frames === undefined ? {} : { frames }),
    ...(frames === undefined || !seconds ? {} : { fps: frames / seconds }),
    ...(size === undefined
      ? {}
      : { width: size.getUint32(0) / 65_536, height: size.getUint32(4) / 65_536 }),
  };
}

/** `mvhd` and `mdhd` begin alike: version, times, timescale, duration (ISO/IEC 14496-12, sections 8.2.2 and 8.4.2). */
function lengthOf(header: Uint8Array | undefined): number | undefined {
  if (header === undefined) return undefined;
  const view = viewOf(header);
  const isLong = view.getUint8(0) === 1;
  const scale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  return scale === 0 ? undefined : duration / scale;
}

function sampleCount(times: Uint8Array): number {
  const view = viewOf(times);
  let count = 0;
  for (let at = 8; at + 8 <= times.length; at += 8) count += view.getUint32(at);
  return count;
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
