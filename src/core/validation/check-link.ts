/** Checks one link as `validate_inputs` does: the node, the slot, the types on both ends. */

import {
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toBigInt,
} from '../../base/json.ts';
import type { NodeType } from '../catalog/types.ts';
import { configOf, type Exception } from './check-value.ts';
import { isBareWildcard, mayListOutputs } from './custom-code.ts';
import { type CheckedInput, type CheckedType, checkedTypeOf } from './node-inputs.ts';
import { pythonEquals } from './python/compare.ts';
import { pythonRepr, pythonStr } from './python/repr.ts';
import { type PythonError, pythonOf, typeName } from './python/value.ts';
import type { Rules } from './rules.ts';
import type { ServerError } from './types.ts';

export interface LinkPlace {
  readonly prompt: JsonObject;
  readonly types: ReadonlyMap<string, NodeType>;
  readonly rules: Rules;
  readonly target: CheckedType;
  readonly input: CheckedInput;
}

export interface GoodLink {
  readonly origin: string;
  /** The types match only if a custom node's `*` means everything, which its code tells. */
  readonly isDoubtful: boolean;
}

/** What Python raises; where it is doubtful, its sentence depends on code of the node that is linked. */
export interface SlotException extends Exception {
  readonly isDoubtful?: boolean;
}

/** Returns the node that is linked, an error, or what Python raises. */
export function checkLink(
  link: readonly Json[],
  place: LinkPlace,
): GoodLink | ServerError | SlotException {
  const { prompt, types, rules, target, input } = place;
  if (link.length !== 2) return badLength(link, input);
  const [origin, slot] = [link[0] as Json, link[1] as Json];
  const node = typeof origin === 'string' ? member(prompt, origin) : undefined;
  if (node === undefined || typeof origin !== 'string') return { exception: absent(origin) };
  const type = types.get(String(isJsonObject(node) ? member(node, 'class_type') : ''));
  if (type === undefined) return { exception: absent(origin) };
  const from = checkedTypeOf(type, rules);
  const found = outputAt(slot, from);
  if ('exception' in found) return { ...found, isDoubtful: mayListOutputs(from) };
  const match =
    target.ownCheck?.takesTypes === true ? 'same' : matchTypes(found.type, input.type, rules);
  if (match === 'no') return mismatch(link, found.type, input);
  const isDoubtful =
    match === 'wildcard' &&
    !rules.matchesWildcards &&
    (isBareWildcard(target, input.type) || isBareWildcard(from, found.type));
  return { origin, isDoubtful };
}

/** The type that a link brings, once its node and slot are found. */
export function receivedType(
  link: readonly Json[],
  { prompt, types, rules }: Pick<LinkPlace, 'prompt' | 'types' | 'rules'>,
): Json | undefined {
  const [origin, slot] = link;
  const node = typeof origin === 'string' ? member(prompt, origin) : undefined;
  const type = types.get(String(isJsonObject(node) ? member(node, 'class_type') : ''));
  if (type === undefined || slot === undefined || link.length !== 2) return undefined;
  const found = outputAt(slot, checkedTypeOf(type, rules));
  return 'type' in found ? found.type : undefined;
}

function absent(origin: Json): PythonError {
  const value = pythonOf(origin);
  if (typeof value === 'object' && value !== null) {
    return { type: 'TypeError', text: `unhashable type: '${typeName(value)}'` };
  }
  return { type: 'KeyError', text: pythonRepr(value) };
}

/** `RETURN_TYPES[slot]`: a tuple, or a list in V3 nodes, indexed as Python does. */
function outputAt(slot: Json, from: CheckedType): { readonly type: Json } | Exception {
  const kind = from.isV3 ? 'list' : 'tuple';
  let index: number;
  if (typeof slot === 'number' && Number.isSafeInteger(slot)) index = slot;
  else if (typeof slot === 'boolean') index = slot ? 1 : 0;
  else if (isJsonInteger(slot)) {
    const exact = toBigInt(slot);
    if (BigInt.asIntN(64, exact) !== exact) {
      return raise('IndexError', "cannot fit 'int' into an index-sized integer");
    }
    index = Number(exact);
  } else {
    const text = `${kind} indices must be integers or slices, not ${typeName(pythonOf(slot))}`;
    return raise('TypeError', text);
  }
  const type = from.outputs[index < 0 ? index + from.outputs.length : index];
  return type === undefined ? raise('IndexError', `${kind} index out of range`) : { type };
}

function raise(type: PythonError['type'], text: string): Exception {
  return { exception: { type, text } };
}

/**
 * `validate_node_input` of comfy_execution/validation.py. Where the version compares `*` by the node's own type object, that
 * object is taken for one that matches everything: ComfyUI's own is, and nodes that take `*` mean it.
 */
export function matchTypes(
  received: Json,
  wanted: Json,
  rules: Pick<Rules, 'matchesWildcards'>,
): 'same' | 'wildcard' | 'no' {
  if (received === wanted || pythonEquals(received, wanted)) return 'same';
  if (received === '*' || wanted === '*') return 'wildcard';
  if (rules.matchesWildcards) {
    if (received === 'COMFY_MATCHTYPE_V3' || wanted === 'COMFY_MATCHTYPE_V3') return 'wildcard';
    if (isJsonArray(received) && wanted === 'COMBO') return 'same';
  }
  if (typeof received !== 'string' || typeof wanted !== 'string') return 'no';
  const offered = new Set(received.split(',').map((type) => type.trim()));
  const taken = wanted.split(',').map((type) => type.trim());
  if (taken.some((type) => offered.has(type))) return 'same';
  return rules.matchesWildcards && (offered.has('*') || taken.includes('*')) ? 'wildcard' : 'no';
}

function badLength(link: readonly Json[], input: CheckedInput): ServerError {
  return {
    type: 'bad_linked_input',
    message: 'Bad linked input, must be a length-2 list of [node_id, slot_index]',
    details: input.name,
    extra_info: {
      input_name: input.name,
      input_config: configOf(input),
      received_value: link,
    },
  };
}

function mismatch(link: readonly Json[], received: Json, input: CheckedInput): ServerError {
  const types = `received_type(${pythonStr(pythonOf(received))}) mismatch input_type(${pythonStr(pythonOf(input.type))})`;
  return {
    type: 'return_type_mismatch',
    message: 'Return type mismatch between linked nodes',
    details: `${input.name}, ${types}`,
    extra_info: {
      input_name: input.name,
      input_config: configOf(input),
      received_type: received,
      linked_node: link,
    },
  };
}
