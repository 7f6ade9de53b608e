/** Folds what a change of type brings along into the change of type. */

import type { Change, InputChange, InputChanged } from './types.ts';

/** Returns the changes of one node, inputs that only the old or only the new type has put into `node-replaced`. */
export function foldReplaced(changes: readonly Change[]): Change[] {
  const replaced = changes.find((change) => change.kind === 'node-replaced');
  if (replaced === undefined) return [...changes];
  const folded = changes.filter(isOneSided);
  const inputs = folded.map(
    ({ input, from, to, fromSource, toSource }): InputChange => ({
      input,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(fromSource === undefined ? {} : { fromSource }),
      ...(toSource === undefined ? {} : { toSource }),
    }),
  );
  return changes
    .filter((change) => !isOneSided(change))
    .map((change) => (change === replaced ? { ...replaced, inputs } : change));
}

function isOneSided(change: Change): change is InputChanged {
  const isInput = change.kind === 'input-changed' || change.kind === 'input-rewired';
  return isInput && (change.from === undefined || change.to === undefined);
}
