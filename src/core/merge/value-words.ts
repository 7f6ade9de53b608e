/** What a person writes for the value of a conflict, as the kind of value that stands there. */

import { isJsonNumber, type Json } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { linkSourceText } from './link-source.ts';
import type { Conflict } from './types.ts';

const kinds = {
  text: (value: Json) => typeof value === 'string',
  number: isJsonNumber,
  boolean: (value: Json) => typeof value === 'boolean',
} as const;

/** Returns the value, or why it does not fit. A text needs no quotes; where the sides have no one kind of value, JSON counts. */
export function valueFor(
  conflict: Conflict,
  word: string,
): { readonly value: Json } | { readonly problem: Problem } {
  const values = [conflict.base, conflict.ours, conflict.theirs].filter(
    (value) => value !== undefined && linkSourceText(value) === undefined,
  ) as Json[];
  const kind = (['text', 'number', 'boolean'] as const).find(
    (each) => values.length > 0 && values.every(kinds[each]),
  );
  const parsed = parseJson(word);
  if (parsed.ok && (kind === undefined || kinds[kind](parsed.value)))
    return { value: parsed.value };
  if (kind === undefined || kind === 'text') return { value: word };
  return { problem: problem('merge/unfit-value', {}, { path: conflict.path, value: word, kind }) };
}
