/** Brings both sides of a canvas together, where that needs no choice. */

import { jsonEqual } from '../../base/json.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { mergeWorkflows } from '../../core/merge/merge.ts';
import type { Conflict } from '../../core/merge/types.ts';
import { keepDriftingSeeds } from '../../core/promotion/seed-drift.ts';
import { normalizeNumbers } from '../../core/workflow/canonical-text.ts';
import { canvasDigest } from '../../core/workflow/canvas-digest.ts';
import { convertCanvas } from '../../core/workflow/convert/convert.ts';
import { describeRelease } from '../../core/workflow/release.ts';
import type { ApiPrompt, CanvasWorkflow } from '../../core/workflow/types.ts';

export type MergedCanvas =
  | { readonly kind: 'ours' | 'theirs' }
  | { readonly kind: 'merged'; readonly canvas: CanvasWorkflow }
  | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] };

export interface Sides {
  readonly base: CanvasWorkflow;
  readonly ours: CanvasWorkflow;
  readonly theirs: CanvasWorkflow;
}

/**
 * Returns which side is the answer, or both in one. Seeds that the page draws anew after each run count as git has them
 * on all sides: nobody chose them.
 */
export function mergeCanvases(
  sides: Sides,
  prompt: ApiPrompt | undefined,
  catalog: Catalog,
): MergedCanvas {
  const settle = (canvas: CanvasWorkflow): CanvasWorkflow =>
    prompt === undefined ? canvas : withSeedsOf(canvas, prompt, catalog);
  const [base, ours, theirs] = [settle(sides.base), sides.ours, settle(sides.theirs)];
  const digests = [base, ours, theirs].map(canvasDigest);
  if (digests[0] === digests[2] || digests[1] === digests[2]) return { kind: 'ours' };
  if (digests[0] === digests[1]) return { kind: 'theirs' };
  const merged = mergeWorkflows(base, ours, theirs, catalog);
  if (merged.conflicts.length > 0) return { kind: 'conflict', conflicts: merged.conflicts };
  return { kind: 'merged', canvas: merged.workflow };
}

function withSeedsOf(canvas: CanvasWorkflow, pinned: ApiPrompt, catalog: Catalog): CanvasWorkflow {
  const { prompt } = convertCanvas(canvas, catalog);
  if (prompt === undefined) return canvas;
  const converted = normalizeNumbers(prompt, catalog);
  const seeds = describeRelease(converted, catalog).seedInputs;
  const settled = keepDriftingSeeds(converted, canvas, pinned, seeds).canvas;
  return jsonEqual(settled, canvas) ? canvas : settled;
}
