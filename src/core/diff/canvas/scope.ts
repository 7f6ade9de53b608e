/** One scope of a canvas in normal form: the root or a subgraph definition, links by slot name, derived fields dropped. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
  toDouble,
} from '../../../base/json.ts';
import { type Problem, problem } from '../../../base/problem.ts';
import { idOf, objectsIn } from './ids.ts';
import { inputsId, type LinkRow, linkProblems, linkRows, outputsId } from './link-problems.ts';
import type { ReadWidgets } from './widgets.ts';

export { inputsId, outputsId };

export interface CanvasLink {
  readonly input: string;
  readonly origin: string;
  /** Name of the output, or its number where it has none. */
  readonly output: string;
}

export interface CanvasNode {
  readonly id: string;
  /** Node type; of a subgraph node the id of its definition. */
  readonly type: string;
  readonly title: string;
  readonly widgets: ReadonlyMap<string, Json>;
  readonly volatile: ReadonlySet<string>;
  readonly links: readonly CanvasLink[];
  /** Fields that are not derived: mode, place, colour. */
  readonly fields: ReadonlyMap<string, Json>;
  readonly properties: ReadonlyMap<string, Json>;
  readonly position?: readonly [number, number];
}

export interface Scope {
  /** Id of the definition; empty for the root. */
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly CanvasNode[];
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

/** True for what stands for the inputs and outputs of a definition. */
export function isBoundary(node: CanvasNode): boolean {
  return node.type === boundaryTypes.inputs || node.type === boundaryTypes.outputs;
}

const boundaryTypes = { inputs: 'subgraph inputs', outputs: 'subgraph outputs' } as const;

/** Returns the definitions of subgraphs, wherever they are kept. */
export function definitionsOf(canvas: JsonObject): JsonObject[] {
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
  const seen = new Set<string>();
  const twice = nodes
    .map((node) => idOf(member(node, 'id')))
    .filter((each) => seen.size === seen.add(each).size);
  const problems = twice.map((node) =>
    problem('canvas/duplicate-id', { node }, { node, scope: id }),
  );
  const rows = linkRows(raw);
  const origins = originsOf(raw, nodes, rows);
  const inner = nodes.map((node) => readNode(node, origins, readWidgets));
  const boundary = id === '' ? [] : boundaryNodes(raw, origins);
  return {
    scope: {
      id,
      name: String(member(raw, 'name') ?? ''),
      nodes: [...inner, ...boundary],
      interface: interfaceOf(raw),
      raw,
    },
    problems: [...problems, ...linkProblems(nodes, rows, id)],
  };
}

interface Origins {
  /** Link id → where it comes from. */
  readonly byLink: ReadonlyMap<string, { readonly origin: string; readonly output: string }>;
  /** Links into the outputs of the definition: slot → link id. */
  readonly toOutputs: readonly (readonly [number, string])[];
}

function originsOf(
  raw: JsonObject,
  nodes: readonly JsonObject[],
  rows: readonly LinkRow[],
): Origins {
  const outputs = new Map(nodes.map((node) => [idOf(member(node, 'id')), node]));
  const byLink = new Map<string, { origin: string; output: string }>();
  const toOutputs: [number, string][] = [];
  for (const row of rows) {
    if (row.length === 0) continue;
    const origin = idOf(row[1]);
    const slot = numberAt(row[2]);
    const node = origin === inputsId ? raw : outputs.get(origin);
    const names =
      node === undefined ? [] : objectsIn(member(node, origin === inputsId ? 'inputs' : 'outputs'));
    const name = names[slot] === undefined ? undefined : member(names[slot], 'name');
    const output = typeof name === 'string' && name !== '' ? name : String(slot);
    byLink.set(idOf(row[0]), { origin, output });
    if (idOf(row[3]) === outputsId) toOutputs.push([numberAt(row[4]), idOf(row[0])]);
  }
  return { byLink, toOutputs };
}

function numberAt(value: Json | undefined): number {
  return value !== undefined && isJsonNumber(value) ? toDouble(value) : -1;
}

function readNode(node: JsonObject, origins: Origins, readWidgets: ReadWidgets): CanvasNode {
  const { values, volatile } = readWidgets(node);
  const title = member(node, 'title');
  const properties = member(node, 'properties');
  const position = placeOf(member(node, 'pos'));
  return {
    id: idOf(member(node, 'id')),
    type: String(member(node, 'type') ?? ''),
    title: typeof title === 'string' ? title : '',
    widgets: values,
    volatile,
    links: linksOf(node, origins),
    fields: membersOf(node, (key) => !derived.has(key)),
    properties:
      properties !== undefined && isJsonObject(properties)
        ? membersOf(properties, () => true)
        : new Map(),
    ...(position === undefined ? {} : { position }),
  };
}

function membersOf(object: JsonObject, keeps: (key: string) => boolean): Map<string, Json> {
  return new Map(
    keysOf(object)
      .filter(keeps)
      .map((key) => [key, object[key] as Json]),
  );
}

/** The input's own `link` decides, as it does where the frontend makes the prompt (graphToPrompt). */
function linksOf(node: JsonObject, origins: Origins): CanvasLink[] {
  return objectsIn(member(node, 'inputs')).flatMap((input, slot): CanvasLink[] => {
    const from = origins.byLink.get(idOf(member(input, 'link')));
    if (from === undefined) return [];
    const name = member(input, 'name');
    return [{ input: typeof name === 'string' ? name : `#${slot}`, ...from }];
  });
}

/** `[x, y]`, or `{"0": x, "1": y}` as older frontends wrote it. */
function placeOf(value: Json | undefined): readonly [number, number] | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  const [x, y] = isJsonArray(value)
    ? value
    : isJsonObject(value)
      ? [member(value, '0'), member(value, '1')]
      : [];
  if (x === undefined || y === undefined || !isJsonNumber(x) || !isJsonNumber(y)) return undefined;
  return [toDouble(x), toDouble(y)];
}

function boundaryNodes(raw: JsonObject, origins: Origins): CanvasNode[] {
  const outputs = objectsIn(member(raw, 'outputs'));
  const links = origins.toOutputs.flatMap(([slot, link]): CanvasLink[] => {
    const from = origins.byLink.get(link);
    const name = outputs[slot] === undefined ? undefined : member(outputs[slot], 'name');
    const input = typeof name === 'string' ? name : `#${slot}`;
    return from === undefined ? [] : [{ input, ...from }];
  });
  const empty = {
    title: '',
    widgets: new Map(),
    volatile: new Set<string>(),
    fields: new Map(),
    properties: new Map(),
  };
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
