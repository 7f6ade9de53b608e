/** What a server tells of the model files themselves: size and hash, from which the same name with another content is known. */

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
import { compareText } from '../../base/order.ts';
import type { ModelFile } from './types.ts';

/** `folder/file` with `/` between folders → what is known of the file. */
export type ModelFiles = ReadonlyMap<string, ModelFile>;

export function modelFileKey(folder: string, file: string): string {
  return `${folder}/${file.replaceAll('\\', '/')}`;
}

/**
 * Reads the answers of `/experiment/models/<folder>` (app/model_manager.py), by folder. Of two files of one name the server loads the first.
 * An empty file is a placeholder and tells nothing.
 */
export function modelFilesOf(lists: JsonObject): ModelFiles {
  const found = new Map<string, ModelFile>();
  for (const [folder, files] of entriesOf(lists)) {
    for (const row of isJsonArray(files) ? files : []) {
      const name = isJsonObject(row) ? member(row, 'name') : undefined;
      if (!isJsonObject(row) || typeof name !== 'string') continue;
      const key = modelFileKey(folder, name);
      const file = fileOf(row);
      if (!found.has(key) && file !== undefined) found.set(key, file);
    }
  }
  return found;
}

/** Adds what `/api/assets` knows: its rows name the folder by a tag `model_type:loras`, older ones by the folder itself. */
export function withAssets(files: ModelFiles, assets: Json | undefined): ModelFiles {
  if (assets === undefined || !isJsonArray(assets)) return files;
  const found = new Map(files);
  for (const row of assets) {
    if (!isJsonObject(row)) continue;
    const [folder, name] = [folderOfAsset(row), member(row, 'loader_path') ?? member(row, 'name')];
    const file = fileOf(row);
    if (folder === undefined || typeof name !== 'string' || file === undefined) continue;
    const key = modelFileKey(folder, name);
    found.set(key, { ...file, ...found.get(key) });
  }
  return found;
}

function folderOfAsset(row: JsonObject): string | undefined {
  const tags = member(row, 'tags');
  const texts = isJsonArray(tags) ? tags.filter((each) => typeof each === 'string') : [];
  if (!texts.includes('models')) return undefined;
  const typed = texts.find((each) => each.startsWith('model_type:'));
  return typed?.slice('model_type:'.length) ?? texts.find((each) => each !== 'models');
}

/** A hash is `blake3:…` or `sha256:…`, as the server names it. */
function fileOf(row: JsonObject): ModelFile | undefined {
  const size = member(row, 'size');
  const bytes = isJsonNumber(size) ? toDouble(size) : 0;
  const hash = member(row, 'hash') ?? member(row, 'asset_hash') ?? member(row, 'sha256');
  const text = typeof hash === 'string' ? hash : '';
  const sha256 = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  const file = {
    ...(Number.isSafeInteger(bytes) && bytes > 0 ? { size: bytes } : {}),
    ...(sha256 === undefined ? {} : { sha256: `sha256:${sha256}` }),
    ...(/^blake3:[0-9a-f]{64}$/.test(text) ? { blake3: text } : {}),
  };
  return Object.keys(file).length === 0 ? undefined : file;
}

/** Returns the rows of environment.json, sorted. */
export function modelFileRows(files: ModelFiles): readonly (readonly [string, Json])[] {
  return [...files]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, { size, sha256, blake3 }]) => [
      key,
      jsonObject([
        ...(size === undefined ? [] : [['size', size] as const]),
        ...(sha256 === undefined ? [] : [['sha256', sha256] as const]),
        ...(blake3 === undefined ? [] : [['hash', blake3] as const]),
      ]),
    ]);
}

/** Reads the rows of environment.json. */
export function readModelFileRows(rows: Json | undefined): ModelFiles {
  if (rows === undefined || !isJsonObject(rows)) return new Map();
  return new Map(
    entriesOf(rows).flatMap(([key, row]): readonly (readonly [string, ModelFile])[] => {
      if (!isJsonObject(row)) return [];
      const { sha256, ...rest } = fileOf(row) ?? {};
      const own = member(row, 'sha256');
      const known = sha256 ?? (typeof own === 'string' ? own : undefined);
      return [[key, { ...rest, ...(known === undefined ? {} : { sha256: known }) }]];
    }),
  );
}

/** True where both are known in one respect and differ in it; a hash says more than a size. */
export function areDifferent(one: ModelFile, other: ModelFile): boolean {
  for (const key of ['sha256', 'blake3', 'size'] as const) {
    const [left, right] = [one[key], other[key]];
    if (left !== undefined && right !== undefined) return left !== right;
  }
  return false;
}
