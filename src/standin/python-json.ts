/** JSON text as Python's json.dumps writes it: spaces after separators, everything beyond ASCII escaped, NaN bare. */

import { entriesOf, isJsonArray, isJsonNumber, type Json, spellingOf } from '../base/json.ts';

/** Returns the text of a value; numbers keep the spelling they were read with. */
export function pythonJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return pythonText(value);
  if (isJsonNumber(value)) return spellingOf(value);
  if (isJsonArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const pairs = entriesOf(value as { readonly [key: string]: Json });
  return `{${pairs.map(([key, item]) => `${pythonText(key)}: ${pythonJson(item)}`).join(', ')}}`;
}

function pythonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
