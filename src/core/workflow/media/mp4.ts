/** Takes text out of an MP4 or MOV file: its tags stand in `moov/udta/meta`, `udta/meta` or `moov/meta`. */

import { boxesOf, named } from './boxes.ts';
import { keepText, latin1, looseText, type MediaTexts, viewOf, withWhatCame } from './texts.ts';

/** The tag without a name of its own that programs around ffmpeg use for all they have to say. */
const commentType = '\xa9cmt';

/** Reads the named tags: `keys` holds the names, `ilst` the texts under the numbers of the names (QuickTime File Format, Metadata). */
export function readMp4Texts(bytes: Uint8Array): MediaTexts {
  const texts = new Map<string, string>();
  const top = boxesOf(bytes);
  const inside = named(top.boxes, 'moov').flatMap((movie) => boxesOf(movie).boxes);
  const users = [...named(top.boxes, 'udta'), ...named(inside, 'udta')];
  const metas = [
    ...users.flatMap((part) => named(boxesOf(part).boxes, 'meta')),
    ...named(inside, 'meta'),
  ];
  for (const meta of metas) readMeta(meta, texts);
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
      const number = viewOf(Buffer.from(type, 'latin1')).getUint32(0);
      const name = type === commentType ? 'comment' : names[number - 1];
      const [data] = named(boxesOf(body).boxes, 'data');
      // Type and locale go before the text.
      if (name !== undefined && data !== undefined && data.length >= 8) {
        keepText(texts, name, looseText(data.subarray(8)));
      }
    }
  }
}
