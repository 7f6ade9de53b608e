/** smoke.yaml: what is run, and the digest over everything that decides the verdict. */

import { type Digest, digestOf, digestOfBytes } from '../../base/digest.ts';
import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { type Problem, problem, sortProblems } from '../../base/problem.ts';
import { checkSchema } from '../../base/schema.ts';
import { readYaml, type YamlDocument } from '../../base/yaml.ts';
import { smokeSchema } from './cases-schema.ts';
import { textOf } from './frames.ts';

export const smokeFile = 'smoke.yaml';

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

export interface TextExpectation {
  readonly equals?: string;
  readonly contains?: string;
  readonly matches?: string;
}

export interface Similarity {
  readonly golden: string;
  readonly pixel?: number;
  readonly ssim?: number;
  readonly hash?: number;
}

export interface Expectation {
  readonly count?: Range;
  readonly kind?: string;
  readonly format?: string;
  readonly width?: Range;
  readonly height?: Range;
  readonly bytes?: Range;
  readonly blank?: boolean;
  readonly alpha?: boolean;
  readonly colour?: Readonly<Record<string, Range>>;
  readonly text?: TextExpectation;
  readonly similar?: Similarity;
}

export interface SmokeCase {
  readonly name: string;
  readonly inputs: readonly CaseInput[];
  readonly vary?: string;
  readonly timeoutMs?: number;
  readonly expect: readonly { readonly output: string; readonly expectation: Expectation }[];
}

/** A value, or a file below the workflow's folder that is uploaded first. */
export type CaseInput =
  | { readonly name: string; readonly value: Json; readonly file?: undefined }
  | { readonly name: string; readonly file: string };

export interface SmokeCases {
  readonly cases: readonly SmokeCase[];
  /** Over the cases' meaning and the content of the files they name; comments and layout aside. */
  readonly digest: Digest;
  readonly problems: readonly Problem[];
}

/**
 * Reads smoke.yaml of a workflow's files; no smoke.yaml gives no cases. The digest covers inputs, expectations and the
 * content of input and golden pictures, so a picture that the run itself uploads or writes changes nothing.
 */
export function readSmokeCases(files: ReadonlyMap<string, Uint8Array>, prefix = ''): SmokeCases {
  const bytes = files.get(smokeFile);
  const file = `${prefix}${smokeFile}`;
  const none = { cases: [], digest: digestOf('smoke-cases/v1', []) };
  if (bytes === undefined) return { ...none, problems: [] };
  const { document, problems } = readYaml(new TextDecoder().decode(bytes), file);
  if (document === undefined) return { ...none, problems };
  const found = checkSchema(smokeSchema, document, file);
  if (found.length > 0) return { ...none, problems: sortProblems(found) };
  const rows = member(document.value as JsonObject, 'cases');
  const list = rows !== undefined && isJsonArray(rows) ? rows.filter(isJsonObject) : [];
  const cases = list.map(caseOf);
  return {
    cases,
    digest: digestOfCases(list, cases, files),
    problems: checks(cases, files, document, file),
  };
}

/** Returns the paths of the files that the cases name, sorted. */
export function filesOfCases(cases: readonly SmokeCase[]): readonly string[] {
  const inputs = cases.flatMap((each) => each.inputs.flatMap(({ file }) => file ?? []));
  const goldens = cases.flatMap((each) =>
    each.expect.flatMap(({ expectation }) => expectation.similar?.golden ?? []),
  );
  return [...new Set([...inputs, ...goldens])].sort();
}

function digestOfCases(
  rows: readonly Json[],
  cases: readonly SmokeCase[],
  files: ReadonlyMap<string, Uint8Array>,
): Digest {
  const contents = filesOfCases(cases).map((path): [string, Json] => {
    const bytes = files.get(path);
    return [path, bytes === undefined ? 'absent' : digestOfBytes(bytes)];
  });
  return digestOf('smoke-cases/v1', [rows, jsonObject(contents)]);
}

function checks(
  cases: readonly SmokeCase[],
  files: ReadonlyMap<string, Uint8Array>,
  document: YamlDocument,
  file: string,
): readonly Problem[] {
  return cases.flatMap((each, index) => {
    const at = { file, ...document.placeOf(['cases', index]) };
    const twice = cases.findIndex(({ name }) => name === each.name) !== index;
    const missing = filesOfCases([each]).filter((path) => !files.has(path));
    return [
      ...(twice ? [problem('smoke/case-twice', at, { name: each.name })] : []),
      ...missing.map((path) => problem('smoke/missing-file', at, { case: each.name, path })),
    ];
  });
}

function caseOf(row: JsonObject): SmokeCase {
  const vary = textOf(member(row, 'vary'));
  const timeout = textOf(member(row, 'timeout'));
  return {
    name: textOf(member(row, 'name')) ?? '',
    inputs: pairsOf(member(row, 'inputs')).map(([name, value]) => inputOf(name, value)),
    expect: pairsOf(member(row, 'expect')).map(([output, value]) => ({
      output,
      expectation: expectationOf(isJsonObject(value) ? value : {}),
    })),
    ...(vary === undefined ? {} : { vary }),
    ...(timeout === undefined ? {} : { timeoutMs: milliseconds(timeout) }),
  };
}

function pairsOf(value: Json | undefined): readonly [string, Json][] {
  return value !== undefined && isJsonObject(value) ? entriesOf(value) : [];
}

function inputOf(name: string, value: Json): CaseInput {
  const file = isJsonObject(value) ? textOf(member(value, 'file')) : undefined;
  return file === undefined ? { name, value } : { name, file };
}

const unit: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(text: string): number {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce(
    (sum, [, count, letter]) => sum + Number(count) * (unit[letter ?? ''] ?? 0),
    0,
  );
}

const ranges = ['count', 'width', 'height', 'bytes'] as const;
const scalars = ['kind', 'format', 'blank', 'alpha'] as const;

function expectationOf(row: JsonObject): Expectation {
  const colour = pairsOf(member(row, 'colour')).map(([name, value]) => [name, rangeOf(value)]);
  const text = member(row, 'text');
  const similar = member(row, 'similar');
  return {
    ...Object.fromEntries(present(row, ranges).map(([key, value]) => [key, rangeOf(value)])),
    ...Object.fromEntries(present(row, scalars)),
    ...(colour.length === 0 ? {} : { colour: Object.fromEntries(colour) }),
    ...(text === undefined
      ? {}
      : { text: typeof text === 'string' ? { equals: text } : plain(text) }),
    ...(similar === undefined ? {} : { similar: plain(similar) as unknown as Similarity }),
  };
}

function present(row: JsonObject, keys: readonly string[]): readonly [string, Json][] {
  return entriesOf(row).filter(([key]) => keys.includes(key));
}

function rangeOf(value: Json): Range {
  if (isJsonNumber(value)) return { min: toDouble(value), max: toDouble(value) };
  return plain(value);
}

/** Returns a flat object with plain numbers; the schema has seen to its keys. */
function plain(value: Json): Record<string, never> {
  const pairs = pairsOf(value).map(([key, each]) => [
    key,
    isJsonNumber(each) ? toDouble(each) : each,
  ]);
  return Object.fromEntries(pairs) as Record<string, never>;
}
