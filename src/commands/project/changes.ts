/** What a pull request says about a change of a workflow: the diff, and its sentences in Markdown. */

import type { Catalog } from '../../core/catalog/types.ts';
import { diffWorkflows, emptyLike, type Workflow } from '../../core/diff/diff.ts';
import type { DiffOptions } from '../../core/diff/options.ts';
import { redactDiff } from '../../core/diff/redact.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import { renderChanges, renderNew } from '../../report/markdown/diff.ts';

export interface ChangeDescription {
  /** Secrets are taken out. */
  readonly diff: WorkflowDiff;
  /** A list for a pull request's body, without a heading; every untrusted text is a code span. */
  readonly markdown: string;
}

/** Returns what changed between two workflows of one format; `from` is absent for a new one. */
export function describeChange(
  from: Workflow | undefined,
  to: Workflow,
  catalog?: Catalog,
  options: DiffOptions = {},
): ChangeDescription {
  const diff = redactDiff(diffWorkflows(from ?? emptyLike(to), to, catalog, options));
  const render = from === undefined ? renderNew : renderChanges;
  return { diff, markdown: render(diff.changes) };
}
