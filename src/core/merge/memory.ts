/** What was chosen before, so that the same conflict, in either direction, need not be thought about twice. */

import { type Digest, digestOf } from '../../base/digest.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  member,
} from '../../base/json.ts';
import { leafText } from '../diff/leaf.ts';
import type { Choice, Conflict } from './types.ts';

/** Returns the name of a conflict: what it is about and the three values, whoever had which. */
export function conflictKey(conflict: Conflict): Digest {
  const { kind, node, field, base, ours, theirs, changed } = conflict;
  const values = [ours, theirs]
    .map((each) => (each === undefined ? 'none' : leafText(each)))
    .sort();
  return digestOf('conflict/v1', [
    kind,
    node?.type ?? '',
    node?.title ?? '',
    field ?? '',
    base === undefined ? 'none' : leafText(base),
    ...values,
    ...(changed ?? []),
  ]);
}

/** Returns what is kept of a choice. Of a removal: whether the node stayed; else the value, absent for none. */
export function memoryOf(conflict: Conflict, choice: Choice): JsonObject {
  if (conflict.kind === 'removed') {
    return jsonObject([['kept', 'take' in choice && choice.take !== conflict.removedBy]]);
  }
  const value = 'take' in choice ? conflict[choice.take] : choice.value;
  return jsonObject(value === undefined ? [] : [['value', value]]);
}

/** Returns the choice that says the same for this conflict; undefined where it cannot be said. */
export function choiceFrom(conflict: Conflict, memory: Json): Choice | undefined {
  if (!isJsonObject(memory)) return undefined;
  if (conflict.kind === 'removed') {
    const kept = member(memory, 'kept');
    if (typeof kept !== 'boolean' || conflict.removedBy === undefined) return undefined;
    const other = conflict.removedBy === 'ours' ? 'theirs' : 'ours';
    return { take: kept ? other : conflict.removedBy };
  }
  const value = member(memory, 'value');
  for (const side of ['ours', 'theirs', 'base'] as const) {
    if (jsonEqual(conflict[side], value)) return { take: side };
  }
  return value === undefined ? undefined : { value };
}
