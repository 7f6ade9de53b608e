/** What a scorer is told and what it may answer, as JSON on its standard input and output. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { shortened } from '../../base/text.ts';

export interface ScorerQuestion {
  readonly workflow: string;
  readonly environment: string;
  readonly case: string;
  readonly output: string;
  /** What the case sets, by its own names; a file is its path in the workflow's folder. */
  readonly inputs: Readonly<Record<string, Json>>;
  readonly files: readonly {
    readonly path: string;
    readonly name: string;
    readonly sha256: string;
  }[];
  readonly texts: readonly string[];
  readonly dimensions: readonly string[];
}

/** Returns the question as one line; `version` lets scorers of today refuse a question of tomorrow. */
export function questionText(question: ScorerQuestion): string {
  return `${JSON.stringify({ version: 1, ...question })}\n`;
}

export type ScorerReply =
  | { readonly scores: Readonly<Record<string, number>>; readonly notes: readonly string[] }
  | { readonly failed: string };

const mostNotes = 20;

/** `{"scores": {NAME: NUMBER}, "notes": [TEXT]}`; untrusted, so nothing else of it is kept. */
export function readReply(text: string): ScorerReply {
  const parsed = parseJson(text, 'strict');
  if (!parsed.ok) return { failed: `its answer is no JSON: ${parsed.error.message}` };
  const scores = isJsonObject(parsed.value) ? member(parsed.value, 'scores') : undefined;
  if (!isJsonObject(scores)) return { failed: 'its answer has no object "scores"' };
  const wrong = entriesOf(scores).find(([, value]) => !isJsonNumber(value));
  if (wrong !== undefined) return { failed: `its score ${shortened(wrong[0], 40)} is no number` };
  const notes = member(parsed.value as JsonObject, 'notes');
  return {
    scores: Object.fromEntries(
      entriesOf(scores).map(([name, value]) => [name, isJsonNumber(value) ? toDouble(value) : 0]),
    ),
    notes: (isJsonArray(notes) ? notes : [])
      .filter((each) => typeof each === 'string')
      .slice(0, mostNotes)
      .map((each) => shortened(each, 500)),
  };
}
