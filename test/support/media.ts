/** Small media files with tags, laid out as the encoders of ComfyUI's save nodes do; they have no pictures and no sound. */

import { pictureWith } from './png.ts';

export type Tags = Readonly<Record<string, string>>;

const big = (value: number, length: number): Buffer => {
  const out = Buffer.alloc(length);
  out.writeUIntBE(value, 0, length);
  return out;
};

const little = (value: number): Buffer => big(value, 4).reverse();

/** A TIFF structure whose tags go down from 272, `prompt` first. */
function exif(tags: Tags): Buffer {
  const names = Object.keys(tags).sort((a) => (a === 'prompt' ? -1 : 1));
  const texts = names.map((name) => Buffer.from(`${name}:${tags[name]}\0`));
  let offset = 8 + 2 + 12 * names.length + 4;
  const entries = texts.map((text, index) => {
    const at = text.length <= 4 ? text : big(offset, 4);
    offset += text.length;
    return Buffer.concat([big(272 - index, 2), big(2, 2), big(text.length, 4), at]);
  });
  const tiff = [Buffer.from('MM\0*'), big(8, 4), big(names.length, 2), ...entries, big(0, 4)];
  return Buffer.concat([...tiff, ...texts]);
}

/** A WebP file with EXIF tags; `head` adds the mark that some writers put before them. */
export function webp(tags: Tags, head = ''): Buffer {
  return riff([
    ['VP8X', Buffer.alloc(10)],
    ['ANMF', Buffer.from('odd')],
    ['EXIF', Buffer.concat([Buffer.from(head), exif(tags)])],
  ]);
}

function riff(chunks: readonly (readonly [string, Buffer])[]): Buffer {
  const body = chunks.flatMap(([type, data]) => [
    Buffer.from(type),
    little(data.length),
    data,
    Buffer.alloc(data.length % 2),
  ]);
  const whole = Buffer.concat([Buffer.from('WEBP'), ...body]);
  return Buffer.concat([Buffer.from('RIFF'), little(whole.length), whole]);
}

export function box(type: string | number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const name = typeof type === 'string' ? Buffer.from(type) : big(type, 4);
  return Buffer.concat([big(body.length + 8, 4), name, body]);
}

/** An AVIF file whose EXIF item lies behind its pictures, or, with `isInside`, in the `idat` box in two parts. */
export function avif(tags: Tags, isInside = false): Buffer {
  const item = Buffer.concat([big(0, 4), exif(tags)]);
  const entry = (id: number, type: string): Buffer =>
    box('infe', big(2 << 24, 4), big(id, 2), big(0, 2), Buffer.from(`${type}\0`));
  const info = box('iinf', big(0, 4), big(2, 2), entry(1, 'av01'), entry(2, 'Exif'));
  const half = item.length >> 1;
  const make = (offset: number): Buffer => {
    const extents = isInside
      ? [big(0, 4), big(half, 4), big(half, 4), big(item.length - half, 4)]
      : [big(offset, 4), big(item.length, 4)];
    const location = box(
      'iloc',
      big(1 << 24, 4),
      Buffer.from([0x44, 0]),
      big(1, 2),
      Buffer.concat([big(2, 2), big(isInside ? 1 : 0, 2), big(0, 2), big(extents.length / 2, 2)]),
      ...extents,
    );
    const inside = isInside ? [box('idat', item)] : [];
    const meta = box('meta', big(0, 4), box('hdlr', Buffer.alloc(25)), info, location, ...inside);
    return Buffer.concat([box('ftyp', Buffer.from('avif')), meta]);
  };
  if (isInside) return make(0);
  const data = Buffer.concat([Buffer.from('pictures'), item]);
  return Buffer.concat([make(make(0).length + 8 + 'pictures'.length), box('mdat', data)]);
}

/** An MP4 file with named tags, the pictures in front of them. */
export function mp4(tags: Tags): Buffer {
  // A length of 64 bits, as long videos have.
  const data = Buffer.concat([
    big(1, 4),
    Buffer.from('mdat'),
    big(0, 4),
    big(24, 4),
    big(0, 6),
    big(0, 2),
  ]);
  const movie = box('moov', box('mvhd', Buffer.alloc(100)), box('udta', namedTags(tags)));
  return Buffer.concat([box('ftyp', Buffer.from('isom')), data, movie]);
}

/** A MOV file in parts: `meta` without a version stands in the movie itself, in front of the pictures. */
export function fragmentedMov(tags: Tags): Buffer {
  const movie = box('moov', box('mvhd', Buffer.alloc(100)), namedTags(tags, false));
  const part = [box('moof', Buffer.alloc(16)), box('mdat', Buffer.alloc(9))];
  return Buffer.concat([box('ftyp', Buffer.from('qt  ')), movie, ...part, ...part]);
}

/** A video with one comment, as programs around ffmpeg write it. */
export function mp4WithComment(comment: string): Buffer {
  const name = Buffer.from('\xa9cmt', 'latin1');
  const value = box('data', big(1, 4), big(0, 4), Buffer.from(comment));
  const item = Buffer.concat([big(value.length + 8, 4), name, value]);
  const meta = box('meta', big(0, 4), box('hdlr', Buffer.alloc(25)), box('ilst', item));
  return Buffer.concat([box('ftyp', Buffer.from('isom')), box('moov', box('udta', meta))]);
}

function namedTags(tags: Tags, hasVersion = true): Buffer {
  const names = Object.keys(tags);
  const keys = names.map((name) => box('mdta', Buffer.from(name)));
  const items = names.map((name, index) =>
    box(index + 1, box('data', big(1, 4), big(0, 4), Buffer.from(tags[name] ?? ''))),
  );
  return box(
    'meta',
    hasVersion ? big(0, 4) : Buffer.alloc(0),
    box('hdlr', Buffer.alloc(25)),
    box('keys', big(0, 4), big(names.length, 4), ...keys),
    box('ilst', ...items),
  );
}

function element(id: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x08]), big(body.length, 4), body]);
}

/** A WebM file with its tags in capitals; `isLive` leaves the length of the whole open. */
export function webm(tags: Tags, isLive = false): Buffer {
  const list = Object.entries(tags).map(([name, text]) =>
    element(
      '67c8',
      element('45a3', Buffer.from(name.toUpperCase())),
      element('4487', Buffer.from(text)),
    ),
  );
  const inside = Buffer.concat([
    element('ec', Buffer.alloc(20)),
    element('1254c367', element('7373', element('63c0'), ...list)),
  ]);
  const segment = isLive
    ? Buffer.concat([Buffer.from('18538067ff', 'hex'), inside])
    : element('18538067', inside);
  return Buffer.concat([element('1a45dfa3', Buffer.alloc(8)), segment]);
}

function comments(tags: Tags): Buffer {
  const list = Object.entries(tags).map(([name, text]) => {
    const entry = Buffer.from(`${name}=${text}`);
    return Buffer.concat([little(entry.length), entry]);
  });
  return Buffer.concat([little(4), Buffer.from('Lavf'), little(list.length), ...list]);
}

export function flac(tags: Tags): Buffer {
  const block = (type: number, data: Buffer): Buffer =>
    Buffer.concat([Buffer.from([type]), big(data.length, 3), data]);
  return Buffer.concat([
    Buffer.from('fLaC'),
    block(0, Buffer.alloc(34)),
    block(4, comments(tags)),
    block(0x81, Buffer.alloc(16)),
    Buffer.alloc(50, 0xff),
  ]);
}

/** An Opus file whose tags go over as many pages as they need. */
export function opus(tags: Tags): Buffer {
  return ogg(
    Buffer.concat([Buffer.from('OpusHead'), Buffer.alloc(11)]),
    Buffer.concat([Buffer.from('OpusTags'), comments(tags)]),
  );
}

/** A FLAC stream in Ogg pages: each packet is a metadata block. */
export function oggFlac(tags: Tags): Buffer {
  const body = comments(tags);
  return ogg(
    Buffer.concat([Buffer.from('\x7fFLAC'), Buffer.alloc(46)]),
    Buffer.concat([Buffer.from([4]), big(body.length, 3), body]),
  );
}

function ogg(first: Buffer, packet: Buffer): Buffer {
  const page = (lengths: readonly number[], data: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from('OggS'),
      Buffer.alloc(10),
      little(7),
      Buffer.alloc(8),
      Buffer.from([lengths.length, ...lengths]),
      data,
    ]);
  const pages = [page([first.length], first)];
  const lengths = [...Array(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
  for (let from = 0; from < lengths.length; from += 2) {
    pages.push(page(lengths.slice(from, from + 2), packet.subarray(from * 255, (from + 2) * 255)));
  }
  return Buffer.concat(pages);
}

/** An MP3 file with ID3 tags of version 3 or 4; `encoding` as ID3 numbers them. */
export function mp3(tags: Tags, version: 3 | 4 = 4, encoding: 0 | 1 | 2 | 3 = 3): Buffer {
  const text = (value: string): Buffer => {
    if (encoding === 0) return Buffer.from(value, 'latin1');
    if (encoding === 3) return Buffer.from(value);
    const wide = Buffer.from(encoding === 1 ? `\ufeff${value}` : value, 'utf16le');
    return encoding === 1 ? wide : wide.swap16();
  };
  const zero = Buffer.alloc(encoding === 1 || encoding === 2 ? 2 : 1);
  const safe = (size: number): Buffer =>
    Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f));
  const frames = Object.entries(tags).map(([name, value]) => {
    const body = Buffer.concat([Buffer.from([encoding]), text(name), zero, text(value), zero]);
    const size = version === 4 ? safe(body.length) : big(body.length, 4);
    return Buffer.concat([Buffer.from('TXXX'), size, Buffer.alloc(2), body]);
  });
  const part = Buffer.concat([...frames, Buffer.alloc(64)]);
  return Buffer.concat([
    Buffer.from([0x49, 0x44, 0x33, version, 0, 0]),
    safe(part.length),
    part,
    Buffer.from([0xff, 0xfb, 0x90, 0x00]),
  ]);
}

/** A picture as SaveSVGNode writes it: the values are JSON, not texts of it. */
function svg(tags: Tags): Buffer {
  const values = Object.entries(tags).map(
    ([name, text]) =>
      `${JSON.stringify(name)}: ${text.startsWith('{') ? text : JSON.stringify(text)}`,
  );
  return Buffer.from(
    `<?xml version="1.0"?>\n<svg><metadata>\n<![CDATA[\n{${values.join()}}\n]]>\n</metadata><path d="M0 0"/></svg>`,
  );
}

/** A mesh as SaveGLB writes it: a JSON part filled up with spaces, then the bytes. */
function glb(tags: Tags): Buffer {
  const json = Buffer.from(JSON.stringify({ asset: { version: '2.0', extras: tags } }));
  const part = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  const parts = [little(part.length), Buffer.from('JSON'), part, little(4), Buffer.from('BIN\0')];
  const body = Buffer.concat([...parts, Buffer.alloc(4)]);
  return Buffer.concat([Buffer.from('glTF'), little(2), little(body.length + 12), body]);
}

/** A latent as SaveLatent writes it. */
function latent(tags: Tags): Buffer {
  const header = Buffer.from(JSON.stringify({ __metadata__: tags, latent_tensor: {} }));
  return Buffer.concat([little(header.length), little(0), header, Buffer.alloc(16)]);
}

/** One maker for each format that is read. */
export const mediaMakers: Readonly<Record<string, (tags: Tags) => Buffer>> = {
  png: pictureWith,
  webp,
  avif,
  mp4,
  mov: fragmentedMov,
  webm,
  flac,
  opus,
  oga: oggFlac,
  mp3,
  svg,
  glb,
  latent,
};
