/** Small PNG files with text chunks, as tests need them. */

import { crc32 } from 'node:zlib';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Returns a chunk with its length and checksum. */
export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([latin1(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** Returns a file of these chunks; it has no pixels. */
export function png(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([latin1('\x89PNG\r\n\x1a\n'), ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

/** Returns a picture that carries these texts, as ComfyUI saves them. */
export function pictureWith(texts: Readonly<Record<string, string>>): Buffer {
  return png(
    ...Object.entries(texts).map(([keyword, text]) => chunk('tEXt', latin1(`${keyword}\0${text}`))),
  );
}
