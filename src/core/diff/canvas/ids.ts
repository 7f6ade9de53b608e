/** Ids of a canvas as text, and lists read as far as they hold objects. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  spellingOf,
} from '../../../base/json.ts';

/** Nodes that stand for the inputs and outputs of a definition: SUBGRAPH_INPUT_ID and SUBGRAPH_OUTPUT_ID in litegraph. */
export const inputsId = '-10';
export const outputsId = '-20';

/** Returns the id of anything that has one, as text. */
export function idOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value !== undefined && isJsonNumber(value) ? spellingOf(value) : '';
}

/** Returns the items of a list that are objects. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return value !== undefined && isJsonArray(value) ? value.filter(isJsonObject) : [];
}
