/** Takes fixed input files into a release: copied to `assets/` under content-hashed names that the prompt then uses. */

import { digestOfBytes } from '../../base/digest.ts';
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  withMember,
} from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { assetNameOf } from '../workflow/release.ts';
import type { ApiNode, ApiPrompt, InputPlace } from '../workflow/types.ts';
import { inputFilesOf } from './pinning.ts';

/** An input that names a file of a server's input folder. */
export interface InputFile extends InputPlace {
  /** As it stands in the prompt. */
  readonly value: string;
  /** Path below the input folder, or undefined where it leads outside of it or to another folder of the server. */
  readonly path: string | undefined;
}

/** Returns the input files of a prompt, by node in natural order. */
export function inputFilesIn(prompt: ApiPrompt, catalog: Catalog): readonly InputFile[] {
  return Object.keys(prompt)
    .sort(compareNatural)
    .flatMap((node) =>
      inputFilesOf(prompt[node] as ApiNode, catalog).map(({ input, file }) => ({
        node,
        input,
        value: file,
        path: pathOf(file),
      })),
    );
}

/** A value may end in `[input]`, `[output]` or `[temp]` (folder_paths.annotated_filepath). */
function pathOf(value: string): string | undefined {
  const [, path = '', folder = 'input'] = /^(.*?)(?: \[(input|output|temp)\])?$/s.exec(value) ?? [];
  const steps = path.replaceAll('\\', '/').split('/');
  const isInside = steps.every((step) => step !== '..' && step !== '' && !step.includes('\0'));
  return folder === 'input' && isInside && !/^[A-Za-z]:/.test(path) ? steps.join('/') : undefined;
}

export interface TakenFiles {
  readonly prompt: ApiPrompt;
  /** Path inside of the workflow's folder → bytes. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
  /** Name in the prompt before → name of the copy. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Returns the prompt with the names of the copies; `contents` maps paths below the input folder to bytes. */
export function takeInputFiles(
  prompt: ApiPrompt,
  files: readonly InputFile[],
  contents: ReadonlyMap<string, Uint8Array>,
  at: { readonly file: string },
): TakenFiles {
  const assets = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  const names = new Map<string, string>();
  const renamed = new Map<string, string>();
  for (const { node, input, value, path } of files) {
    const bytes = path === undefined ? undefined : contents.get(path);
    if (bytes === undefined) {
      problems.push(problem('pin/absent-input', { ...at, node, input }, { node, file: value }));
      continue;
    }
    const name = assetNameOf(path ?? value, digestOfBytes(bytes));
    assets.set(`assets/${name}`, bytes);
    names.set(JSON.stringify([node, input]), name);
    renamed.set(value, name);
  }
  const nodes = entriesOf(prompt as unknown as JsonObject).map(([id, node]): [string, Json] => {
    const inputs = entriesOf((node as unknown as ApiNode).inputs).map(
      ([key, old]): [string, Json] => [key, names.get(JSON.stringify([id, key])) ?? old],
    );
    return [id, withMember(node as JsonObject, 'inputs', jsonObject(inputs))];
  });
  return { prompt: jsonObject(nodes) as unknown as ApiPrompt, assets, renamed, problems };
}

/** Returns the canvas with the new names where widgets have the old ones, in subgraphs too. */
export function renameInCanvas(canvas: Json, renamed: ReadonlyMap<string, string>): Json {
  if (isJsonArray(canvas)) return canvas.map((each) => renameInCanvas(each, renamed));
  if (!isJsonObject(canvas)) return canvas;
  return jsonObject(
    entriesOf(canvas).map(([key, value]) => [
      key,
      key === 'widgets_values' ? renameValues(value, renamed) : renameInCanvas(value, renamed),
    ]),
  );
}

function renameValues(values: Json, renamed: ReadonlyMap<string, string>): Json {
  const one = (value: Json): Json =>
    typeof value === 'string' ? (renamed.get(value) ?? value) : value;
  if (isJsonArray(values)) return values.map(one);
  if (!isJsonObject(values)) return values;
  return jsonObject(entriesOf(values).map(([key, value]) => [key, one(value)]));
}
