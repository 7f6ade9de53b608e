/** One scope of a canvas in normal form: the root or a subgraph definition, links by slot name, derived fields dropped. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { type Problem, problem } from '../../../base/problem.ts';
import { nothing } from '../graph.ts';
import { type NamedValues, noValues } from '../named-values.ts';
import { idOf, inputsId, objectsIn, outputsId } from './ids.ts';
import { type CanvasLink, readLinks } from './scope-links.ts';
import type { ReadWidgets } from './widgets.ts';

export { type CanvasLink, inputsId, outputsId };

export interface CanvasNode {
  readonly id: string;
  /** Node type; of a subgraph node the id of its definition. */
  readonly type: string;
  readonly title: string;
  readonly widgets: NamedValues;
  readonly volatile: ReadonlySet<string>;
  readonly links: readonly CanvasLink[];
  /** As it stands in the document; empty for what stands for the inputs or outputs of a definition. */
  readonly raw: JsonObject;
}

export interface Scope {
  /** Id of the definition; empty for the root. */
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly CanvasNode[];
  /** Node id → its place among the nodes. */
  readonly places: ReadonlyMap<string, number>;
  /** Name and type of each input and output of a definition. */
  readonly interface: ReadonlyMap<string, Json>;
  readonly raw: JsonObject;
}

/** Rebuilt by the frontend at every save, or told elsewhere here. */
const derived = new Set([
  'id',
  'type',
  'title',
  'order',
  'inputs',
  'outputs',
  'properties',
  'widgets_values',
  'widgets_values_named',
]);

/** True for fields of a node that are no change of their own. */
export function isDerivedField(name: string): boolean {
  return derived.has(name);
}

/** Returns the mode, 0 where none is written. */
export function modeOf(node: CanvasNode): Json {
  return member(node.raw, 'mode') ?? 0;
}

const noMembers: JsonObject = {};

/** Returns `properties`, empty where there are none. */
export function propertiesOf(node: CanvasNode): JsonObject {
  const properties = member(node.raw, 'properties');
  return properties !== undefined && isJsonObject(properties) ? properties : noMembers;
}

/** Returns the node of an id. */
export function nodeIn({ nodes, places }: Scope, id: string): CanvasNode | undefined {
  const place = places.get(id);
  return place === undefined ? undefined : nodes[place];
}

/** True for what stands for the inputs and outputs of a definition. */
export function isBoundary(node: CanvasNode): boolean {
  return node.type === boundaryTypes.inputs || node.type === boundaryTypes.outputs;
}

const boundaryTypes = { inputs: 'subgraph inputs', outputs: 'subgraph outputs' } as const;

/** Returns the definitions of subgraphs, wherever they are kept. */
export function definitionsOf(canvas: JsonObject): readonly JsonObject[] {
  const definitions = member(canvas, 'definitions');
  return definitions !== undefined && isJsonObject(definitions)
    ? objectsIn(member(definitions, 'subgraphs'))
    : [];
}

/** Returns the scope in normal form, errors that keep it from being read, and warnings of what was assumed. */
export function readScope(
  raw: JsonObject,
  id: string,
  readWidgets: ReadWidgets,
): { readonly scope: Scope; readonly problems: readonly Problem[] } {
  const nodes = objectsIn(member(raw, 'nodes'));
  const places = new Map<string, number>();
  const problems: Problem[] = [];
  nodes.forEach((each, place) => {
    const node = idOf(member(each, 'id'));
    if (places.has(node)) {
      problems.push(problem('canvas/duplicate-id', { node }, { node, scope: id }));
    }
    places.set(node, place);
  });
  const links = readLinks(raw, id, nodes, places);
  const read = nodes.map((node, at) => readNode(node, links.into[at] ?? [], readWidgets));
  for (const border of id === '' ? [] : boundaryNodes(links.intoOutputs)) {
    places.set(border.id, read.length);
    read.push(border);
  }
  const name = String(member(raw, 'name') ?? '');
  const scope = { id, name, nodes: read, places, interface: interfaceOf(raw), raw };
  return { scope, problems: [...problems, ...links.problems] };
}

function readNode(
  raw: JsonObject,
  links: readonly CanvasLink[],
  readWidgets: ReadWidgets,
): CanvasNode {
  const { values, volatile } = readWidgets(raw);
  const title = member(raw, 'title');
  return {
    id: idOf(member(raw, 'id')),
    type: String(member(raw, 'type') ?? ''),
    title: typeof title === 'string' ? title : '',
    widgets: values,
    volatile,
    links,
    raw,
  };
}

/** Returns where a node stands: `[x, y]`, or `{"0": x, "1": y}` as older frontends wrote it. */
export function positionOf({ raw }: CanvasNode): readonly [number, number] | undefined {
  const value = member(raw, 'pos');
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  const [x, y] = isJsonArray(value)
    ? value
    : isJsonObject(value)
      ? [member(value, '0'), member(value, '1')]
      : [];
  if (x === undefined || y === undefined || !isJsonNumber(x) || !isJsonNumber(y)) return undefined;
  return [toDouble(x), toDouble(y)];
}

function boundaryNodes(links: readonly CanvasLink[]): CanvasNode[] {
  const empty = { title: '', widgets: noValues, volatile: nothing, raw: noMembers };
  return [
    { ...empty, id: inputsId, type: boundaryTypes.inputs, links: [] },
    { ...empty, id: outputsId, type: boundaryTypes.outputs, links },
  ];
}

function interfaceOf(raw: JsonObject): Map<string, Json> {
  const slots = new Map<string, Json>();
  for (const side of ['inputs', 'outputs'] as const) {
    for (const slot of objectsIn(member(raw, side))) {
      slots.set(`${side}.${String(member(slot, 'name') ?? '')}`, member(slot, 'type') ?? null);
    }
  }
  return slots;
}
