/** Adds to YAML that people wrote: their comments, order and numbers stay. */

import { isSeq, parseDocument } from 'yaml';
import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  spellingOf,
  toDouble,
} from './json.ts';

/** Returns the text with the value at the end of the list under a top-level key; the list is made where it is absent. */
export function withListItem(text: string, key: string, value: Json): string {
  const document = parseDocument(text, { version: '1.2', intAsBigInt: true });
  const list = document.get(key);
  if (isSeq(list)) {
    list.flow = false;
    list.add(document.createNode(plain(value)));
  } else document.set(key, document.createNode([plain(value)]));
  return document.toString({ lineWidth: 0 });
}

/** Whole numbers become big ones, so that a seed keeps its digits. */
function plain(value: Json): unknown {
  if (isJsonNumber(value)) {
    const spelling = spellingOf(value);
    return /^-?\d+$/.test(spelling) ? BigInt(spelling) : toDouble(value);
  }
  if (isJsonArray(value)) return value.map(plain);
  if (isJsonObject(value)) {
    return new Map(entriesOf(value).map(([name, each]) => [name, plain(each)]));
  }
  return value;
}
