/** Where a canvas says that its models come from: `properties.models` of nodes, and the list of the same kind at its top. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';

export interface ModelSource {
  /** Folder of `/models`. */
  readonly directory: string;
  /** File name, as the author has it. */
  readonly name: string;
  readonly url?: string;
  readonly sha256?: string;
}

/** Returns every entry of the canvas and of its subgraphs, in its order; entries without a name or folder are left out. */
export function modelSourcesIn(canvas: JsonObject): readonly ModelSource[] {
  const definitions = member(canvas, 'definitions');
  const subgraphs = isJsonObject(definitions) ? listAt(definitions, 'subgraphs') : [];
  const graphs = [canvas, ...subgraphs.filter(isJsonObject)];
  return graphs.flatMap((graph) => {
    const nodes = listAt(graph, 'nodes').filter(isJsonObject);
    const properties = nodes.map((node) => member(node, 'properties')).filter(isJsonObject);
    return [graph, ...properties].flatMap((holder) => listAt(holder, 'models').flatMap(sourceOf));
  });
}

function sourceOf(entry: Json): readonly ModelSource[] {
  if (!isJsonObject(entry)) return [];
  const [directory, name] = [textAt(entry, 'directory'), textAt(entry, 'name')];
  if (directory === undefined || name === undefined) return [];
  const url = textAt(entry, 'url');
  const hash = textAt(entry, 'hash')?.toLowerCase();
  const isSha256 = /^sha-?256$/i.test(textAt(entry, 'hash_type') ?? '');
  return [
    {
      directory,
      name,
      ...(url !== undefined && /^https?:\/\//.test(url) ? { url } : {}),
      ...(hash !== undefined && isSha256 && /^[0-9a-f]{64}$/.test(hash) ? { sha256: hash } : {}),
    },
  ];
}

function listAt(from: JsonObject, key: string): readonly Json[] {
  const value = member(from, key);
  return isJsonArray(value) ? value : [];
}

function textAt(from: JsonObject, key: string): string | undefined {
  const value = member(from, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
