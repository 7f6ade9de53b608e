/** Lists of files inside node types: kept once, under `models`, and named from the options by `{"$files": folder}`. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { filesBehind } from './file-lists.ts';
import { partOf } from './model-folders.ts';
import { parseInputSpec } from './node-type.ts';
import type { Catalog } from './types.ts';

type Models = Catalog['models'];
const marker = '$files';

/** Returns a node type whose lists of model files are replaced by their folder's name, and whose lists of input files are left out. */
export function withoutFiles(classType: string, raw: JsonObject, models: Models): JsonObject {
  const known = [...models].filter(([, files]) => files.length > 0);
  const input = member(raw, 'input');
  if (!isJsonObject(input)) return packed(raw, known) as JsonObject;
  const lean = jsonObject(
    entriesOf(input).map(([section, specs]) => [
      section,
      isJsonObject(specs) ? withoutInputFiles(classType, specs, models) : specs,
    ]),
  );
  const pairs = entriesOf(raw).map(
    ([key, value]) => [key, key === 'input' ? lean : value] as const,
  );
  return packed(jsonObject(pairs), known) as JsonObject;
}

function withoutInputFiles(classType: string, specs: JsonObject, models: Models): JsonObject {
  return jsonObject(
    entriesOf(specs).map(([name, spec]) => {
      const input = parseInputSpec(name, 'required', spec);
      if (filesBehind(classType, input, models) !== 'input' || !isJsonArray(spec)) {
        return [name, spec];
      }
      const left: Json = [{ [marker]: 'input' }];
      if (input.isListTyped) return [name, [left, ...spec.slice(1)]];
      if (input.options === undefined) return [name, spec];
      const config = jsonObject(
        entriesOf(input.config).map(([key, value]) => [key, key === 'options' ? left : value]),
      );
      return [name, [spec[0] as Json, config, ...spec.slice(2)]];
    }),
  );
}

function packed(value: Json, known: readonly (readonly [string, readonly string[]])[]): Json {
  if (isJsonArray(value)) {
    if (value.length > 0 && value.every((item) => typeof item === 'string')) {
      return packedList(value, known);
    }
    return value.map((item) => packed(item, known));
  }
  if (!isJsonObject(value)) return value;
  return jsonObject(entriesOf(value).map(([key, item]) => [key, packed(item, known)]));
}

function packedList(
  items: readonly string[],
  known: readonly (readonly [string, readonly string[]])[],
): Json {
  const match =
    known.find(([, files]) => files.length === items.length && partOf(items, files) === 0) ??
    known.find(([, files]) => partOf(items, files) !== undefined);
  if (match === undefined) return items;
  const [folder, files] = match;
  const start = partOf(items, files) ?? 0;
  return [...items.slice(0, start), { [marker]: folder }, ...items.slice(start + files.length)];
}

/** Puts the files of each named folder back; a list that was left out keeps its marker, by which it is known as unrecorded. */
export function restoreFiles(value: Json, models: Models): Json {
  if (isJsonArray(value)) {
    const folders = value.map(folderOf);
    if (folders.every((folder) => folder === undefined)) {
      return value.map((item) => restoreFiles(item, models));
    }
    return value.flatMap((item, at): readonly Json[] => {
      const folder = folders[at];
      return (folder === undefined ? undefined : models.get(folder)) ?? [item];
    });
  }
  if (!isJsonObject(value)) return value;
  return jsonObject(entriesOf(value).map(([key, item]) => [key, restoreFiles(item, models)]));
}

function folderOf(item: Json): string | undefined {
  if (!isJsonObject(item) || keysOf(item).length !== 1) return undefined;
  const folder = member(item, marker);
  return typeof folder === 'string' ? folder : undefined;
}
