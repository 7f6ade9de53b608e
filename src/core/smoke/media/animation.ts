/** Length of animated WebP, PNG and GIF: the sum of what each picture stays. */

import { latin1, viewOf } from '../../workflow/media/texts.ts';
import type { MediaFacts } from './types.ts';

/** Returns facts for more than one picture; a still one is no animation. */
function animation(
  format: string,
  milliseconds: readonly number[],
  size: { readonly width: number; readonly height: number },
): MediaFacts | undefined {
  if (milliseconds.length < 2) return undefined;
  const seconds = milliseconds.reduce((sum, each) => sum + each, 0) / 1000;
  const frames = milliseconds.length;
  return { format, seconds, frames, ...(seconds > 0 ? { fps: frames / seconds } : {}), ...size };
}

/** RIFF chunks: `VP8X` has the size of the canvas, each `ANMF` its duration (RFC 9649, section 2.7.1). */
export function webpFacts(bytes: Uint8Array): MediaFacts | undefined {
  const view = viewOf(bytes);
  const durations: number[] = [];
  let size = { width: 0, height: 0 };
  const triple = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const kind = latin1(bytes.subarray(at, at + 4));
    if (kind === 'VP8X') size = { width: triple(at + 12) + 1, height: triple(at + 15) + 1 };
    if (kind === 'ANMF' && at + 24 <= bytes.length) durations.push(triple(at + 8 + 12));
    at += 8 + length + (length % 2);
  }
  return animation('webp', durations, size);
}

/** `fcTL` chunks hold the delay as a fraction (PNG, third edition, section 11.3.6.2). */
export function apngFacts(bytes: Uint8Array): MediaFacts | undefined {
  const view = viewOf(bytes);
  const durations: number[] = [];
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (latin1(bytes.subarray(at + 4, at + 8)) === 'fcTL' && length >= 26) {
      const [delay, unit] = [view.getUint16(at + 8 + 20), view.getUint16(at + 8 + 22)];
      durations.push((1000 * delay) / (unit === 0 ? 100 : unit));
    }
    at += 12 + length;
  }
  return animation('png', durations, size);
}

/** Graphic control extensions hold hundredths of a second (GIF89a, section 23). */
export function gifFacts(bytes: Uint8Array): MediaFacts | undefined {
  const view = viewOf(bytes);
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  const flags = view.getUint8(10);
  const durations: number[] = [];
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const skipBlocks = (): void => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    at += 1;
  };
  let delay = 0;
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x21) {
      if (bytes[at + 1] === 0xf9) delay = view.getUint16(at + 4, true) * 10;
      at += 2;
      skipBlocks();
    } else if (kind === 0x2c) {
      durations.push(delay);
      const local = bytes[at + 9] ?? 0;
      at += 11 + (local & 0x80 ? 3 * 2 ** ((local & 7) + 1) : 0);
      skipBlocks();
    } else break;
  }
  return animation('gif', durations, size);
}
