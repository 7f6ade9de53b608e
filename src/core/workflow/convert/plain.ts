/** Reads a canvas as the frontend's JavaScript sees it: numbers as doubles (integers beyond 2^53 kept), ids as text. */

import {
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  isNumberLiteral,
  type Json,
  type JsonObject,
  member,
  setMember,
  toDouble,
} from '../../../base/json.ts';
import type { LinkId } from './types.ts';

/** Deeper values are refused; no frontend writes them. */
const maxDepth = 1000;

/** Ten times what the largest canvases have of nodes or links; the page would be busy for minutes. */
const maxEntries = 200_000;

/** The one thing thrown in this folder; `convertCanvas` catches it. `stage` says what of the page would have failed. */
export interface Stop {
  readonly stage: 'load' | 'convert' | 'limit';
  readonly reason: string;
}

export function stop(stage: Stop['stage'], reason: string): never {
  throw { stage, reason } satisfies Stop;
}

export function isStop(thrown: unknown): thrown is Stop {
  return typeof thrown === 'object' && thrown !== null && 'stage' in thrown && 'reason' in thrown;
}

/** What `plain` met on its way. */
export interface Met {
  hasLiterals: boolean;
}

/** Returns the value with plain numbers; integers beyond 2^53 stay literals. The same object where nothing changes. */
export function plain(value: Json, depth = 0, met: Met = { hasLiterals: false }): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isNumberLiteral(value)) {
    met.hasLiterals = true;
    return plainNumber(value);
  }
  if (depth > maxDepth) stop('limit', 'it is nested too deeply');
  return isJsonArray(value)
    ? plainArray(value, depth, met)
    : plainObject(value as JsonObject, depth, met);
}

function plainNumber(value: Json): Json {
  const double = toDouble(value as number);
  if (isJsonInteger(value) && !Number.isSafeInteger(double)) return value;
  return Object.is(double, -0) ? 0 : double;
}

function plainArray(value: readonly Json[], depth: number, met: Met): Json {
  let copy: Json[] | undefined;
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index] as Json;
    if (item === null || typeof item !== 'object') continue;
    const simple = plain(item, depth + 1, met);
    if (simple === item) continue;
    copy ??= [...value];
    copy[index] = simple;
  }
  return copy ?? value;
}

function plainObject(value: JsonObject, depth: number, met: Met): Json {
  let copy: Record<string, Json> | undefined;
  for (const key in value) {
    const item = value[key] as Json;
    if (item === null || typeof item !== 'object') continue;
    const simple = plain(item, depth + 1, met);
    if (simple === item) continue;
    copy ??= copyOf(value);
    setMember(copy, key, simple);
  }
  return copy ?? value;
}

function copyOf(value: JsonObject): Record<string, Json> {
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) setMember(copy, key, value[key] as Json);
  return copy;
}

/** The member as an object, or undefined. */
export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key);
  return isJsonObject(value) ? value : undefined;
}

/** The member as a list; an empty one for anything else. A list that no canvas has ends the conversion. */
export function listAt(object: JsonObject, key: string): readonly Json[] {
  const value = member(object, key);
  if (!isJsonArray(value)) return [];
  if (value.length > maxEntries) stop('limit', `its list "${key}" has ${value.length} entries`);
  return value;
}

export function textAt(object: JsonObject, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === 'string' ? value : undefined;
}

export function numberAt(object: JsonObject, key: string): number | undefined {
  const value = member(object, key);
  if (typeof value === 'number') return value;
  return isNumberLiteral(value) ? toDouble(value) : undefined;
}

/** An id as the key of a JavaScript object. */
export function textOf(id: Json | undefined): string {
  return stringOf(id);
}

export function linkIdOf(value: Json | undefined): LinkId | null {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (value === undefined || value === null) return null;
  return isNumberLiteral(value) ? toDouble(value) : textOf(value);
}

/** A slot's index as `parseInt` and array access read it; NaN for anything else. */
export function slotOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : Number.parseInt(textOf(value), 10);
}

/** JavaScript's truth of a value. */
export function isTruthy(value: Json | undefined): boolean {
  return isNumberLiteral(value) ? toDouble(value) !== 0 : Boolean(value);
}

/** JavaScript's `String(value)` of a plain value. */
export function stringOf(value: Json | undefined): string {
  if (isJsonArray(value)) return value.map((item) => (item === null ? '' : stringOf(item))).join();
  return isJsonObject(value) ? '[object Object]' : String(value);
}
