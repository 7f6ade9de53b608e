/** The library: what `import … from 'comfypin'` gives. Re-exports only. */

export type { Problem } from './base/problem.ts';
