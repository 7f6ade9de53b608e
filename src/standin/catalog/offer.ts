/** What a stand-in offers: node types, model files, versions, and that it is a stand-in. */

import { entriesOf, isJsonObject, type JsonObject, jsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { parseCatalog } from '../../core/catalog/parse.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { type Folders, filesBelow } from '../folders.ts';
import type { StandinModelFile, StandinOptions } from '../types.ts';
import { defaultModels, defaultSystemStats, modelFolders } from './defaults.ts';
import { builtInObjectInfo } from './node-types.ts';

export interface Offer {
  readonly version: string | undefined;
  /** The `/object_info` answer; of the built-in catalog LoadImage lists the input folder as it is now. */
  readonly objectInfo: () => Promise<JsonObject>;
  /** The same, as a catalog to validate with. */
  readonly catalog: () => Promise<Catalog>;
  readonly folderNames: readonly string[];
  /** Files of a folder of `/models`, or undefined where there is no such folder. */
  readonly files: (folder: string) => readonly string[] | undefined;
  /** What is known of a model file; an empty one where nothing was given. */
  readonly modelFile: (folder: string, file: string) => StandinModelFile;
  readonly embeddings: readonly string[];
  readonly systemStats: JsonObject;
  readonly nodeReplacements: JsonObject;
}

/** Throws a Failure where a given answer is no JSON or has another shape. */
export function openOffer(options: StandinOptions, folders: Folders): Offer {
  const given = options.objectInfo === undefined ? undefined : objectOf(options.objectInfo);
  const models = modelsOf(options);
  const systemStats = markedStats(options.systemStats);
  const nodeReplacements = objectOf(options.nodeReplacements ?? '{}');
  const embeddings = options.embeddings ?? [];
  const builtIn = (inputFiles: readonly string[]) =>
    jsonObject(
      entriesOf(builtInObjectInfo(models, inputFiles)).filter(
        ([name]) => options.without?.includes(name) !== true,
      ),
    );
  const objectInfo = async () => given ?? builtIn(await filesBelow(folders.of('input')));
  const system = member(systemStats, 'system');
  const version = isJsonObject(system) ? member(system, 'comfyui_version') : undefined;
  const known = given === undefined ? undefined : catalogOf(given);
  function catalogOf(types: JsonObject): Catalog {
    return parseCatalog({ objectInfo: types, models, embeddings, systemStats, nodeReplacements });
  }
  return {
    version: typeof version === 'string' ? version : undefined,
    objectInfo,
    catalog: async () => known ?? catalogOf(await objectInfo()),
    folderNames: [...new Set([...foldersOf(options), ...Object.keys(models)])],
    files: (folder) => (Object.hasOwn(models, folder) ? models[folder] : undefined),
    modelFile: (folder, file) => {
      const given = options.modelFiles ?? {};
      const key = `${folder}/${file}`;
      return Object.hasOwn(given, key) ? (given[key] ?? { size: 0 }) : { size: 0 };
    },
    embeddings,
    systemStats,
    nodeReplacements,
  };
}

/** With recorded node types the folders are the recorded ones alone. */
function foldersOf(options: StandinOptions): readonly string[] {
  return options.objectInfo === undefined ? modelFolders : [];
}

/** Folders that are given take the place of the default ones; with recorded node types nothing is made up. */
function modelsOf(options: StandinOptions): Readonly<Record<string, readonly string[]>> {
  if (options.objectInfo !== undefined) return options.models ?? {};
  const none = Object.fromEntries(modelFolders.map((folder) => [folder, []]));
  return { ...none, ...(options.models ?? defaultModels) };
}

function objectOf(text: string): JsonObject {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('the answer is no JSON object');
  return parsed.value;
}

/** Says in `/system_stats` what answers here. */
function markedStats(given: string | undefined): JsonObject {
  const stats = given === undefined ? defaultSystemStats : objectOf(given);
  const system = member(stats, 'system');
  return jsonObject([
    ...Object.entries(stats),
    ['system', { ...(isJsonObject(system) ? system : {}), comfypin_standin: true }],
  ]);
}
