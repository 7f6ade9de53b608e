/** Names of models across environments: from the spelling in one to the logical name, and from there to another's. */

import type { Json } from '../../base/json.ts';
import type { ModelMapping, ValueMapping } from './types.ts';

/** A row as it stands in promotion.yaml: the keys that are no words of the schema are environments. */
export interface ModelRow {
  readonly folder: string;
  readonly [key: string]: Json;
}

export interface ValueRow {
  readonly node: string;
  readonly input: string;
  readonly [key: string]: Json;
}

const modelWords = new Set(['folder', 'name', 'sha256', 'former']);
const valueWords = new Set(['node', 'input']);

/** Takes a mapping as promotion.yaml has it or as it was read from there. */
export function asModelMapping(row: ModelMapping | ModelRow): ModelMapping {
  const { folder, files, former } = row as ModelMapping;
  if (typeof files === 'object' && files !== null) return row as ModelMapping;
  const { name, sha256 } = row as ModelMapping;
  return {
    folder,
    files: textsOf(row as ModelRow, modelWords),
    former: former ?? [],
    ...(name === undefined ? {} : { name }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

export function asValueMapping(row: ValueMapping | ValueRow): ValueMapping {
  const { node, input, values } = row as ValueMapping;
  if (typeof values === 'object' && values !== null) return row as ValueMapping;
  const entries = Object.entries(row).filter(([key]) => !valueWords.has(key));
  return { node, input, values: Object.fromEntries(entries) as Record<string, Json> };
}

function textsOf(row: ModelRow, words: ReadonlySet<string>): Record<string, string> {
  const entries = Object.entries(row).filter(
    (pair): pair is [string, string] => !words.has(pair[0]) && typeof pair[1] === 'string',
  );
  return Object.fromEntries(entries);
}

/** Returns a file name as every system spells it: ComfyUI on Windows writes `\` between folders. */
export function plainName(file: string): string {
  return file.replaceAll('\\', '/');
}

/** Older names of `/models` folders that ComfyUI still takes (folder_paths.py, map_legacy). */
export function plainFolder(folder: string): string {
  if (folder === 'unet') return 'diffusion_models';
  return folder === 'clip' ? 'text_encoders' : folder;
}

/** Returns what stands for an environment in a row: its own entry, else that of the first environment. */
export function entryFor<T>(
  entries: Readonly<Record<string, T>>,
  environment: string,
): T | undefined {
  return Object.hasOwn(entries, environment) ? entries[environment] : Object.values(entries)[0];
}

/**
 * Returns the name that a mapping gives its model everywhere: `name`, or the spelling in the first environment. A logical
 * name that an earlier pin gave the model stays: `pinned` are the names of the same folder in the pin before.
 */
export function logicalNameOf(mapping: ModelMapping, pinned: readonly string[] = []): string {
  if (mapping.name !== undefined) return mapping.name;
  const spelling = plainName(Object.values(mapping.files)[0] ?? '');
  if (pinned.includes(spelling)) return spelling;
  const former = mapping.former.map(plainName).find((each) => pinned.includes(each));
  return former ?? spelling;
}

/**
 * Returns the mapping that a file belongs to in an environment; without an environment the only one that knows the name
 * at all. A former name counts where no present one fits.
 */
export function mappingOf(
  mappings: readonly ModelMapping[],
  folder: string,
  file: string,
  environment?: string,
): ModelMapping | undefined {
  const name = plainName(file);
  const inFolder = mappings.filter((each) => plainFolder(each.folder) === plainFolder(folder));
  const here =
    environment !== undefined
      ? inFolder.filter((each) => plainName(entryFor(each.files, environment) ?? '') === name)
      : inFolder.filter((each) => Object.values(each.files).some((one) => plainName(one) === name));
  if (here.length > 0) return here.length === 1 ? here[0] : undefined;
  const former = inFolder.filter((each) => each.former.some((one) => plainName(one) === name));
  return former.length === 1 ? former[0] : undefined;
}
