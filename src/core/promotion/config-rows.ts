/** The rows of `models:` and `values:`: no row twice, known environments only, and one model per file name in an environment. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { nameOf } from '../../base/schema.ts';
import { nearestName } from '../../base/text.ts';
import type { Path, YamlDocument } from '../../base/yaml.ts';

/** A document that fits the schema, and where its parts stand. */
export interface Checked {
  readonly value: JsonObject;
  readonly document: YamlDocument;
  readonly file: string;
}

/** Returns file, line and column of a part of the document. */
export function placeOf(checked: Checked, path: Path, what: 'key' | 'value' = 'value') {
  return { file: checked.file, ...checked.document.placeOf(path, what) };
}

const modelKeys = ['folder', 'name', 'sha256', 'former'];
const valueKeys = ['node', 'input'];

/** Returns problems of `models:`; `environments` begins with the first one. */
export function checkModelRows(
  checked: Checked,
  environments: readonly string[],
): readonly Problem[] {
  const rows = rowsOf(checked.value, 'models');
  const first = environments[0] ?? '';
  const names = rows.map((row) => text(row, 'name') ?? text(row, first));
  return rows.flatMap((row, index) => {
    const path: Path = ['models', index];
    const place = placeOf(checked, path);
    const folder = text(row, 'folder') ?? '';
    const name = names[index];
    const unknown = unknownEnvironments(checked, path, row, modelKeys, environments);
    if (name === undefined) {
      return [...unknown, problem('config/unnamed-model', place, { folder, first })];
    }
    const before = rows.findIndex(
      (other, at) => at < index && text(other, 'folder') === folder && names[at] === name,
    );
    if (before >= 0) {
      const { line } = checked.document.placeOf(['models', before]);
      return [...unknown, problem('config/duplicate-model', place, { name, folder, line })];
    }
    return [...unknown, ...checkInjective(checked, rows, index, environments, names)];
  });
}

function checkInjective(
  checked: Checked,
  rows: readonly JsonObject[],
  index: number,
  environments: readonly string[],
  names: readonly (string | undefined)[],
): readonly Problem[] {
  const row = rows[index] ?? {};
  const folder = text(row, 'folder') ?? '';
  const first = environments[0] ?? '';
  return environments.flatMap((environment) => {
    const file = spelling(row, environment, first);
    const other = rows.findIndex(
      (each, at) =>
        at < index &&
        text(each, 'folder') === folder &&
        spelling(each, environment, first) === file,
    );
    if (other < 0 || file === undefined) return [];
    const path: Path = ['models', index, environment];
    const place = placeOf(checked, path);
    const both = [names[other] ?? '', names[index] ?? ''];
    return [problem('config/ambiguous-model', place, { file, folder, environment, names: both })];
  });
}

/** The name of a row's model in an environment: its own, else the first environment's, else the logical one. */
function spelling(row: JsonObject, environment: string, first: string): string | undefined {
  return text(row, environment) ?? text(row, first) ?? text(row, 'name');
}

/** Returns problems of `values:`. */
export function checkValueRows(
  checked: Checked,
  environments: readonly string[],
): readonly Problem[] {
  const rows = rowsOf(checked.value, 'values');
  const keyOf = (row: JsonObject): string =>
    JSON.stringify([text(row, 'node'), text(row, 'input')]);
  return rows.flatMap((row, index) => {
    const path: Path = ['values', index];
    const unknown = unknownEnvironments(checked, path, row, valueKeys, environments);
    const before = rows.findIndex((other, at) => at < index && keyOf(other) === keyOf(row));
    if (before < 0) return unknown;
    const place = placeOf(checked, path);
    const { line } = checked.document.placeOf(['values', before]);
    const node = text(row, 'node') ?? '';
    const input = text(row, 'input') ?? '';
    return [...unknown, problem('config/duplicate-value', place, { node, input, line })];
  });
}

function unknownEnvironments(
  checked: Checked,
  path: Path,
  row: JsonObject,
  ownKeys: readonly string[],
  environments: readonly string[],
): Problem[] {
  return keysOf(row)
    .filter((key) => !ownKeys.includes(key) && !environments.includes(key))
    .map((key) => {
      const place = placeOf(checked, [...path, key], 'key');
      const known = [...environments, ...ownKeys];
      const nearest = nearestName(key, known);
      return problem('config/unknown-key', place, { key, inside: nameOf(path), nearest, known });
    });
}

function rowsOf(value: JsonObject, key: string): readonly JsonObject[] {
  const list = member(value, key);
  if (list === undefined || !isJsonArray(list)) return [];
  return list.map((each: Json) => (isJsonObject(each) ? each : {}));
}

function text(row: JsonObject, key: string): string | undefined {
  const value = member(row, key);
  return typeof value === 'string' ? value : undefined;
}
