/** The library: what `import … from 'comfypin'` gives. Re-exports only. */

export type { Problem } from './base/problem.ts';
export { interfaceDigest } from './core/catalog/interface.ts';
export { type CatalogSources, parseCatalog } from './core/catalog/parse.ts';
export type { Catalog, InputSpec, NodeType, OutputSpec } from './core/catalog/types.ts';
