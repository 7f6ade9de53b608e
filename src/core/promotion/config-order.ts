/** The order of environments, as `after` says it. */

import { isJsonArray, type JsonObject, member } from '../../base/json.ts';

/** Returns what stands in `after`, as one name or several; empty for the first environment. */
export function namesBefore(row: JsonObject): readonly string[] {
  const written = member(row, 'after');
  if (typeof written === 'string') return [written];
  return isJsonArray(written) ? written.map(String) : [];
}

/** Returns the names of one circle, the first repeated at the end. */
export function circleIn(
  after: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const done = new Set<string>();
  const from = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name].reverse();
    if (done.has(name)) return undefined;
    for (const before of after.get(name) ?? []) {
      const circle = from(before, [...path, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const start of after.keys()) {
    const circle = from(start, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
