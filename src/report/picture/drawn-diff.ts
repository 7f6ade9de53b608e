/** The picture of an answer of `diff`, from the two workflows that it compared. */

import { hasErrors } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { formatOf, type Workflow } from '../../core/diff/diff.ts';
import type { DiffOptions } from '../../core/diff/options.ts';
import { pairWorkflows } from '../../core/diff/pairing.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import type { DiffAnswer } from '../text/diff.ts';
import { drawDiff } from './draw.ts';
import type { Picture } from './types.ts';

/** One diff with its picture, and what it is called. */
export interface DrawnDiff {
  readonly title: string;
  /** Kind of change, as `parameter change`. */
  readonly kind: string;
  /** Secrets are out of it. */
  readonly diff: WorkflowDiff;
  readonly picture: Picture;
}

/** Returns the picture; an empty one where the workflows could not be read as graphs. */
export function drawnDiff(
  { from, to, kind, diff }: DiffAnswer,
  before: Workflow,
  after: Workflow,
  catalog: Catalog | undefined,
  options: DiffOptions,
): DrawnDiff {
  const isDrawn = !hasErrors(diff.problems) && formatOf(before) === formatOf(after);
  const scopes = isDrawn ? pairWorkflows(before, after, catalog, options) : [];
  return {
    title: `${from} → ${to}`,
    kind: `${kind} change`,
    diff,
    picture: drawDiff(diff, scopes, catalog),
  };
}
