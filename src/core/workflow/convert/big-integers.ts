/** Integers in a canvas that a browser cannot hold: its numbers are doubles, exact to 2^53. */

import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  isNumberLiteral,
  type Json,
  type JsonObject,
  member,
  toBigInt,
  toDouble,
} from '../../../base/json.ts';
import { writeJson } from '../../../base/json-write.ts';
import { type Problem, problem } from '../../../base/problem.ts';
import { listAt } from './plain.ts';

/** Returns a finding for each value of a widget that opening and saving the canvas would change. */
export function bigIntegersIn(canvas: JsonObject): readonly Problem[] {
  const definitions = member(canvas, 'definitions');
  const subgraphs = isJsonObject(definitions) ? listAt(definitions, 'subgraphs') : [];
  const found: Problem[] = [];
  for (const graph of [canvas, ...subgraphs]) {
    if (!isJsonObject(graph)) continue;
    for (const node of listAt(graph, 'nodes')) if (isJsonObject(node)) findIn(node, found);
  }
  return found;
}

function findIn(node: JsonObject, found: Problem[]): void {
  const values = member(node, 'widgets_values');
  if (isJsonArray(values)) {
    for (const value of values) findAt(node, value, found);
  } else if (isJsonObject(values)) {
    for (const [, value] of entriesOf(values)) findAt(node, value, found);
  }
}

function findAt(node: JsonObject, value: Json, found: Problem[]): void {
  // a plain number is its own double
  if (!isNumberLiteral(value) || !isJsonInteger(value)) return;
  // the browser writes the shortest digits of the double, which may be another integer than the double itself
  const becomes = JSON.stringify(toDouble(value));
  if (becomes === toBigInt(value).toString()) return;
  const [id, type] = [member(node, 'id'), member(node, 'type')];
  const args = {
    nodeType: typeof type === 'string' ? type : 'a node',
    value: writeJson(value),
    becomes,
  };
  const place = id === undefined ? {} : { node: typeof id === 'string' ? id : writeJson(id) };
  found.push(problem('canvas/integer-too-big', place, args));
}
