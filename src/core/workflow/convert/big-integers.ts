/** Integers in a canvas that a browser cannot hold: its numbers are doubles, exact to 2^53. */

import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toBigInt,
  toDouble,
} from '../../../base/json.ts';
import { writeJson } from '../../../base/json-write.ts';
import { type Problem, problem } from '../../../base/problem.ts';

/** Returns a finding for each value of a widget that opening and saving the canvas would change. */
export function bigIntegersIn(canvas: JsonObject): readonly Problem[] {
  const definitions = member(canvas, 'definitions');
  const subgraphs = isJsonObject(definitions) ? objectsAt(definitions, 'subgraphs') : [];
  return [canvas, ...subgraphs].flatMap((graph) => objectsAt(graph, 'nodes').flatMap(findingsOf));
}

function findingsOf(node: JsonObject): readonly Problem[] {
  const values = member(node, 'widgets_values');
  const items = isJsonArray(values)
    ? values
    : isJsonObject(values)
      ? entriesOf(values).map(([, value]) => value)
      : [];
  return items.flatMap((value): readonly Problem[] => {
    if (!isJsonInteger(value)) return [];
    // the browser writes the shortest digits of the double, which may be another integer than the double itself
    const becomes = JSON.stringify(toDouble(value));
    if (becomes === toBigInt(value).toString()) return [];
    const [id, type] = [member(node, 'id'), member(node, 'type')];
    const args = {
      nodeType: typeof type === 'string' ? type : 'a node',
      value: writeJson(value),
      becomes,
    };
    const place = id === undefined ? {} : { node: typeof id === 'string' ? id : writeJson(id) };
    return [problem('canvas/integer-too-big', place, args)];
  });
}

function objectsAt(from: JsonObject, key: string): readonly JsonObject[] {
  const value: Json | undefined = member(from, key);
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}
