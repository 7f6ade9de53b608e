/** What kind of change a diff is as a whole: one word, ordered by how much of the workflow it touches. */

import type { Change, WorkflowDiff } from './types.ts';

/**
 * From nothing to everything: how it was looked at, where things stand, what people read, what changes by itself, texts
 * of inputs, other values, model files, and which nodes run how (nodes, links, modes, interfaces, contract).
 */
export const changeKinds = [
  'none',
  'view',
  'layout',
  'documentation',
  'drift',
  'text',
  'parameter',
  'model',
  'topology',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** Returns the heaviest kind among the changes; `none` where nothing differs. */
export function kindOfChange(diff: Pick<WorkflowDiff, 'changes'>): ChangeKind {
  const heaviest = diff.changes.reduce(
    (most, change) => Math.max(most, changeKinds.indexOf(kindOf(change))),
    0,
  );
  return changeKinds[heaviest] ?? 'topology';
}

function kindOf(change: Change): ChangeKind {
  if (change.class !== 'behaviour') return change.class;
  if (change.kind !== 'input-changed') return 'topology';
  return change.role === 'model' || change.role === 'text' ? change.role : 'parameter';
}
