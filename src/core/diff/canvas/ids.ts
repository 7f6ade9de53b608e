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

/** Returns the items of a list that are objects: the list itself where all are. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  if (value === undefined || !isJsonArray(value)) return noObjects;
  return value.every(isJsonObject) ? (value as readonly JsonObject[]) : value.filter(isJsonObject);
}

const noObjects: readonly JsonObject[] = [];
