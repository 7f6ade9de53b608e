/** Makes a catalog of a server's answers: `/object_info`, `/models`, `/embeddings`, `/system_stats`, `/node_replacements`. */

import { Failure } from '../../base/failure.ts';
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  numberOf,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { modelFilesOf, withAssets } from './model-files.ts';
import { withNodeFacts } from './node-facts.ts';
import { parseNodeType } from './node-type.ts';
import type { Catalog, NodeFacts, NodeType, Versions } from './types.ts';

/** Each field is the text of the server's answer, or its value. Text keeps numbers as they are spelled (`8.0`, big integers). */
export interface CatalogSources {
  readonly objectInfo: unknown;
  /** Folder of `/models` → file names. */
  readonly models?: unknown;
  readonly embeddings?: unknown;
  readonly systemStats?: unknown;
  readonly nodeReplacements?: unknown;
  /** Folder → the answer of `/experiment/models/<folder>`. */
  readonly modelFiles?: unknown;
  /** The rows of `/api/assets`. */
  readonly assets?: unknown;
  /** Class → what is declared of its code, where somebody knows it. */
  readonly nodeFacts?: Readonly<Record<string, NodeFacts>>;
}

/** Returns the catalog; throws a Failure where an answer is no JSON or has another shape than the server's. */
export function parseCatalog(sources: CatalogSources): Catalog {
  const { catalog, problems } = readCatalog(sources);
  if (problems.length > 0) throw new Failure(problems);
  return catalog;
}

/** Returns the catalog of what could be read, and a problem for each answer that could not. */
export function readCatalog(sources: CatalogSources): {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const object = (path: string, source: unknown): JsonObject =>
    answerOf(path, source, {}, isJsonObject, 'an object', problems);
  const list = (path: string, source: unknown): readonly Json[] =>
    answerOf(path, source, [], isJsonArray, 'a list', problems);
  const types = object('/object_info', sources.objectInfo);
  const modelFiles = withAssets(
    modelFilesOf(object('/experiment/models', sources.modelFiles)),
    list('/api/assets', sources.assets),
  );
  const systemStats = object('/system_stats', sources.systemStats);
  return {
    catalog: withNodeFacts(
      {
        versions: versionsOf(systemStats),
        nodeTypes: nodeTypesOf(types),
        models: modelsOf(object('/models', sources.models)),
        embeddings: textsOf(list('/embeddings', sources.embeddings)),
        nodeReplacements: object('/node_replacements', sources.nodeReplacements),
        ...(modelFiles.size === 0 ? {} : { modelFiles }),
        ...(sources.systemStats === undefined ? {} : { systemStats }),
      },
      sources.nodeFacts,
    ),
    problems,
  };
}

function answerOf<T extends Json>(
  path: string,
  source: unknown,
  absent: T,
  isRight: (value: unknown) => value is T,
  expected: string,
  problems: Problem[],
): T {
  if (source === undefined) return absent;
  if (typeof source === 'string') {
    const parsed = parseJson(source, 'python');
    if (parsed.ok && isRight(parsed.value)) return parsed.value;
    const reason = parsed.ok ? `it is not ${expected}` : parsed.error.message;
    problems.push(problem('server/not-a-catalog', {}, { path, reason }));
    return absent;
  }
  const value = losslessOf(source);
  if (isRight(value)) return value;
  problems.push(problem('server/not-a-catalog', {}, { path, reason: `it is not ${expected}` }));
  return absent;
}

/** Returns a plain value with its big numbers as literals; what holds none is returned as it is. */
function losslessOf(value: unknown): Json {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value;
    if (Number.isInteger(value)) return numberOf(BigInt(value).toString());
    return Number.isFinite(value) ? value : numberOf(pythonWordOf(value));
  }
  if (isJsonArray(value)) return keepOrMap(value);
  if (isJsonObject(value)) {
    const pairs = entriesOf(value);
    const changed = pairs.map(([key, item]) => [key, losslessOf(item)] as const);
    return changed.every(([, item], index) => item === pairs[index]?.[1])
      ? value
      : jsonObject(changed);
  }
  return value as Json;
}

function keepOrMap(items: readonly Json[]): Json {
  const changed = items.map(losslessOf);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}

function pythonWordOf(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function nodeTypesOf(types: JsonObject): ReadonlyMap<string, NodeType> {
  const found = new Map<string, NodeType>();
  for (const [name, raw] of entriesOf(types)) {
    if (isJsonObject(raw)) found.set(name, parseNodeType(name, raw));
  }
  return found;
}

function modelsOf(folders: JsonObject): ReadonlyMap<string, readonly string[]> {
  return new Map(
    entriesOf(folders).map(([folder, files]) => [folder, isJsonArray(files) ? textsOf(files) : []]),
  );
}

function textsOf(values: readonly Json[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}

function versionsOf(systemStats: JsonObject): Versions {
  const system = objectAt(systemStats, 'system');
  const devices = member(systemStats, 'devices');
  const device = isJsonArray(devices) && isJsonObject(devices[0]) ? devices[0] : {};
  return {
    ...textAt('comfyui', system, 'comfyui_version'),
    ...textAt('frontend', system, 'required_frontend_version'),
    ...textAt('python', system, 'python_version', /^[\d.]+/),
    ...textAt('torch', system, 'pytorch_version'),
    ...textAt('device', device, 'type'),
  };
}

function textAt(name: string, from: JsonObject, key: string, part = /^.*$/s): Versions {
  const value = member(from, key);
  const text = typeof value === 'string' ? part.exec(value)?.[0] : undefined;
  return text === undefined ? {} : { [name]: text };
}

function objectAt(from: JsonObject, key: string): JsonObject {
  const value = member(from, key);
  return isJsonObject(value) ? value : {};
}
