/** What a video, a sound or an animation says of itself in its container: length, pictures per second, size. */

import { latin1 } from '../../workflow/media/texts.ts';
import { apngFacts, gifFacts, webpFacts } from './animation.ts';
import { matroskaFacts } from './matroska.ts';
import { mp3Facts } from './mp3.ts';
import { mp4Facts } from './mp4.ts';
import { flacFacts, oggFacts, wavFacts } from './sound.ts';
import type { MediaFacts } from './types.ts';

type Reader = (bytes: Uint8Array) => MediaFacts | undefined;

/** Signature at an offset → reader; the first that fits is asked. */
const readers: readonly (readonly [at: number, signature: string, read: Reader])[] = [
  [4, 'ftyp', mp4Facts],
  [0, '\x1aE\xdf\xa3', matroskaFacts],
  [0, 'fLaC', flacFacts],
  [0, 'OggS', oggFacts],
  [8, 'WAVE', wavFacts],
  [8, 'WEBP', webpFacts],
  [0, '\x89PNG\r\n\x1a\n', apngFacts],
  [0, 'GIF8', gifFacts],
  [0, 'ID3', mp3Facts],
];

/** Returns undefined for what is no such file, still pictures included; a damaged file gives what could be read. */
export function mediaFacts(bytes: Uint8Array): MediaFacts | undefined {
  const found = readers.find(
    ([at, signature]) => latin1(bytes.subarray(at, at + signature.length)) === signature,
  );
  const isBareMp3 = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;
  const read = found?.[2] ?? (isBareMp3 ? mp3Facts : undefined);
  try {
    return read?.(bytes);
  } catch (thrown) {
    // a length in the file points behind its end
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
