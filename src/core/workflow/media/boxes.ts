/** The boxes of MP4, MOV and AVIF files, one after another and inside of one another. */

import { latin1, maxParts, viewOf } from './texts.ts';

export interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

export interface Boxes {
  readonly boxes: readonly Box[];
  /** The last box says that it is longer than what is there. */
  readonly isCut: boolean;
}

/** The bodies of the boxes of one type. */
export function named(boxes: readonly Box[], type: string): readonly Uint8Array[] {
  return boxes.filter((each) => each.type === type).map(({ body }) => body);
}

/** Returns the boxes of a part (ISO/IEC 14496-12, section 4.2): a size of 1 means 64 bits follow, 0 to the end. */
export function boxesOf(bytes: Uint8Array): Boxes {
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
