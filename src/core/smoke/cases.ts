/** smoke.yaml: what is run, and the digest over everything that decides the verdict. */

import { type Digest, digestOf, digestOfBytes } from '../../base/digest.ts';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../base/json.ts';
import { type Place, type Problem, problem, sortProblems } from '../../base/problem.ts';
import { checkSchema } from '../../base/schema.ts';
import { readYaml, type YamlDocument } from '../../base/yaml.ts';
import { caseOf } from './case-read.ts';
import type { SmokeCase } from './case-types.ts';
import { smokeSchema } from './cases-schema.ts';

export const smokeFile = 'smoke.yaml';

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
  const inputs = cases.flatMap((each) => each.inputs.flatMap(filesOfInput));
  return [...new Set([...inputs, ...cases.flatMap(goldensOf)])].sort();
}

function filesOfInput(input: SmokeCase['inputs'][number]): readonly string[] {
  if (input.file === undefined) return [];
  return input.maskOf === undefined ? [input.file] : [input.file, input.maskOf];
}

/** Returns the golden pictures of a case, of all device classes. */
function goldensOf({ expect }: SmokeCase): readonly string[] {
  const all = expect.flatMap(({ expectation }) => expectation.similar ?? []);
  return all.flatMap(({ golden = {} }) => Object.values(golden));
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
      ...meaning(each, at),
      ...(twice ? [problem('smoke/case-twice', at, { name: each.name })] : []),
      ...missing.map((path) => problem('smoke/missing-file', at, { case: each.name, path })),
    ];
  });
}

/** What a schema cannot say of a case. */
function meaning(each: SmokeCase, at: Place): readonly Problem[] {
  const { name, candidates } = each;
  const compares = each.expect.flatMap(({ expectation }) => expectation.similar ?? []);
  const vague = compares.filter(
    ({ golden, previous }) => (golden === undefined) !== (previous === true),
  );
  return [
    ...(candidates !== undefined && candidates.pass > candidates.count
      ? [problem('smoke/too-few-candidates', at, { case: name, ...candidates })]
      : []),
    ...(vague.length > 0 ? [problem('smoke/unclear-comparison', at, { case: name })] : []),
  ];
}
