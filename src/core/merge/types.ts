/** What a merge gives: the merged workflow, and what a person must choose, as plain data. */

import type { Json } from '../../base/json.ts';
import type { Workflow } from '../diff/diff.ts';

/** The three versions of anything in a merge; absent where a version does not have it. */
export interface Three<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

export type SideName = 'ours' | 'theirs';

export const conflictKinds = [
  'value',
  'link',
  'mode',
  'title',
  'field',
  'group',
  'removed',
  'interface',
  'cycle',
  'ambiguous',
  'invalid',
  'document',
] as const;

/**
 * `value`: a widget or input; `interface`: what a slot is called; `removed`: one side removed what the other changed; `ambiguous`: both
 * changed nodes of which several are alike; `invalid`: each side is right, both together are not.
 */
export type ConflictKind = (typeof conflictKinds)[number];

/** One step that settles a conflict; ids are those of the merged workflow. */
export type Settlement =
  | { readonly link: string; readonly node: string; readonly from?: LinkSource }
  | { readonly remove: string }
  | { readonly mode: Json; readonly node: string };

/** Where a link comes from: a node and the name of its output. */
export interface LinkSource {
  readonly node: string;
  readonly output: string;
}

export interface Conflict {
  readonly kind: ConflictKind;
  /** How `resolve --at` names it, as `3.steps`, `3:mode`; in a subgraph `<definition id>/3.steps`. */
  readonly path: string;
  /** Id of the subgraph definition; absent in the root. */
  readonly scope?: string;
  /** The node, as people know it. */
  readonly node?: { readonly id: string; readonly type: string; readonly title?: string };
  /** Name of the widget, input, field or property. */
  readonly field?: string;
  /** The three values; absent where a side has none. A link is `{ node, output, type, title }`, the last two for people. */
  readonly base?: Json;
  readonly ours?: Json;
  readonly theirs?: Json;
  /** Why the merge would not run, as one sentence. */
  readonly reason?: string;
  /** Place of the widget in `widgets_values`. */
  readonly position?: number;
  /** Who removed the node that the other side changed or used, and what that side changed. */
  readonly removedBy?: SideName;
  readonly changed?: readonly string[];
  /** Name of the subgraph that the side which "removed" the node put it into. */
  readonly movedInto?: string;
  /** What leads from the merged workflow to each choice; nothing where the value alone says it. */
  readonly steps?: Partial<Record<'base' | 'ours' | 'theirs', readonly Settlement[]>>;
}

export interface MergeResult<W extends Workflow = Workflow> {
  /** Opens in ComfyUI also with conflicts: our values live, a red group around each node in question. */
  readonly workflow: W;
  readonly conflicts: readonly Conflict[];
}

/** One side whole, or a value of one's own. */
export type Choice = { readonly take: 'base' | 'ours' | 'theirs' } | { readonly value: Json };
