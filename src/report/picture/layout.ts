/** Where boxes stand: as on the canvas, or laid out by dagre where no canvas says so. */

import { Graph, layout } from '@dagrejs/dagre';
import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { slotHeight, titleHeight } from './measure.ts';
import type { Box, PictureLink } from './types.ts';

/** Returns `[x, y]`, also where an older page wrote `{"0": x, "1": y}`; undefined where it is neither. */
export function pointOf(raw: JsonObject, key: string): readonly [number, number] | undefined {
  const value = member(raw, key);
  if (value === undefined || value === null) return undefined;
  const items = isJsonArray(value)
    ? value
    : isJsonObject(value)
      ? [member(value, '0'), member(value, '1')]
      : [];
  const [x, y] = items.map((each) =>
    each !== undefined && isJsonNumber(each) ? toDouble(each) : Number.NaN,
  );
  return Number.isFinite(x) && Number.isFinite(y) ? [x as number, y as number] : undefined;
}

/** Returns a box of four numbers: a group's `bounding`, a boundary node's. */
export function boundingOf(raw: JsonObject): Box | undefined {
  const value = member(raw, 'bounding');
  if (value === undefined || !isJsonArray(value) || value.length < 4) return undefined;
  const [x, y, width, height] = value.map((each) =>
    isJsonNumber(each) ? toDouble(each) : Number.NaN,
  );
  const all = [x, y, width, height];
  if (!all.every((each) => Number.isFinite(each))) return undefined;
  return { x: x ?? 0, y: y ?? 0, width: Math.max(1, width ?? 0), height: Math.max(1, height ?? 0) };
}

/** Returns the box of a node on a canvas: its title stands above its place (LiteGraph.NODE_TITLE_HEIGHT). */
export function canvasBox(raw: JsonObject, height: number): Box | undefined {
  const place = pointOf(raw, 'pos');
  if (place === undefined) return undefined;
  const [x, y] = place;
  const [width, body] = pointOf(raw, 'size') ?? [200, slotHeight];
  const flags = member(raw, 'flags');
  const isCollapsed =
    flags !== undefined && isJsonObject(flags) && member(flags, 'collapsed') === true;
  return {
    x,
    y: y - titleHeight,
    width: Math.max(140, width),
    height: isCollapsed ? height : Math.max(height, body + titleHeight),
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns a place for each box, links from left to right. */
export function laidOut(sizes: readonly Size[], links: readonly PictureLink[]): readonly Box[] {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 36, ranksep: 90, marginx: 20, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  sizes.forEach(({ width, height }, index) => {
    graph.setNode(String(index), { width, height });
  });
  for (const { from, to } of links) graph.setEdge(String(from), String(to));
  layout(graph);
  return sizes.map(({ width, height }, index) => {
    const { x, y } = graph.node(String(index)) as { x: number; y: number };
    return { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height };
  });
}

/** Something else may stand now where a node was taken away: those that are gone are put below it. */
export function apart(boxes: readonly Box[], isGone: readonly boolean[]): readonly Box[] {
  const taken = boxes.filter((_, index) => isGone[index] !== true);
  return boxes.map((box, index) => {
    if (isGone[index] !== true) return box;
    let free = box;
    for (let step = 0; step < boxes.length; step += 1) {
      const under = taken.find((each) => overlaps(each, free));
      if (under === undefined) break;
      free = { ...free, y: under.y + under.height + 24 };
    }
    taken.push(free);
    return free;
  });
}

function overlaps(left: Box, right: Box): boolean {
  const width = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x);
  const height = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return width > 24 && height > 24;
}

/** Returns the smallest box around all; one of size zero where there is none. */
export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const fold = (pick: (box: Box) => number, best: (a: number, b: number) => number) =>
    boxes.reduce((found, box) => best(found, pick(box)), pick(boxes[0] as Box));
  const x = fold((box) => box.x, Math.min);
  const y = fold((box) => box.y, Math.min);
  const right = fold((box) => box.x + box.width, Math.max);
  const bottom = fold((box) => box.y + box.height, Math.max);
  return { x, y, width: right - x, height: bottom - y };
}
