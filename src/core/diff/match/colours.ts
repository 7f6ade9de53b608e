/** Weisfeiler-Lehman colours: equal numbers for nodes that look alike, seen ever further around. */

import type { Json } from '../../../base/json.ts';
import type { Graph, GraphNode } from '../graph.ts';
import { leafText } from '../leaf.ts';
import { type Numbering, numberingFor } from './numbering.ts';

/** `from[r][i]` is the colour of node i after r rounds; the numbers of both graphs are the same alphabet. */
export interface Colours {
  readonly from: readonly Int32Array[];
  readonly to: readonly Int32Array[];
  /** How many colours there are after r rounds. */
  readonly counts: readonly number[];
}

export const rounds = 3;

/** Returns the colours before any round: by content alone. */
export function contentColours(from: Graph, to: Graph): Colours {
  const contents = numberingFor(from.nodes.length + to.nodes.length);
  const words = new Map<string, number>();
  const coloursIn = (graph: Graph) => {
    const colours = new Int32Array(graph.nodes.length);
    for (let index = 0; index < colours.length; index += 1) {
      colours[index] = contents.numberOf(contentOf(graph, index, words));
    }
    return colours;
  };
  return { from: [coloursIn(from)], to: [coloursIn(to)], counts: [contents.count()] };
}

/** Returns the colours of two graphs, round by round. The mode of a node is no part of them: mute and bypass are edits, not identity. */
export function coloursOf(from: Graph, to: Graph): Colours {
  const contents = contentColours(from, to);
  const slots: Slots = { count: 0, byInput: new Map() };
  const [left, right] = [linksOf(from, slots), linksOf(to, slots)];
  const colours = { from: [...contents.from], to: [...contents.to], counts: [...contents.counts] };
  for (let round = 1; round <= rounds; round += 1) {
    const seen = numberingFor(from.nodes.length + to.nodes.length);
    colours.from.push(refined(left, colours.from[round - 1] as Int32Array, seen));
    colours.to.push(refined(right, colours.to[round - 1] as Int32Array, seen));
    colours.counts.push(seen.count());
  }
  return colours;
}

/** Returns the number of a word, the next free one where it is new. */
function numbered(numbers: Map<string, number>, word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}

/** Returns a key of type, title and values; the order of the values is none of it, so they are added up. */
function contentOf(graph: Graph, index: number, words: Map<string, number>): number {
  const { type, title, volatile } = graph.nodes[index] as GraphNode;
  const { names, values } = graph.widgetsOf(index);
  let high = mixed(numbered(words, type), 0x9e3779b1) + mixed(numbered(words, title), 0x2545f491);
  let low = mixed(numbered(words, type), 0x85ebca77) + mixed(numbered(words, title), 0x5bd1e995);
  for (let at = 0; at < names.length; at += 1) {
    const [name, value] = [names[at] as string, values[at] as Json];
    const word = numbered(words, name);
    const isVolatile = volatile.has(name);
    high = (high + mixed(word, isVolatile ? volatileMark : valueHash(value, 0xc2b2ae3d))) | 0;
    low = (low + mixed(word, isVolatile ? volatileMark : valueHash(value, 0x27d4eb2f))) | 0;
  }
  return keyOf(high, low);
}

const volatileMark = 0x2a2a2a2a;

/** Equal for values of one leaf text; 7 and 7.0 are none, nor 7 and "7". */
function valueHash(value: Json, start: number): number {
  if (typeof value === 'string') return textHash(value, start);
  if (typeof value === 'number' && Number.isSafeInteger(value))
    return mixed(value | 0, mixed(Math.floor(value / 2 ** 32), start ^ 0x1b873593));
  return textHash(leafText(value), start ^ 0x165667b1);
}

function textHash(text: string, start: number): number {
  let hash = start ^ text.length;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995) ^ (hash >>> 15);
  return mixed(hash, start);
}

/** 53 bits of two hashes. */
function keyOf(high: number, low: number): number {
  return (high >>> 0) * 2 ** 21 + (low & 0x1fffff);
}

/** The links of all nodes in one list: slot and neighbour of each, from `starts[index]` to `starts[index + 1]`. */
interface LinkList {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The two directions have slot numbers of their own. */
function linksOf(graph: Graph, slots: Slots): LinkList {
  const { into, out, outgoing, origins, consumers, inputs, outputs } = graph.links();
  const numbers = Int32Array.from(origins, (_, link) =>
    slotOf(inputs[link] as string, outputs[link] as string, slots),
  );
  const starts = into.map((start, index) => 2 * (start + (out[index] as number)));
  const ends = new Int32Array(4 * origins.length);
  let at = 0;
  const put = (slot: number, neighbour: number): void => {
    ends[at] = slot;
    ends[at + 1] = neighbour;
    at += 2;
  };
  for (let node = 0; node < graph.nodes.length; node += 1) {
    for (let link = into[node] as number; link < (into[node + 1] as number); link += 1) {
      put(2 * (numbers[link] as number), origins[link] as number);
    }
    for (let place = out[node] as number; place < (out[node + 1] as number); place += 1) {
      const link = outgoing[place] as number;
      put(2 * (numbers[link] as number) + 1, consumers[link] as number);
    }
  }
  return { starts, ends };
}

/** Numbers of slots, by the input's name and then the output's: no text is made for each link. */
interface Slots {
  count: number;
  readonly byInput: Map<string, Map<string, number>>;
}

/** Returns a number for the two slots that a link joins. */
function slotOf(input: string, output: string, slots: Slots): number {
  const inner = slots.byInput.get(input) ?? new Map<string, number>();
  const known = inner.get(output);
  if (known !== undefined) return known;
  slots.byInput.set(input, inner);
  inner.set(output, slots.count);
  slots.count += 1;
  return slots.count - 1;
}

/** The order of links must not matter, so they are mixed one by one and added up: 53 bits in two parts. */
function refined({ starts, ends }: LinkList, before: Int32Array, seen: Numbering): Int32Array {
  return before.map((own, index) => {
    let high = mixed(own, 0x9e3779b1);
    let low = mixed(own, 0x85ebca77);
    const end = starts[index + 1] as number;
    for (let at = starts[index] as number; at < end; at += 2) {
      const slot = ends[at] as number;
      const colour = before[ends[at + 1] as number] as number;
      high = (high + mixed(Math.imul(slot + 1, 0x27d4eb2f) ^ colour, 0xc2b2ae3d)) | 0;
      low = (low + mixed(Math.imul(slot + 1, 0x165667b1) ^ colour, 0x1b873593)) | 0;
    }
    return seen.numberOf(keyOf(high, low));
  });
}

/** The final mixing steps of MurmurHash3, from a start that tells the uses apart. */
function mixed(value: number, start: number): number {
  let hash = Math.imul(value ^ start, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.imul(hash ^ start, 0x27d4eb2f) ^ (hash >>> 15);
}
