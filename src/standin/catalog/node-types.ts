/** The built-in catalog: the core node types that most workflows are made of, as ComfyUI 0.33 declares them. */

import { type JsonObject, jsonObject } from '../../base/json.ts';
import { imageRows } from './image-rows.ts';
import { modelRows } from './model-rows.ts';
import { entryOf } from './specs.ts';

/** Returns the `/object_info` answer; loaders list the files of `models`, LoadImage those of `inputFiles`. */
export function builtInObjectInfo(
  models: Readonly<Record<string, readonly string[]>>,
  inputFiles: readonly string[],
): JsonObject {
  const files = (folder: string) => models[folder] ?? [];
  const rows = { ...modelRows(files), ...imageRows(inputFiles) };
  return jsonObject(Object.entries(rows).map(([name, row]) => [name, entryOf(name, row)]));
}
