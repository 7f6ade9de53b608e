/** What all servers of an environment have, where some of their differences are allowed. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../base/json.ts';
import type { CatalogDifference } from './compare.ts';
import { filesBehind } from './file-lists.ts';
import { modelFileKey } from './model-files.ts';
import { parseInputSpec, parseNodeType } from './node-type.ts';
import type { Catalog, Versions } from './types.ts';

/** Where `/system_stats` tells a version; `device` stands in a list of its own. */
const systemKeys: Readonly<Record<string, readonly string[]>> = {
  comfyui: ['comfyui_version'],
  frontend: ['required_frontend_version', 'comfy_package_versions'],
  python: ['python_version'],
  torch: ['pytorch_version'],
};

/** Returns the catalog without what the differences name, so that no workflow and no evidence can rely on it. */
export function withoutDifferences(
  catalog: Catalog,
  differences: readonly CatalogDifference[],
): Catalog {
  if (differences.length === 0) return catalog;
  const out = new Set(differences.map(({ kind, name }) => `${kind} ${name}`));
  const isOut = (folder: string, file: string) => out.has(`model ${folder}/${file}`);
  const models = [...catalog.models].map(
    ([folder, files]) => [folder, files.filter((file) => !isOut(folder, file))] as const,
  );
  const hasFewerFiles = differences.some(({ kind }) => kind === 'model');
  const types = [...catalog.nodeTypes].flatMap(([name, type]) => {
    if (out.has(`node type ${name}`)) return [];
    if (!hasFewerFiles) return [[name, type] as const];
    const raw = withoutOptions(name, type.raw, catalog.models, isOut);
    return [[name, raw === type.raw ? type : parseNodeType(name, raw, type.facts)] as const];
  });
  const gone = new Set(
    differences.filter(({ kind }) => kind === 'version').map(({ name }) => name),
  );
  const { modelFiles, systemStats, ...rest } = catalog;
  const others = goneFiles(differences);
  return {
    ...rest,
    versions: Object.fromEntries(
      Object.entries(catalog.versions).filter(([name]) => !gone.has(name)),
    ) as Versions,
    ...(systemStats === undefined ? {} : { systemStats: withoutVersions(systemStats, gone) }),
    nodeTypes: new Map(types),
    models: new Map(models),
    embeddings: catalog.embeddings.filter((name) => !out.has(`embedding ${name}`)),
    ...(modelFiles === undefined
      ? {}
      : { modelFiles: new Map([...modelFiles].filter(([key]) => !others.has(key))) }),
  };
}

function goneFiles(differences: readonly CatalogDifference[]): ReadonlySet<string> {
  return new Set(
    differences.flatMap(({ kind, name }) => {
      const at = name.indexOf('/');
      return kind === 'model' ? [modelFileKey(name.slice(0, at), name.slice(at + 1))] : [];
    }),
  );
}

function withoutVersions(systemStats: JsonObject, gone: ReadonlySet<string>): JsonObject {
  const keys = new Set([...gone].flatMap((name) => systemKeys[name] ?? []));
  return jsonObject(
    entriesOf(systemStats)
      .filter(([key]) => key !== 'devices' || !gone.has('device'))
      .map(([key, value]) => [
        key,
        key === 'system' && isJsonObject(value)
          ? jsonObject(entriesOf(value).filter(([name]) => !keys.has(name)))
          : value,
      ]),
  );
}

/** Takes files out of the lists that a node type shows of their folder: the lists stay equal to the folder's. */
function withoutOptions(
  classType: string,
  raw: JsonObject,
  models: Catalog['models'],
  isOut: (folder: string, file: string) => boolean,
): JsonObject {
  const input = member(raw, 'input');
  if (!isJsonObject(input)) return raw;
  let isChanged = false;
  const kept = (name: string, spec: Json): Json => {
    const parsed = parseInputSpec(name, 'required', spec);
    const files = filesBehind(classType, parsed, models);
    if (typeof files !== 'object' || parsed.options === undefined || !isJsonArray(spec))
      return spec;
    const left = parsed.options.filter(
      (file) => typeof file !== 'string' || !isOut(files.folder, file),
    );
    if (left.length === parsed.options.length) return spec;
    isChanged = true;
    if (parsed.isListTyped) return [left, ...spec.slice(1)];
    const config = entriesOf(parsed.config).map(
      ([key, value]) => [key, key === 'options' ? left : value] as const,
    );
    return [spec[0] as Json, jsonObject(config), ...spec.slice(2)];
  };
  const sections = entriesOf(input).map(
    ([section, specs]) =>
      [
        section,
        isJsonObject(specs)
          ? jsonObject(entriesOf(specs).map(([name, spec]) => [name, kept(name, spec)]))
          : specs,
      ] as const,
  );
  if (!isChanged) return raw;
  const pairs = entriesOf(raw).map(
    ([key, value]) => [key, key === 'input' ? jsonObject(sections) : value] as const,
  );
  return jsonObject(pairs);
}
