/** Length of an MP3 file: by the count of frames that its encoder wrote down, else by walking over them. */

import { latin1, viewOf } from '../../workflow/media/texts.ts';
import type { MediaFacts } from './types.ts';

interface Frame {
  readonly rate: number;
  readonly samples: number;
  readonly bytes: number;
  /** Offset of an encoder's own header behind the side information. */
  readonly extra: number;
}

/** Kilobits per second of layer III, by the index in the header: MPEG 1, then MPEG 2 and 2.5 (ISO/IEC 11172-3, 13818-3). */
const bitRates = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const sampleRates = [44_100, 48_000, 32_000] as const;

export function mp3Facts(bytes: Uint8Array): MediaFacts {
  const start = afterTag(bytes);
  const first = frameAt(bytes, start);
  if (first === undefined) return { format: 'mp3' };
  const count = writtenCount(bytes, start + first.extra) ?? walkedCount(bytes, start);
  return { format: 'mp3', seconds: (count * first.samples) / first.rate };
}

/** An ID3v2 tag tells its length in four times seven bits. */
function afterTag(bytes: Uint8Array): number {
  if (latin1(bytes.subarray(0, 3)) !== 'ID3') return 0;
  return 10 + bytes.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
}

function frameAt(bytes: Uint8Array, at: number): Frame | undefined {
  if (at + 4 > bytes.length) return undefined;
  const head = viewOf(bytes).getUint32(at);
  const version = (head >>> 19) & 3;
  const isFirst = version === 3;
  const rateAt = (head >>> 10) & 3;
  if (head >>> 21 !== 0x7ff || version === 1 || ((head >>> 17) & 3) !== 1 || rateAt === 3) {
    return undefined;
  }
  const kilobits = bitRates[isFirst ? 0 : 1][(head >>> 12) & 15] ?? 0;
  const rate = (sampleRates[rateAt] ?? 0) / (isFirst ? 1 : version === 2 ? 2 : 4);
  if (kilobits === 0 || rate === 0) return undefined;
  const samples = isFirst ? 1152 : 576;
  const isMono = ((head >>> 6) & 3) === 3;
  const extra = 4 + (isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  const bytesOf = Math.floor((samples / 8) * ((kilobits * 1000) / rate)) + ((head >>> 9) & 1);
  return { rate, samples, bytes: bytesOf, extra };
}

/** LAME and ffmpeg write `Xing` or `Info` into the first frame, with the number of the frames behind it. */
function writtenCount(bytes: Uint8Array, at: number): number | undefined {
  const mark = latin1(bytes.subarray(at, at + 4));
  if (mark !== 'Xing' && mark !== 'Info') return undefined;
  const view = viewOf(bytes);
  return (view.getUint32(at + 4) & 1) === 0 ? undefined : view.getUint32(at + 8);
}

function walkedCount(bytes: Uint8Array, start: number): number {
  let count = 0;
  for (let at = start; ; count += 1) {
    const frame = frameAt(bytes, at);
    if (frame === undefined) return count;
    at += frame.bytes;
  }
}
