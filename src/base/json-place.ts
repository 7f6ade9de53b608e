/** Finds where a value stands in a JSON text, so that a finding about it can name line and column. */

import { positionOf } from './json-parse.ts';

/** Counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Returns the place of the value under `path` (keys and indexes) in a text that is valid JSON; the last one reached where the path ends early. */
export function placeInJson(text: string, path: readonly (string | number)[]): TextPlace {
  const reader = { text, at: 0 };
  skipSpace(reader);
  for (const step of path) {
    const found = typeof step === 'number' ? enterItem(reader, step) : enterMember(reader, step);
    if (found === undefined) break;
    reader.at = found;
  }
  const { line, column } = positionOf(text, reader.at);
  return { line, column };
}

interface Reader {
  readonly text: string;
  at: number;
}

function skipSpace(reader: Reader): void {
  while (/[\s\ufeff]/.test(reader.text.charAt(reader.at))) reader.at += 1;
}

function enterMember({ text, at }: Reader, key: string): number | undefined {
  if (text.charAt(at) !== '{') return undefined;
  const reader = { text, at: at + 1 };
  for (;;) {
    skipSpace(reader);
    if (text.charAt(reader.at) !== '"') return undefined;
    const start = reader.at;
    skipValue(reader);
    const found = JSON.parse(text.slice(start, reader.at)) === key;
    skipSpace(reader);
    reader.at += 1;
    skipSpace(reader);
    if (found) return reader.at;
    skipValue(reader);
    skipSpace(reader);
    if (text.charAt(reader.at) !== ',') return undefined;
    reader.at += 1;
  }
}

function enterItem({ text, at }: Reader, index: number): number | undefined {
  if (text.charAt(at) !== '[') return undefined;
  const reader = { text, at: at + 1 };
  for (let item = 0; ; item += 1) {
    skipSpace(reader);
    if (text.charAt(reader.at) === ']') return undefined;
    if (item === index) return reader.at;
    skipValue(reader);
    skipSpace(reader);
    if (text.charAt(reader.at) !== ',') return undefined;
    reader.at += 1;
  }
}

/** Moves past one value by counting brackets outside of texts. */
function skipValue(reader: Reader): void {
  const token = /"(?:[^"\\]|\\.)*"|[[{]|[\]}]|[^\s,:[\]{}"]+|[\s,:]+/gsy;
  let depth = 0;
  token.lastIndex = reader.at;
  for (let match = token.exec(reader.text); match !== null; match = token.exec(reader.text)) {
    const first = match[0].charAt(0);
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth === 0 && !/[\s,:]/.test(first)) {
      reader.at = token.lastIndex;
      return;
    }
  }
  reader.at = reader.text.length;
}
