/** How large a workflow may be. The largest ones known stay far below; a hostile one would keep a program busy for long. */

import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';

/** Bytes of a text. */
const longestText = 64 * 1024 * 1024;

/** Ten times what the largest canvases have of nodes or links. */
const mostEntries = 200_000;

/** All of them together; a canvas of 20,000 nodes has about a million. */
const mostValues = 4_000_000;

/** What is too large, in words, and the way to it. */
export interface Excess {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly limit: string;
}

/** Says that a text is too long; undefined where it is not. */
export function excessOfText(length: number): Excess | undefined {
  if (length <= longestText) return undefined;
  return { path: [], found: `it has ${grouped(length)} bytes`, limit: grouped(longestText) };
}

/** Finds the first list or object with too many entries, or that there are too many values in all. */
export function excessIn(value: Json): Excess | undefined {
  const walk: Walk = { path: [], left: mostValues };
  const entries = longIn(value, walk);
  if (entries === undefined) return undefined;
  if (entries <= mostEntries) {
    return {
      path: [],
      found: `it has more than ${grouped(mostValues)} values`,
      limit: grouped(mostValues),
    };
  }
  const { path } = walk;
  const place = path.length === 0 ? 'it' : `what stands at ${path.join('.')}`;
  return { path, found: `${place} has ${grouped(entries)} entries`, limit: grouped(mostEntries) };
}

interface Walk {
  /** The way to the value that ended the walk. */
  readonly path: (string | number)[];
  left: number;
}

/** Returns how many entries the value has that ends the walk: too many, or one too many in all. */
function longIn(value: Json, walk: Walk): number | undefined {
  walk.left -= 1;
  const keys = isJsonObject(value) ? Object.keys(value) : undefined;
  const length = keys?.length ?? (isJsonArray(value) ? value.length : 0);
  if (length > mostEntries || walk.left < 0) return length;
  for (let index = 0; index < length; index += 1) {
    const key = keys?.[index] ?? index;
    const inner = (value as Readonly<Record<string | number, Json>>)[key] as Json;
    walk.path.push(key);
    const found = longIn(inner, walk);
    if (found !== undefined) return found;
    walk.path.pop();
  }
  return undefined;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
