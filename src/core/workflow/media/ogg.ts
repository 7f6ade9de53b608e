/** Takes text out of an Ogg file, Opus, Vorbis or FLAC: its tags are the second packet of the stream. */

import { cutOff, failed, latin1, type MediaTexts, maxTextBytes, viewOf } from './texts.ts';
import { readVorbisComments } from './vorbis.ts';

/** The head of the packet with the tags: RFC 7845 section 5.2, Vorbis I section 4.2.1. */
const tagHeads = ['OpusTags', '\x03vorbis'];

/** How FLAC in Ogg begins; its tags are a metadata block with a head of four bytes (RFC 9639, section 10.1). */
const flacHead = '\x7fFLAC';
const vorbisComment = 4;

/** Puts the first packets together from the pages (RFC 3533, section 6) and reads the one with the tags. */
export function readOggTexts(bytes: Uint8Array): MediaTexts {
  const texts = new Map<string, string>();
  const packets = firstPackets(bytes);
  if (typeof packets === 'string') return failed(packets);
  const [first, second] = packets;
  if (first !== undefined && second !== undefined && startsAs(first, flacHead)) {
    if (((second[0] ?? 0) & 0x7f) !== vorbisComment) return { ok: true, texts };
    return readVorbisComments(second.subarray(4), texts) ?? { ok: true, texts };
  }
  for (const packet of packets) {
    const found = tagHeads.find((each) => startsAs(packet, each));
    if (found === undefined) continue;
    return readVorbisComments(packet.subarray(found.length), texts) ?? { ok: true, texts };
  }
  return packets.length < 2 ? cutOff : { ok: true, texts };
}

function startsAs(packet: Uint8Array, head: string): boolean {
  return latin1(packet.subarray(0, head.length)) === head;
}

/** Returns up to two packets of the first stream, or what is wrong. */
function firstPackets(bytes: Uint8Array): readonly Uint8Array[] | string {
  const view = viewOf(bytes);
  const packets: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  let size = 0;
  let stream: number | undefined;
  for (let at = 0; at + 27 <= bytes.length; ) {
    if (latin1(bytes.subarray(at, at + 4)) !== 'OggS') return 'a page of it is damaged';
    const serial = view.getUint32(at + 14, true);
    stream ??= serial;
    const lengths = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
    at += 27 + lengths.length;
    for (const length of lengths) {
      if (at + length > bytes.length) return packets;
      if (serial === stream) {
        parts.push(bytes.subarray(at, at + length));
        size += length;
        if (size > maxTextBytes) return 'its tags are too long';
        if (length < 255) {
          packets.push(Buffer.concat(parts));
          parts = [];
          if (packets.length === 2) return packets;
        }
      }
      at += length;
    }
  }
  return packets;
}
