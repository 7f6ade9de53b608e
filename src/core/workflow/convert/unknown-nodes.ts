/** Nodes of a type that the server does not have: the page keeps their saved values under the name UNKNOWN. */

import { isJsonNumber } from '../../../base/json.ts';
import type { FrontendRules } from './rules.ts';
import type { GraphNode, Value } from './types.ts';
import { lengthOf, type SavedValues, valueAt } from './values.ts';
import { makeWidget } from './widget-kinds.ts';

/** More values than this on one unknown node are not read. */
const maxValues = 10_000;

export function fillUnknown(
  node: GraphNode,
  values: SavedValues | undefined,
  rules: FrontendRules,
): void {
  if (values === undefined) return;
  const count = Math.min(lengthOf(values) ?? 0, maxValues);
  for (let index = 0; index < count; index += 1) {
    node.widgets ??= [];
    const number = node.widgets.length;
    const name = rules.generation === 'classic' || number === 0 ? 'UNKNOWN' : `UNKNOWN_${number}`;
    node.widgets.push(makeWidget(name, 'text', unknownValue(valueAt(values, index), rules)));
  }
}

function unknownValue(value: Value, rules: FrontendRules): Value {
  if (isJsonNumber(value) || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  const isArea = value.length > 20 && rules.generation === 'classic';
  return isArea ? value.replace(/\r\n?/g, '\n') : value;
}
