/** How alike two nodes are: by their values, and by what they are linked to. */

import { type Json, jsonEqual } from '../../../base/json.ts';
import { countInto, countOutOf, linksInto, linksOutOf, nothing } from '../graph.ts';
import { leafText } from '../leaf.ts';
import { hasName, valueNamed } from '../named-values.ts';
import type { Matching } from './pairs.ts';

/** Texts of at least this length are compared word by word. */
const longText = 24;

/** Returns the share of equal widgets, 0..1; undefined where neither node has any that says something. */
export function widgetSimilarity(matching: Matching, from: number, to: number): number | undefined {
  const [left, right] = [matching.from.widgetsOf(from), matching.to.widgetsOf(to)];
  const volatile = matching.from.nodes[from]?.volatile ?? nothing;
  const volatileThere = matching.to.nodes[to]?.volatile ?? nothing;
  let equal = 0;
  let count = 0;
  for (let at = 0; at < left.names.length; at += 1) {
    const [name, value] = [left.names[at] as string, left.values[at] as Json];
    if (volatile.has(name) || volatileThere.has(name)) continue;
    count += 1;
    const other = valueNamed(right, name);
    if (other !== undefined) equal += jsonEqual(value, other) ? 1 : likeness(value, other);
  }
  for (const name of right.names) {
    if (!hasName(left, name) && !volatileThere.has(name)) count += 1;
  }
  return count === 0 ? undefined : equal / count;
}

/** Numbers and words are equal or not; long texts, and what is written as one, are more or less alike. */
function likeness(value: Json, other: Json): number {
  if (isShort(value) || isShort(other)) return 0;
  return textSimilarity(leafText(value), leafText(other));
}

function isShort(value: Json): boolean {
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

function textSimilarity(left: string, right: string): number {
  if (left.length < longText || right.length < longText) return 0;
  const words = new Set(left.slice(0, 4000).split(/\W+/));
  const others = new Set(right.slice(0, 4000).split(/\W+/));
  let common = 0;
  for (const word of words) if (others.has(word)) common += 1;
  return common / (words.size + others.size - common);
}

/** Returns the share of links that lead to the same matched neighbour by the same slots, 0..1; undefined without any links. */
export function wiringSimilarity(matching: Matching, from: number, to: number): number | undefined {
  const [left, right] = [matching.from.links(), matching.to.links()];
  const total =
    Math.max(countInto(left, from), countInto(right, to)) +
    Math.max(countOutOf(left, from), countOutOf(right, to));
  if (total === 0) return undefined;
  const isThere = (link: number, origin: number, consumer: number): boolean =>
    linksInto(right, consumer).some(
      (each) =>
        right.origins[each] === origin &&
        right.inputs[each] === left.inputs[link] &&
        right.outputs[each] === left.outputs[link],
    );
  let common = 0;
  for (const link of linksInto(left, from)) {
    const there = matching.byFrom[left.origins[link] as number]?.to;
    if (there !== undefined && isThere(link, there, to)) common += 1;
  }
  for (const link of linksOutOf(left, from)) {
    const there = matching.byFrom[left.consumers[link] as number]?.to;
    if (there !== undefined && isThere(link, to, there)) common += 1;
  }
  return common / total;
}
