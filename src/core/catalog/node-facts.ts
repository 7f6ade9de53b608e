/** Adds to a catalog what is declared of the code of custom node types. */

import { parseNodeType } from './node-type.ts';
import type { Catalog, NodeFacts } from './types.ts';

type Facts = Readonly<Record<string, NodeFacts>>;

const known = new WeakMap<Catalog, WeakMap<Facts, Catalog>>();

/** Returns the catalog with the facts on its node types; the same one for the same two, so that what is computed of it is kept. */
export function withNodeFacts(catalog: Catalog, facts: Facts | undefined): Catalog {
  if (facts === undefined) return catalog;
  let versions = known.get(catalog);
  if (versions === undefined) {
    versions = new WeakMap();
    known.set(catalog, versions);
  }
  let found = versions.get(facts);
  if (found === undefined) {
    found = declared(catalog, facts);
    versions.set(facts, found);
  }
  return found;
}

function declared(catalog: Catalog, facts: Facts): Catalog {
  const nodeTypes = new Map(catalog.nodeTypes);
  for (const [name, fact] of Object.entries(facts)) {
    const type = nodeTypes.get(name);
    if (type !== undefined) nodeTypes.set(name, parseNodeType(name, type.raw, fact));
  }
  return { ...catalog, nodeTypes };
}
