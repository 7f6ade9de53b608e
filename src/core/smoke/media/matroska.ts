/** Length, pictures and size of a WebM or Matroska file, from its headers and the times of its blocks. */

import { latin1, maxParts, viewOf } from '../../workflow/media/texts.ts';
import type { MediaFacts } from './types.ts';

/** Element ids of RFC 9559, section 5.1. */
const ids = {
  head: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  defaultDuration: 0x23e383,
  video: 0xe0,
  width: 0xb0,
  height: 0xba,
  cluster: 0x1f43b675,
  clusterTime: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const;

const parents: ReadonlySet<number> = new Set([
  ids.head,
  ids.segment,
  ids.info,
  ids.tracks,
  ids.track,
  ids.video,
  ids.cluster,
  ids.blockGroup,
]);

interface Seen {
  format: string;
  scale: number;
  duration?: number;
  track: { number: number; type: number; frameNs?: number };
  video?: { number: number; frameNs?: number };
  size: { width?: number; height?: number };
  cluster: number;
  last: number;
  readonly frames: Map<number, number>;
  count: number;
}

export function matroskaFacts(bytes: Uint8Array): MediaFacts {
  const seen: Seen = {
    format: 'mkv',
    scale: 1_000_000,
    track: { number: 0, type: 0 },
    size: {},
    cluster: 0,
    last: 0,
    frames: new Map(),
    count: 0,
  };
  walk(bytes, seen, 0);
  const frames = seen.video === undefined ? undefined : seen.frames.get(seen.video.number);
  const frameNs = seen.video?.frameNs;
  const told = seen.duration === undefined ? undefined : (seen.duration * seen.scale) / 1e9;
  const seconds = told ?? (seen.last * seen.scale + (frameNs ?? 0)) / 1e9;
  const fps = frameNs === undefined ? (frames ?? 0) / seconds : 1e9 / frameNs;
  return {
    format: seen.format,
    ...(seconds > 0 ? { seconds } : {}),
    ...(frames === undefined ? {} : { frames }),
    ...(seen.video === undefined || !Number.isFinite(fps) || fps === 0 ? {} : { fps }),
    ...seen.size,
  };
}

function walk(bytes: Uint8Array, seen: Seen, depth: number): void {
  for (let at = 0; at < bytes.length; ) {
    const id = integerAt(bytes, at, true);
    const size = integerAt(bytes, id.end, false);
    seen.count += 1;
    if (id.end > bytes.length || size.end > bytes.length || seen.count > 16 * maxParts) return;
    const end = size.value === undefined ? bytes.length : size.end + size.value;
    const body = bytes.subarray(size.end, end);
    if (parents.has(id.value ?? 0) && depth < 8) {
      if (id.value === ids.track) seen.track = { number: 0, type: 0 };
      walk(body, seen, depth + 1);
      if (id.value === ids.track && seen.track.type === 1) seen.video ??= seen.track;
    } else take(id.value ?? 0, body, seen);
    at = end;
  }
}

function take(id: number, body: Uint8Array, seen: Seen): void {
  const number = (): number => body.reduce((sum, byte) => sum * 256 + byte, 0);
  if (id === ids.docType) seen.format = latin1(body) === 'webm' ? 'webm' : 'mkv';
  else if (id === ids.timestampScale) seen.scale = number();
  else if (id === ids.duration) {
    seen.duration = body.length === 4 ? viewOf(body).getFloat32(0) : viewOf(body).getFloat64(0);
  } else if (id === ids.trackNumber) seen.track.number = number();
  else if (id === ids.trackType) seen.track.type = number();
  else if (id === ids.defaultDuration) seen.track.frameNs = number();
  else if (id === ids.width) seen.size.width = number();
  else if (id === ids.height) seen.size.height = number();
  else if (id === ids.clusterTime) seen.cluster = number();
  else if (id === ids.simpleBlock || id === ids.block) takeBlock(body, seen);
}

function takeBlock(body: Uint8Array, seen: Seen): void {
  const track = integerAt(body, 0, false);
  if (track.value === undefined || track.end + 2 > body.length) return;
  seen.frames.set(track.value, (seen.frames.get(track.value) ?? 0) + 1);
  seen.last = Math.max(seen.last, seen.cluster + viewOf(body).getInt16(track.end));
}

/** Reads a number whose first byte tells its length (RFC 8794, section 4); no value where the size is unknown. */
function integerAt(
  bytes: Uint8Array,
  at: number,
  keepsMarker: boolean,
): { readonly value?: number; readonly end: number } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0) return { end: bytes.length + 1 };
  const mask = keepsMarker ? 0xff : 0xff >> length;
  let value = first & mask;
  let isUnknown = !keepsMarker && value === mask;
  for (const byte of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { ...(isUnknown ? {} : { value }), end: at + length };
}
