/** Turns the rows of smoke.yaml into cases; the schema has seen to their keys. */

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
import { bytesOf } from '../workflow/sizes.ts';
import type {
  CaseBudget,
  CaseInput,
  Expectation,
  Range,
  ScoreRanges,
  Similarity,
  SmokeCase,
} from './case-types.ts';
import { textOf } from './frames.ts';

export function caseOf(row: JsonObject): SmokeCase {
  const vary = textOf(member(row, 'vary'));
  const timeout = textOf(member(row, 'timeout'));
  const candidates = member(row, 'candidates');
  const budget = member(row, 'budget');
  return {
    name: textOf(member(row, 'name')) ?? '',
    inputs: pairsOf(member(row, 'inputs')).map(([name, value]) => inputOf(name, value)),
    expect: pairsOf(member(row, 'expect')).map(([output, value]) => ({
      output,
      expectation: expectationOf(isJsonObject(value) ? value : {}),
    })),
    ...(vary === undefined ? {} : { vary }),
    ...(timeout === undefined ? {} : { timeoutMs: milliseconds(timeout) }),
    ...(candidates === undefined
      ? {}
      : { candidates: plain(candidates) as unknown as NonNullable<SmokeCase['candidates']> }),
    ...(budget === undefined ? {} : { budget: budgetOf(budget) }),
  };
}

function pairsOf(value: Json | undefined): readonly [string, Json][] {
  return value !== undefined && isJsonObject(value) ? entriesOf(value) : [];
}

function inputOf(name: string, value: Json): CaseInput {
  if (!isJsonObject(value)) return { name, value };
  const file = textOf(member(value, 'file'));
  if (file !== undefined) return { name, file };
  const [mask, maskOf] = [textOf(member(value, 'mask')), textOf(member(value, 'of'))];
  return mask === undefined || maskOf === undefined
    ? { name, value }
    : { name, file: mask, maskOf };
}

const unit: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(text: string): number {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce(
    (sum, [, count, letter]) => sum + Number(count) * (unit[letter ?? ''] ?? 0),
    0,
  );
}

function budgetOf(value: Json): CaseBudget {
  return Object.fromEntries(
    pairsOf(value).map(([key, each]) => {
      const text = String(each);
      const isTime = key === 'cold' || key === 'warm';
      return [key, isTime ? milliseconds(text) / 1000 : (bytesOf(text) ?? 0)];
    }),
  );
}

const ranges = ['count', 'width', 'height', 'bytes', 'sharpness', 'duration', 'fps'] as const;
const scalars = ['kind', 'format', 'blank', 'alpha'] as const;

function expectationOf(row: JsonObject): Expectation {
  const colour = rangesOf(member(row, 'colour'));
  const text = member(row, 'text');
  const similar = member(row, 'similar');
  const scores = pairsOf(member(row, 'scores')).map(([name, value]) => [name, rangesOf(value)]);
  const noise = member(row, 'noise');
  return {
    ...Object.fromEntries(present(row, ranges).map(([key, value]) => [key, rangeOf(value)])),
    ...Object.fromEntries(present(row, scalars)),
    ...(Object.keys(colour).length === 0 ? {} : { colour }),
    ...(noise === undefined || noise === false
      ? {}
      : { noise: noise === true ? noise : noiseOf(noise) }),
    ...(text === undefined
      ? {}
      : { text: typeof text === 'string' ? { equals: text } : plain(text) }),
    ...(similar === undefined
      ? {}
      : { similar: (isJsonArray(similar) ? similar : [similar]).map(similarityOf) }),
    ...(scores.length === 0 ? {} : { scores: Object.fromEntries(scores) as ScoreRanges }),
  };
}

/** A number alone is the most noise that is right. */
function noiseOf(value: Json): Range {
  return isJsonNumber(value) ? { max: toDouble(value) } : plain(value);
}

function similarityOf(value: Json): Similarity {
  const row = isJsonObject(value) ? value : {};
  const golden = member(row, 'golden');
  return {
    ...(plain(row) as Similarity),
    ...(golden === undefined
      ? {}
      : { golden: typeof golden === 'string' ? { default: golden } : plain(golden) }),
  };
}

function rangesOf(value: Json | undefined): Readonly<Record<string, Range>> {
  return Object.fromEntries(pairsOf(value).map(([name, each]) => [name, rangeOf(each)]));
}

function present(row: JsonObject, keys: readonly string[]): readonly [string, Json][] {
  return entriesOf(row).filter(([key]) => keys.includes(key));
}

function rangeOf(value: Json): Range {
  if (isJsonNumber(value)) return { min: toDouble(value), max: toDouble(value) };
  return plain(value);
}

/** Returns a flat object with plain numbers. */
function plain(value: Json): Record<string, never> {
  const pairs = pairsOf(value).map(([key, each]) => [
    key,
    isJsonNumber(each) ? toDouble(each) : each,
  ]);
  return Object.fromEntries(pairs) as Record<string, never>;
}
