/** What the readers of media files share: the texts that they find, and looking at bytes without leaving them. */

/** Keyword → text, the first of a keyword winning, or why the file cannot be trusted. */
export type MediaTexts =
  | { readonly ok: true; readonly texts: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly reason: string };

/** One text may be this long; the largest workflows known are a few megabytes. */
export const maxTextBytes = 64 * 1024 * 1024;

/** A file may have this many parts; videos of hours stay far below. */
export const maxParts = 1_000_000;

export const cutOff: MediaTexts = { ok: false, reason: 'it is cut off' };

export function failed(reason: string): MediaTexts {
  return { ok: false, reason };
}

/** Keeps a text under its keyword in lowercase: containers change the case of keywords, Matroska to capitals. */
export function keepText(texts: Map<string, string>, keyword: string, text: string): void {
  const key = keyword.toLowerCase();
  if (!texts.has(key)) texts.set(key, text);
}

/** Returns the texts of a file that ends too early, where what matters was read before. */
export function withWhatCame(texts: ReadonlyMap<string, string>): MediaTexts {
  return texts.has('prompt') || texts.has('workflow') ? { ok: true, texts } : cutOff;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** UTF-8, or Latin-1 where the bytes are no UTF-8; a zero at the end is left out. */
export function looseText(bytes: Uint8Array): string {
  const end = bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes;
  return utf8(end) ?? latin1(end);
}

export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
