/** The library: what `import … from 'comfypin'` gives. Re-exports only. */

export type { Problem } from './base/problem.ts';
export { interfaceDigest } from './core/catalog/interface.ts';
export { type CatalogSources, parseCatalog } from './core/catalog/parse.ts';
export type { Catalog, InputSpec, NodeType, OutputSpec } from './core/catalog/types.ts';
export { type ChangeKind, kindOfChange } from './core/diff/change-kind.ts';
export { diffWorkflows, patchWorkflow } from './core/diff/diff.ts';
export type { DiffOptions } from './core/diff/options.ts';
export type { Change, ChangeClass, WorkflowDiff } from './core/diff/types.ts';
export { mergeWorkflows } from './core/merge/merge.ts';
export type { Conflict, ConflictKind, MergeResult } from './core/merge/types.ts';
export type * from './core/promotion/config-types.ts';
export type { PromotionFacts, PromotionRequest } from './core/promotion/facts.ts';
export { planPromotions } from './core/promotion/plan.ts';
export type { Plan, PlanItem, Step } from './core/promotion/plan-types.ts';
export { answerPrompt, type PromptAnswer } from './core/validation/answer.ts';
export type { ValidationPolicy } from './core/validation/policy.ts';
export type { Uncertainty } from './core/validation/types.ts';
export { validateWorkflow } from './core/validation/validate-workflow.ts';
export { canvasDigest } from './core/workflow/canvas-digest.ts';
export {
  type Conversion,
  type ConvertOptions,
  convertCanvas,
} from './core/workflow/convert/convert.ts';
export { readCanvas } from './core/workflow/convert/read.ts';
export type { Chance } from './core/workflow/convert/texts.ts';
export {
  contractDigest,
  releaseDigest,
  renderingDigest,
  shapeDigest,
} from './core/workflow/digests.ts';
export { type ParsedWorkflow, parseWorkflow } from './core/workflow/parse.ts';
export { describeRelease, type ReleaseContext } from './core/workflow/release.ts';
export type * from './core/workflow/types.ts';
