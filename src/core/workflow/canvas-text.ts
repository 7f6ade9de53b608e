/** The canonical text of canvas.json: a node is a group of lines, a link is a line, how the canvas was looked at stands last. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
  spellingOf,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import type { CanvasWorkflow } from './types.ts';

/** Fields of the document and of a definition: what it is, the graph, what stands beside it, then view and counters. */
const scopeOrder = {
  first: ['id', 'name', 'version', 'config', 'inputs', 'outputs', 'widgets', 'nodes', 'links'],
  last: [
    'floatingLinks',
    'reroutes',
    'groups',
    'definitions',
    'inputNode',
    'outputNode',
    'extra',
    'state',
    'revision',
    'last_node_id',
    'last_link_id',
  ],
};

/** Fields of a node: what it does, then where and how it stands. */
const nodeOrder = {
  first: [
    'id',
    'type',
    'title',
    'mode',
    'widgets_values',
    'widgets_values_named',
    'inputs',
    'outputs',
    'properties',
  ],
  last: ['pos', 'size', 'flags', 'order', 'color', 'bgcolor'],
};

/** Lists of which each item stands on a line of its own. */
const listed = new Set([
  'inputs',
  'outputs',
  'widgets',
  'links',
  'floatingLinks',
  'reroutes',
  'groups',
  'widgets_values',
]);

/**
 * Returns the text: 2 spaces, one line feed at the end, every number as spelled. It is the same JSON value but for the
 * order of nodes and links, which are sorted by id where ids are unique; no other list is touched, and inside of values
 * keys keep their order.
 */
export function canonicalCanvasText(canvas: CanvasWorkflow): string {
  return `${scopeText(canvas, '')}\n`;
}

function scopeText(scope: JsonObject, indent: string): string {
  return objectText(scope, scopeOrder, indent, (key, value, inner) => {
    if (key === 'nodes' && isJsonArray(value)) {
      return listText(sortedById(value), inner, (node, deep) => nodeText(node, deep));
    }
    if (key === 'links' && isJsonArray(value)) return listText(sortedById(value), inner, lineText);
    if (key === 'definitions' && isJsonObject(value)) return definitionsText(value, inner);
    if (key === 'extra' && isJsonObject(value)) {
      return objectText(value, { first: [], last: ['frontendVersion', 'ds'] }, inner, lineOf);
    }
    return lineOf(key, value, inner);
  });
}

function definitionsText(definitions: JsonObject, indent: string): string {
  const order = { first: ['subgraphs'], last: [] };
  return objectText(definitions, order, indent, (key, value, inner) => {
    if (key !== 'subgraphs' || !isJsonArray(value)) return lineOf(key, value, inner);
    return listText(value, inner, (each, deep) =>
      isJsonObject(each) ? scopeText(each, deep) : writeJson(each),
    );
  });
}

function nodeText(node: Json, indent: string): string {
  if (!isJsonObject(node)) return writeJson(node);
  return objectText(node, nodeOrder, indent, (key, value, inner) => {
    const isByName = key === 'properties' || key === 'widgets_values_named';
    const isNamedList = key === 'widgets_values' && isJsonObject(value);
    if ((isByName || isNamedList) && isJsonObject(value)) {
      return objectText(value, undefined, inner, (_, each) => writeJson(each));
    }
    return lineOf(key, value, inner);
  });
}

function lineOf(key: string, value: Json, indent: string): string {
  return listed.has(key) && isJsonArray(value)
    ? listText(value, indent, lineText)
    : writeJson(value);
}

function lineText(value: Json): string {
  return writeJson(value);
}

function listText(
  list: readonly Json[],
  indent: string,
  textOf: (item: Json, indent: string) => string,
): string {
  if (list.length === 0) return '[]';
  const inner = `${indent}  `;
  return `[\n${list.map((item) => inner + textOf(item, inner)).join(',\n')}\n${indent}]`;
}

interface Order {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** Without an order the keys stay as they are: some say by it which value is which. */
function objectText(
  object: JsonObject,
  order: Order | undefined,
  indent: string,
  textOf: (key: string, value: Json, indent: string) => string,
): string {
  const keys = order === undefined ? keysOf(object) : sortedKeys(object, order);
  if (keys.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = keys.map(
    (key) => `${inner}${JSON.stringify(key)}: ${textOf(key, object[key] as Json, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function sortedKeys(object: JsonObject, { first, last }: Order): readonly string[] {
  const rest = entriesOf(object)
    .map(([key]) => key)
    .filter((key) => !first.includes(key) && !last.includes(key))
    .sort(compareText);
  return [...first, ...rest, ...last].filter((key) => Object.hasOwn(object, key));
}

/** Two things under one id cannot be told apart, and which one is first may matter: then the order stays. */
function sortedById(list: readonly Json[]): readonly Json[] {
  const rows = list.map((item) => ({ item, id: idOf(item) }));
  const ids = new Set(rows.map(({ id }) => id));
  if (ids.size < rows.length || ids.has(undefined)) return list;
  return rows
    .sort((left, right) => compareNatural(left.id ?? '', right.id ?? ''))
    .map(({ item }) => item);
}

function idOf(item: Json): string | undefined {
  const id = isJsonArray(item) ? item[0] : isJsonObject(item) ? member(item, 'id') : undefined;
  if (typeof id === 'string') return id;
  return id !== undefined && isJsonNumber(id) ? spellingOf(id) : undefined;
}
