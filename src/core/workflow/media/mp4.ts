/** Takes text out of an MP4 or MOV file: its tags stand in `moov/udta/meta`, or `moov/meta`. */

import {
  keepText,
  latin1,
  looseText,
  type MediaTexts,
  maxParts,
  viewOf,
  withWhatCame,
} from './texts.ts';

interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

interface Boxes {
  readonly boxes: readonly Box[];
  /** The last box says that it is longer than what is there. */
  readonly isCut: boolean;
}

/** Reads the named tags: `keys` holds the names, `ilst` the texts under the numbers of the names (QuickTime File Format, Metadata). */
export function readMp4Texts(bytes: Uint8Array): MediaTexts {
  const texts = new Map<string, string>();
  const top = boxesOf(bytes);
  for (const movie of named(top.boxes, 'moov')) {
    const inside = boxesOf(movie).boxes;
    const users = named(inside, 'udta').flatMap((part) => boxesOf(part).boxes);
    for (const meta of [...named(users, 'meta'), ...named(inside, 'meta')]) readMeta(meta, texts);
  }
  return top.isCut ? withWhatCame(texts) : { ok: true, texts };
}

function readMeta(meta: Uint8Array, texts: Map<string, string>): void {
  // MP4 has a version and flags in front of the boxes, MOV has not.
  const isPlain = latin1(meta.subarray(4, 8)) === 'hdlr';
  const { boxes } = boxesOf(isPlain ? meta : meta.subarray(4));
  const names = named(boxes, 'keys').flatMap((part) =>
    boxesOf(part.subarray(8)).boxes.map(({ body }) => looseText(body)),
  );
  for (const list of named(boxes, 'ilst')) {
    for (const { type, body } of boxesOf(list).boxes) {
      const name = names[viewOf(Buffer.from(type, 'latin1')).getUint32(0) - 1];
      const [data] = named(boxesOf(body).boxes, 'data');
      // Type and locale go before the text.
      if (name !== undefined && data !== undefined && data.length >= 8) {
        keepText(texts, name, looseText(data.subarray(8)));
      }
    }
  }
}

function named(boxes: readonly Box[], type: string): readonly Uint8Array[] {
  return boxes.filter((each) => each.type === type).map(({ body }) => body);
}

/** Returns the boxes one after another (ISO/IEC 14496-12, section 4.2): a size of 1 means 64 bits follow, 0 to the end. */
function boxesOf(bytes: Uint8Array): Boxes {
  const view = viewOf(bytes);
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length && boxes.length < maxParts) {
    const short = view.getUint32(at);
    const isLong = short === 1;
    if (isLong && at + 16 > bytes.length) return { boxes, isCut: true };
    const size = short === 0 ? bytes.length - at : isLong ? longSize(view, at + 8) : short;
    const head = isLong ? 16 : 8;
    if (size < head || at + size > bytes.length) return { boxes, isCut: true };
    const type = latin1(bytes.subarray(at + 4, at + 8));
    boxes.push({ type, body: bytes.subarray(at + head, at + size) });
    at += size;
  }
  return { boxes, isCut: false };
}

function longSize(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}
