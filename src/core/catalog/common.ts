/** What all servers of an environment have, where some of their differences are allowed. */

import type { CatalogDifference } from './compare.ts';
import type { Catalog } from './types.ts';

/** Returns the catalog without what the differences name, so that no workflow can rely on it. */
export function withoutDifferences(
  catalog: Catalog,
  differences: readonly CatalogDifference[],
): Catalog {
  if (differences.length === 0) return catalog;
  const out = new Set(differences.map(({ kind, name }) => `${kind} ${name}`));
  const types = [...catalog.nodeTypes].filter(([name]) => !out.has(`node type ${name}`));
  const models = [...catalog.models].map(
    ([folder, files]) =>
      [folder, files.filter((file) => !out.has(`model ${folder}/${file}`))] as const,
  );
  return {
    ...catalog,
    nodeTypes: new Map(types),
    models: new Map(models),
    embeddings: catalog.embeddings.filter((name) => !out.has(`embedding ${name}`)),
  };
}
