/** What differs between two catalogs, by name: versions, node types, model files, embeddings. */

import { interfaceDigest } from './interface.ts';
import { type InterfaceChange, interfaceChanges } from './interface-changes.ts';
import { areDifferent, modelFileKey } from './model-files.ts';
import type { Catalog, ModelFile, Versions } from './types.ts';

export interface CatalogDifference {
  readonly kind: 'version' | 'node type' | 'model' | 'embedding';
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What of a changed node type or model file differs; the versions before and after. */
  readonly details?: readonly InterfaceChange[];
}

/** Returns the differences from one catalog to another, in the order of kinds and names. */
export function compareCatalogs(from: Catalog, to: Catalog): readonly CatalogDifference[] {
  const found = [
    ...comparePairs('version', Object.entries(from.versions), Object.entries(to.versions)),
    ...comparePairs('node type', interfacesOf(from), interfacesOf(to)),
    ...comparePairs('model', filesOf(from, to), filesOf(to, from)),
    ...comparePairs('embedding', from.embeddings.map(twice), to.embeddings.map(twice)),
  ];
  return found.map((each) => {
    const details = each.change === 'changed' ? detailsOf(each, from, to) : [];
    return details.length === 0 ? each : { ...each, details };
  });
}

function detailsOf(
  { kind, name }: CatalogDifference,
  from: Catalog,
  to: Catalog,
): readonly InterfaceChange[] {
  if (kind === 'version') {
    const [old, now] = [from.versions, to.versions].map((each) => each[name as keyof Versions]);
    return [{ part: 'version', from: String(old), to: String(now) }];
  }
  if (kind === 'model') {
    const [old, now] = [from, to].map((each) => fileOf(each, name));
    return [{ part: 'file', from: JSON.stringify(old), to: JSON.stringify(now) }];
  }
  const [old, now] = [from.nodeTypes.get(name), to.nodeTypes.get(name)];
  if (kind !== 'node type' || old === undefined || now === undefined) return [];
  return interfaceChanges({ type: old, models: from.models }, { type: now, models: to.models });
}

function fileOf(catalog: Catalog, path: string): ModelFile | undefined {
  const at = path.indexOf('/');
  return catalog.modelFiles?.get(modelFileKey(path.slice(0, at), path.slice(at + 1)));
}

function comparePairs(
  kind: CatalogDifference['kind'],
  from: Iterable<readonly [string, string]>,
  to: Iterable<readonly [string, string]>,
): readonly CatalogDifference[] {
  const [before, after] = [new Map(from), new Map(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): readonly CatalogDifference[] => {
    if (before.get(name) === after.get(name)) return [];
    const change = !before.has(name) ? 'added' : !after.has(name) ? 'removed' : 'changed';
    return [{ kind, name, change }];
  });
}

function interfacesOf(catalog: Catalog): readonly (readonly [string, string])[] {
  return [...catalog.nodeTypes.values()].map((type) => [
    type.name,
    interfaceDigest(type, catalog.models),
  ]);
}

/** A file is another one only where both servers tell of it and it differs. */
function filesOf(catalog: Catalog, other: Catalog): readonly (readonly [string, string])[] {
  return [...catalog.models].flatMap(([folder, files]) =>
    files.map((file) => {
      const key = modelFileKey(folder, file);
      const [here, there] = [catalog.modelFiles?.get(key), other.modelFiles?.get(key)];
      const isOther = here !== undefined && there !== undefined && areDifferent(here, there);
      return [`${folder}/${file}`, isOther ? JSON.stringify(here) : ''] as const;
    }),
  );
}

function twice(name: string): readonly [string, string] {
  return [name, name];
}
