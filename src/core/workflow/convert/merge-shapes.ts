/** What two inputs of one PrimitiveNode have in common: the narrowed definition, or nothing. */

import { isJsonArray, type Json, type JsonObject, member } from '../../../base/json.ts';
import { numberAt } from './plain.ts';
import type { InputShape } from './types.ts';

const ignored = new Set([
  'default',
  'forceInput',
  'defaultInput',
  'control_after_generate',
  'multiline',
  'tooltip',
  'dynamicPrompts',
]);

/** Returns the common definition of two inputs; undefined where they differ in more than their ranges. */
export function mergeShapes(left: InputShape, right: InputShape): InputShape | undefined {
  if (left.widgetType !== right.widgetType) return undefined;
  if (left === right && left.widgetType !== 'INT' && left.widgetType !== 'FLOAT') return left;
  if (left.widgetType === 'INT' || left.widgetType === 'FLOAT') return mergeNumbers(left, right);
  return mergeCommon(left, right, {});
}

function mergeNumbers(left: InputShape, right: InputShape): InputShape | undefined {
  const at = (shape: InputShape, key: string, fallback: number) =>
    numberAt(shape.config, key) ?? fallback;
  const lowest = [at(left, 'min', -Infinity), at(right, 'min', -Infinity)] as const;
  const highest = [at(left, 'max', Infinity), at(right, 'max', Infinity)] as const;
  if (lowest[0] > highest[1] || highest[0] < lowest[1]) return undefined;
  return mergeCommon(left, right, {
    min: Math.max(...lowest),
    max: Math.min(...highest),
    step: commonMultiple(at(left, 'step', 1), at(right, 'step', 1)),
  });
}

function commonMultiple(left: number, right: number): number {
  let [a, b] = [left, right];
  for (let turn = 0; b !== 0 && turn < 1000; turn += 1) [a, b] = [b, a % b];
  return Math.abs(left * right) / a;
}

function mergeCommon(
  left: InputShape,
  right: InputShape,
  merged: JsonObject,
): InputShape | undefined {
  const keys = new Set([...Object.keys(left.config), ...Object.keys(right.config)]);
  for (const key of keys) {
    if (ignored.has(key) || Object.hasOwn(merged, key)) continue;
    if (!isSame(member(left.config, key), member(right.config, key))) return undefined;
  }
  return { ...left, config: { ...left.config, ...right.config, ...merged } };
}

/** Equal as JavaScript's `===`; lists and objects only when they are one. */
function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  return (left ?? null) === null && (right ?? null) === null && !isJsonArray(left);
}
