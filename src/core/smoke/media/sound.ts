/** Length of FLAC, WAV and Ogg files, from their headers. */

import { latin1, viewOf } from '../../workflow/media/texts.ts';
import type { MediaFacts } from './types.ts';

/** STREAMINFO is the first block: 20 bits of sample rate, 36 bits of samples (RFC 9639, section 8.2). */
export function flacFacts(bytes: Uint8Array): MediaFacts {
  const view = viewOf(bytes);
  const rate = view.getUint32(18) >>> 12;
  const samples = (view.getUint8(21) & 15) * 2 ** 32 + view.getUint32(22);
  return { format: 'flac', ...(rate > 0 && samples > 0 ? { seconds: samples / rate } : {}) };
}

/** `fmt ` has the bytes per second, `data` is the sound. */
export function wavFacts(bytes: Uint8Array): MediaFacts {
  const view = viewOf(bytes);
  let rate = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const kind = latin1(bytes.subarray(at, at + 4));
    if (kind === 'fmt ') rate = view.getUint32(at + 16, true);
    if (kind === 'data' && rate > 0) {
      return { format: 'wav', seconds: Math.min(length, bytes.length - at - 8) / rate };
    }
    at += 8 + length + (length % 2);
  }
  return { format: 'wav' };
}

/** The last page tells how many samples there are; Opus counts 48 kHz from its pre-skip (RFC 7845, section 4). */
export function oggFacts(bytes: Uint8Array): MediaFacts {
  const view = viewOf(bytes);
  const first = 27 + (bytes[26] ?? 0);
  const isOpus = latin1(bytes.subarray(first, first + 8)) === 'OpusHead';
  const isVorbis = latin1(bytes.subarray(first, first + 7)) === '\x01vorbis';
  const format = isOpus ? 'opus' : 'ogg';
  const last = latin1(bytes.subarray(Math.max(0, bytes.length - 65_536))).lastIndexOf('OggS');
  if (last === -1 || (!isOpus && !isVorbis)) return { format };
  const page = Math.max(0, bytes.length - 65_536) + last;
  const samples = Number(view.getBigInt64(page + 6, true));
  const rate = isOpus ? 48_000 : view.getUint32(first + 12, true);
  const skipped = isOpus ? view.getUint16(first + 10, true) : 0;
  return { format, ...(samples > 0 && rate > 0 ? { seconds: (samples - skipped) / rate } : {}) };
}
