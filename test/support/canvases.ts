/** A small canvas for tests, and ways to change it as a person at the page would. */

import type { JsonObject } from '../../src/base/json.ts';

export interface SketchNode {
  id: number;
  type: string;
  title?: string;
  pos: [number, number];
  mode: number;
  inputs: { name: string; type: string; link: number | null; widget?: { name: string } }[];
  outputs: { name: string; type: string; links: number[] | null }[];
  properties: Record<string, unknown>;
  widgets_values: unknown[];
}

export interface SketchCanvas {
  last_node_id: number;
  last_link_id: number;
  nodes: SketchNode[];
  links: [number, number, number, number, number, string][];
  groups: { id: number; title: string; bounding: number[] }[];
  extra: Record<string, unknown>;
  version: number;
}

const sampler = [5, 'randomize', 20, 7.5];

/** Loader 1, prompt 2, sampler 3 (seed drawn anew with each run), save 4, one group. */
export function aCanvas(): SketchCanvas {
  const node = (id: number, type: string, widgets: unknown[]): SketchNode => ({
    id,
    type,
    pos: [id * 300, 0],
    mode: 0,
    inputs: [],
    outputs: [],
    properties: { 'Node name for S&R': type },
    widgets_values: widgets,
  });
  return {
    last_node_id: 4,
    last_link_id: 4,
    nodes: [
      {
        ...node(1, 'CheckpointLoaderSimple', ['base.safetensors']),
        outputs: [
          { name: 'MODEL', type: 'MODEL', links: [1] },
          { name: 'CLIP', type: 'CLIP', links: [2] },
        ],
      },
      {
        ...node(2, 'CLIPTextEncode', ['a fox\nin the snow\nat dawn']),
        inputs: [{ name: 'clip', type: 'CLIP', link: 2 }],
        outputs: [{ name: 'CONDITIONING', type: 'CONDITIONING', links: [3] }],
      },
      {
        ...node(3, 'KSampler', sampler),
        inputs: [
          { name: 'model', type: 'MODEL', link: 1 },
          { name: 'positive', type: 'CONDITIONING', link: 3 },
          { name: 'seed', type: 'INT', link: null, widget: { name: 'seed' } },
          { name: 'steps', type: 'INT', link: null, widget: { name: 'steps' } },
          { name: 'cfg', type: 'FLOAT', link: null, widget: { name: 'cfg' } },
        ],
        outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [4] }],
      },
      {
        ...node(4, 'SaveImage', ['fox']),
        inputs: [{ name: 'images', type: 'IMAGE', link: 4 }],
      },
    ],
    links: [
      [1, 1, 0, 3, 0, 'MODEL'],
      [2, 1, 1, 2, 0, 'CLIP'],
      [3, 2, 0, 3, 1, 'CONDITIONING'],
      [4, 3, 0, 4, 0, 'IMAGE'],
    ],
    groups: [{ id: 1, title: 'Loaders', bounding: [0, 0, 500, 300] }],
    extra: { ds: { scale: 1, offset: [0, 0] } },
    version: 0.4,
  };
}

export function nodeOf(canvas: SketchCanvas, id: number): SketchNode {
  const node = canvas.nodes.find((each) => each.id === id);
  if (node === undefined) throw new Error(`no node ${id}`);
  return node;
}

/** Adds a node under the next id, as the page does. */
export function addNode(canvas: SketchCanvas, type: string, widgets: unknown[] = []): SketchNode {
  canvas.last_node_id += 1;
  const node: SketchNode = {
    id: canvas.last_node_id,
    type,
    pos: [0, 900],
    mode: 0,
    inputs: [],
    outputs: [],
    properties: {},
    widgets_values: widgets,
  };
  canvas.nodes.push(node);
  return node;
}

/** Links an output to an input, in place of what led into it. */
export function link(canvas: SketchCanvas, from: [number, number], to: [number, number]): void {
  unlink(canvas, to);
  canvas.last_link_id += 1;
  const id = canvas.last_link_id;
  const output = nodeOf(canvas, from[0]).outputs[from[1]];
  const input = nodeOf(canvas, to[0]).inputs[to[1]];
  if (output === undefined || input === undefined) throw new Error('no such slot');
  input.link = id;
  output.links = [...(output.links ?? []), id];
  canvas.links.push([id, ...from, ...to, output.type]);
}

export function unlink(canvas: SketchCanvas, [node, slot]: [number, number]): void {
  const input = nodeOf(canvas, node).inputs[slot];
  const row = canvas.links.find(([id]) => id === input?.link);
  if (row === undefined || input === undefined) return;
  input.link = null;
  canvas.links = canvas.links.filter((each) => each !== row);
  const output = nodeOf(canvas, row[1]).outputs[row[2]];
  if (output !== undefined) output.links = (output.links ?? []).filter((id) => id !== row[0]);
}

/** Removes a node with its links. */
export function removeNode(canvas: SketchCanvas, id: number): void {
  for (const row of canvas.links.filter((each) => each[1] === id || each[3] === id)) {
    unlink(canvas, [row[3], row[4]]);
  }
  canvas.nodes = canvas.nodes.filter((node) => node.id !== id);
}

/** Returns the canvas after a change. */
export function changed(change: (canvas: SketchCanvas) => void, from = aCanvas()): SketchCanvas {
  const copy = structuredClone(from);
  change(copy);
  return copy;
}

export function asWorkflow(canvas: SketchCanvas): JsonObject {
  return canvas as unknown as JsonObject;
}

/** Returns what is wrong with the links of a canvas: the table and the slots must say the same. */
export function linkFaults(canvas: JsonObject): string[] {
  const { nodes, links } = canvas as unknown as SketchCanvas;
  const faults: string[] = [];
  const ids = links.map(([id]) => id);
  if (new Set(ids).size < ids.length) faults.push('a link id stands twice');
  const byId = new Map(nodes.map((node) => [node.id, node]));
  if (byId.size < nodes.length) faults.push('a node id stands twice');
  for (const [id, origin, from, target, to] of links) {
    if (byId.get(origin)?.outputs[from]?.links?.includes(id) !== true)
      faults.push(`link ${id} is not in output ${from} of ${origin}`);
    if (byId.get(target)?.inputs[to]?.link !== id)
      faults.push(`link ${id} is not in input ${to} of ${target}`);
  }
  for (const node of nodes) {
    for (const { name, link: id } of node.inputs ?? []) {
      if (id !== null && id !== undefined && !ids.includes(id))
        faults.push(`${node.id}.${name} names no link`);
    }
    for (const { name, links: list } of node.outputs ?? []) {
      if ((list ?? []).some((id) => !ids.includes(id)))
        faults.push(`${node.id} ${name} names no link`);
    }
  }
  return faults;
}
