/** Text chunks of PNG files, written where ComfyUI's image library writes them: right after the header. */

import { crc32 } from 'node:zlib';

const signatureAndHeader = 33;

/** Returns the PNG with a tEXt chunk for each pair; texts are Latin-1, as JSON escaped to ASCII is. */
export function withTexts(png: Uint8Array, texts: readonly (readonly [string, string])[]): Buffer {
  const chunks = texts.map(([key, text]) =>
    chunk('tEXt', Buffer.from(`${key}\0${text}`, 'latin1')),
  );
  return Buffer.concat([
    png.subarray(0, signatureAndHeader),
    ...chunks,
    png.subarray(signatureAndHeader),
  ]);
}

/** Returns the tEXt chunks of a PNG in order; none for other bytes. */
export function textsOf(png: Uint8Array): [string, string][] {
  const found: [string, string][] = [];
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (bytes.length < signatureAndHeader || bytes.readUInt32BE(0) !== 0x89504e47) return found;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'tEXt') {
      const [key = '', ...rest] = bytes.toString('latin1', at + 8, at + 8 + length).split('\0');
      found.push([key, rest.join('\0')]);
    }
    at += 12 + length;
  }
  return found;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
