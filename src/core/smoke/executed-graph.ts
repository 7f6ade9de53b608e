/** Compares the graph that ran with the one that was sent: the server may coerce values and replace node types, and nothing else. */

import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  member,
  spellingOf,
  toDouble,
} from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import type { ApiNode, ApiPrompt } from '../workflow/types.ts';

export interface GraphChange {
  /** `coerced`: ComfyUI turned the value into the input's type; `replaced`: by its table of node replacements. */
  readonly kind: 'coerced' | 'replaced' | 'different';
  readonly node: string;
  readonly input?: string;
  readonly from: Json;
  readonly to: Json;
}

/** Returns what differs, sorted by node; an empty list where exactly the submitted graph ran. */
export function compareExecuted(
  submitted: ApiPrompt,
  executed: Json,
  replacements: JsonObject = {},
): readonly GraphChange[] {
  if (!isJsonObject(executed)) {
    return [{ kind: 'different', node: '', from: 'the submitted graph', to: executed }];
  }
  const ids = new Set([...Object.keys(submitted), ...Object.keys(executed)]);
  return [...ids].sort(compareNatural).flatMap((id) => {
    const from = Object.hasOwn(submitted, id) ? submitted[id] : undefined;
    const to = member(executed, id);
    if (from === undefined || to === undefined || !isJsonObject(to)) {
      return [{ kind: 'different', node: id, from: from?.class_type ?? null, to: classOf(to) }];
    }
    return compareNode(id, from, to, replacements);
  });
}

function classOf(node: Json | undefined): Json {
  return node !== undefined && isJsonObject(node) ? (member(node, 'class_type') ?? null) : null;
}

function compareNode(
  node: string,
  from: ApiNode,
  to: JsonObject,
  replacements: JsonObject,
): readonly GraphChange[] {
  const type = classOf(to);
  if (type !== from.class_type) {
    const kind = isReplacement(from.class_type, type, replacements) ? 'replaced' : 'different';
    return [{ kind, node, from: from.class_type, to: type }];
  }
  const inputs = member(to, 'inputs');
  const ran = inputs !== undefined && isJsonObject(inputs) ? inputs : {};
  const names = new Set([...Object.keys(from.inputs), ...Object.keys(ran)]);
  return [...names].flatMap((input): GraphChange[] => {
    const before = member(from.inputs, input);
    const after = member(ran, input);
    if (jsonEqual(before, after)) return [];
    const change = { node, input, from: before ?? null, to: after ?? null };
    const coerced = before !== undefined && after !== undefined && coerces(before, after);
    return [{ kind: coerced ? 'coerced' : 'different', ...change }];
  });
}

/** `/node_replacements`: old type → list of `{new_node_id, …}` (ComfyUI's app/node_replace_manager.py). */
function isReplacement(from: string, to: Json, replacements: JsonObject): boolean {
  const rows = member(replacements, from);
  const list = rows === undefined ? [] : isJsonArray(rows) ? rows : [rows];
  return list.some((row) => isJsonObject(row) && member(row, 'new_node_id') === to);
}

/** True where int(), float(), str() or bool() of Python, or unpacking `__value__`, makes the one of the other (execution.py, `validate_inputs`). */
export function coerces(before: Json, after: Json): boolean {
  const [only, ...more] = isJsonObject(before) ? entriesOf(before) : [];
  if (only?.[0] === '__value__' && more.length === 0) {
    return jsonEqual(only[1], after) || coerces(only[1], after);
  }
  if (isJsonArray(before) || isJsonObject(before)) return false;
  if (isJsonNumber(after)) {
    return isJsonInteger(after)
      ? toInteger(before) === spellingOf(after)
      : toFloat(before) === toDouble(after);
  }
  if (typeof after === 'string') return toPythonText(before) === after;
  return typeof after === 'boolean' && isTruthy(before) === after;
}

function toInteger(value: Json): string | undefined {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') {
    const digits = /^\s*([+-]?)0*(\d+(?:_\d+)*)\s*$/.exec(value);
    return digits === null
      ? undefined
      : `${digits[1] === '-' && digits[2] !== '0' ? '-' : ''}${digits[2]?.replaceAll('_', '')}`;
  }
  if (!isJsonNumber(value)) return undefined;
  if (isJsonInteger(value)) return spellingOf(value);
  const double = toDouble(value);
  return Number.isFinite(double) ? BigInt(Math.trunc(double)).toString() : undefined;
}

function toFloat(value: Json): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string')
    return value.trim() === '' ? undefined : Number(value.replaceAll('_', ''));
  return isJsonNumber(value) ? toDouble(value) : undefined;
}

function toPythonText(value: Json): string | undefined {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return isJsonNumber(value) ? spellingOf(value) : undefined;
}

function isTruthy(value: Json): boolean {
  if (isJsonNumber(value)) return toDouble(value) !== 0;
  return value !== null && value !== false && value !== '';
}
