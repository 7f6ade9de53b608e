/** Decides what workflow.json is where a canvas stands beside it: in the first environment the canvas is the source. */

import { hasErrors, type Place, type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { normalizeNumbers } from '../workflow/canonical-text.ts';
import { canvasDigest } from '../workflow/canvas-digest.ts';
import { convertCanvas } from '../workflow/convert/convert.ts';
import { renderingDigest } from '../workflow/digests.ts';
import { describeRelease } from '../workflow/release.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import type { Pin } from './pin.ts';
import { keepDriftingSeeds } from './seed-drift.ts';

export interface SourceResult {
  /** The prompt to pin, its numbers normal; absent beside errors. */
  readonly prompt?: ApiPrompt;
  /** The canvas to write, where seeds were taken back in it. */
  readonly canvas?: CanvasWorkflow;
  readonly problems: readonly Problem[];
}

/**
 * Returns the prompt that is pinned. What the canvas converts to counts when the canvas changed since the pin, or when
 * there is no workflow.json; a workflow.json that was edited by hand beside a canvas is refused.
 */
export function promptToPin(sources: {
  readonly prompt: ApiPrompt | undefined;
  readonly canvas: CanvasWorkflow | undefined;
  readonly pin: Pin | undefined;
  readonly catalog: Catalog;
  /** False above the first environment, where a canvas is only kept. */
  readonly isFirst: boolean;
  /** `workflow` keeps workflow.json also where the canvas converts to something else, and says so. */
  readonly counts: 'canvas' | 'workflow';
  readonly at: Place;
}): SourceResult {
  const { prompt, canvas, pin, catalog, isFirst, counts, at } = sources;
  const written = prompt === undefined ? undefined : normalizeNumbers(prompt, catalog);
  if (canvas === undefined || !isFirst) {
    return written === undefined ? { problems: [] } : { prompt: written, problems: [] };
  }
  const isSameCanvas = pin?.digests.canvas === canvasDigest(canvas);
  const isPinned = written !== undefined && renderingDigest(written) === pin?.digests.rendering;
  if (isSameCanvas && isPinned) return { prompt: written, problems: [] };
  const conversion = convertCanvas(canvas, catalog);
  if (counts === 'workflow' && written !== undefined) {
    const same =
      conversion.prompt !== undefined &&
      renderingDigest(normalizeNumbers(conversion.prompt, catalog)) === renderingDigest(written);
    return { prompt: written, problems: same ? [] : [problem('pin/canvas-differs', at, {})] };
  }
  const problems: Problem[] = conversion.problems.map((each) => ({
    ...each,
    at: { ...at, ...each.at },
  }));
  if (conversion.prompt === undefined || hasErrors(problems)) return { problems };
  const converted = normalizeNumbers(conversion.prompt, catalog);
  const isEdited =
    written !== undefined && !isPinned && renderingDigest(written) !== renderingDigest(converted);
  if (isEdited) return { problems: [...problems, problem('pin/edited-beside-canvas', at, {})] };
  if (written === undefined || !isPinned) return { prompt: converted, problems };
  const seeds = describeRelease(converted, catalog).seedInputs;
  const settled = keepDriftingSeeds(converted, canvas, written, seeds);
  if (settled.kept.length === 0) return { prompt: converted, problems };
  const isKept = ({ code, at: { node, input } }: Problem) =>
    code === 'canvas/changing-seed' &&
    settled.kept.some((each) => each.node === node && each.input === input);
  const said = problems.filter((each) => !isKept(each));
  for (const { node, input } of settled.kept) {
    said.push(problem('pin/seed-kept', { ...at, node, input }, { node, input }));
  }
  return { prompt: settled.prompt, canvas: settled.canvas, problems: said };
}
