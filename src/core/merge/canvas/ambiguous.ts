/** Edits of nodes of which several are alike: where both sides made some, nobody can say which of them was meant. */

import type { SideName } from '../types.ts';
import { isEdited, type Nodes } from './existence.ts';

/** Returns the ids of such nodes that theirs edited while ours edited one that it could be as well. */
export function doubtfulEdits(nodes: Nodes, ambiguous: ReadonlySet<string>): readonly string[] {
  const editedBy = (side: SideName) =>
    [...ambiguous].filter((id) => {
      const [before, after] = [nodes.base.get(id), nodes[side].get(id)];
      return before !== undefined && after !== undefined && isEdited(before, after);
    });
  const theirs = editedBy('theirs');
  if (theirs.length === 0) return [];
  const types = new Set(editedBy('ours').map((id) => nodes.ours.get(id)?.type));
  return theirs.filter((id) => types.has(nodes.theirs.get(id)?.type));
}
