/** Writes what was chosen for one conflict of a prompt in API format. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  withMember,
} from '../../base/json.ts';
import type { Choice, Conflict } from './types.ts';

/** Returns the prompt, or one sentence on what can be chosen instead. */
export function settleInPrompt(
  prompt: JsonObject,
  conflict: Conflict,
  choice: Choice,
): JsonObject | string {
  const id = conflict.node?.id ?? '';
  if (conflict.kind === 'removed') {
    if (!('take' in choice) || choice.take === 'base') return 'Take ours or theirs.';
    return choice.take === conflict.removedBy ? withoutNode(prompt, id) : prompt;
  }
  if (conflict.kind === 'invalid' || conflict.kind === 'ambiguous') return kept(prompt, choice);
  const node = member(prompt, id);
  if (!isJsonObject(node) || conflict.field === undefined) return 'Take one side whole with git.';
  const value = chosenValue(conflict, choice);
  const { field } = conflict;
  if (conflict.kind === 'field' && Object.hasOwn(node, field)) {
    return withMember(prompt, id, withValue(node, field, value));
  }
  const part = conflict.kind === 'value' ? 'inputs' : '_meta';
  const holder = member(node, part);
  const changed = withValue(isJsonObject(holder) ? holder : jsonObject([]), field, value);
  return withMember(prompt, id, withMember(node, part, changed));
}

/** What no value says is kept as the merge has it, once a person looked. */
export function kept(workflow: JsonObject, choice: Choice): JsonObject | string {
  if ('take' in choice && choice.take === 'ours') return workflow;
  return 'Mend it in ComfyUI and take ours, or take a side whole with git.';
}

/** Returns the value of the side, or the person's own. */
export function chosenValue(conflict: Conflict, choice: Choice): Json | undefined {
  return 'take' in choice ? conflict[choice.take] : choice.value;
}

/** Returns the object with the member set, or without it. */
export function withValue(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return withMember(object, key, value);
  return jsonObject(entriesOf(object).filter(([each]) => each !== key));
}

function withoutNode(prompt: JsonObject, gone: string): JsonObject {
  const kept = entriesOf(prompt).filter(([id]) => id !== gone);
  return jsonObject(
    kept.map(([id, node]) => {
      const inputs = isJsonObject(node) ? member(node, 'inputs') : undefined;
      if (!isJsonObject(node) || !isJsonObject(inputs)) return [id, node];
      const left = entriesOf(inputs).filter(
        ([, value]) => !(isJsonArray(value) && value[0] === gone),
      );
      return [id, withMember(node, 'inputs', jsonObject(left))];
    }),
  );
}
