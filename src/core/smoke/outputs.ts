/** What nodes left behind, from `outputs` of the history: an item is a file only when it has a file name. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../base/json.ts';
import { textOf } from './frames.ts';
import type { RunState } from './run-state.ts';
import type { NodeOutput, OutputFile } from './types.ts';

/** Returns one entry per node that left something, in the server's order. */
export function outputsOf(state: Pick<RunState, 'entry' | 'streamed'>): readonly NodeOutput[] {
  const found = new Map<string, NodeOutput>();
  for (const [node, ui] of entriesOf(state.entry?.outputs ?? {})) {
    if (isJsonObject(ui)) found.set(node, { node, ...itemsOf(ui), streamed: [] });
  }
  for (const { node, bytes } of state.streamed) {
    const known = found.get(node) ?? { node, files: [], texts: [], streamed: [] };
    found.set(node, { ...known, streamed: [...known.streamed, bytes] });
  }
  return [...found.values()];
}

function itemsOf(ui: JsonObject): {
  readonly files: readonly OutputFile[];
  readonly texts: readonly string[];
} {
  const files: OutputFile[] = [];
  const texts: string[] = [];
  for (const [, items] of entriesOf(ui)) {
    for (const item of isJsonArray(items) ? items : [items]) {
      const file = fileOf(item);
      if (file !== undefined) files.push(file);
      else if (typeof item === 'string' && item !== '') texts.push(item);
    }
  }
  return { files, texts };
}

function fileOf(item: Json): OutputFile | undefined {
  if (!isJsonObject(item)) return undefined;
  const filename = textOf(member(item, 'filename'));
  if (filename === undefined || filename === '') return undefined;
  return {
    filename,
    subfolder: textOf(member(item, 'subfolder')) ?? '',
    type: textOf(member(item, 'type')) ?? 'output',
  };
}

/** Returns the path of `GET /view` for a file. */
export function viewPath(file: OutputFile): string {
  const query = new URLSearchParams({
    filename: file.filename,
    subfolder: file.subfolder,
    type: file.type,
  });
  return `/view?${query}`;
}
