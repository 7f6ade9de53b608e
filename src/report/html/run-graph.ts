/** The graph that ran as a drawing: columns by depth, the time of each node, what was cached, what failed. */

import { shortened } from '../../base/text.ts';
import type { RanNode } from '../../core/smoke/ran-graph.ts';
import { escapeHtml } from './page.ts';

const box = { width: 190, height: 46, across: 50, down: 16 } as const;
/** Larger graphs are told by their file alone. */
const most = 150;

/** Returns markup; nothing for a graph that is empty or too large to read. */
export function graphPart(nodes: readonly RanNode[]): string {
  if (nodes.length === 0 || nodes.length > most) return '';
  const places = placesOf(nodes);
  const width = Math.max(...[...places.values()].map(({ x }) => x)) + box.width + 2;
  const height = Math.max(...[...places.values()].map(({ y }) => y)) + box.height + 2;
  const links = nodes.flatMap((node) => node.from.map((from) => linkOf(places, from, node.id)));
  const boxes = nodes.map((node) => boxOf(node, places));
  const title = `The graph that ran: ${nodes.length} nodes`;
  return `<div class="graph" tabindex="0" role="group" aria-label="${title}"><svg width="${width}" height="${height}" viewBox="-1 -1 ${width} ${height}" role="img" aria-label="${title}">${links.join('')}${boxes.join('')}</svg></div>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function placesOf(nodes: readonly RanNode[]): ReadonlyMap<string, Point> {
  const depths = depthsOf(nodes);
  const rows = new Map<number, number>();
  return new Map(
    nodes.map(({ id }): [string, Point] => {
      const column = depths.get(id) ?? 0;
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return [id, { x: column * (box.width + box.across), y: row * (box.height + box.down) }];
    }),
  );
}

/** The longest way from a node without inputs; a server ran it, so it has no circle, and where it had one it ends. */
function depthsOf(nodes: readonly RanNode[]): ReadonlyMap<string, number> {
  const depths = new Map(nodes.map(({ id }) => [id, 0]));
  for (let round = 0; round < nodes.length; round += 1) {
    let isSettled = true;
    for (const { id, from } of nodes) {
      const depth = Math.max(0, ...from.map((each) => (depths.get(each) ?? -1) + 1));
      if (depth === depths.get(id) || depth > nodes.length) continue;
      depths.set(id, depth);
      isSettled = false;
    }
    if (isSettled) break;
  }
  return depths;
}

function linkOf(places: ReadonlyMap<string, Point>, from: string, to: string): string {
  const [start, end] = [places.get(from), places.get(to)];
  if (start === undefined || end === undefined) return '';
  const [x1, y1] = [start.x + box.width, start.y + box.height / 2];
  const [x2, y2] = [end.x, end.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path class="link" d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
}

const words: Readonly<Record<RanNode['state'], string>> = {
  ran: '',
  cached: 'cached',
  failed: 'failed',
  unknown: '',
};

function boxOf(node: RanNode, places: ReadonlyMap<string, Point>): string {
  const { x, y } = places.get(node.id) ?? { x: 0, y: 0 };
  const time = node.ms === undefined ? '' : `${(node.ms / 1000).toFixed(3)} s`;
  const below = [node.id, words[node.state], time].filter((each) => each !== '').join(' · ');
  const full = node.title === node.classType ? node.classType : `${node.title} (${node.classType})`;
  return `<g class="node ${node.state}"><title>${escapeHtml(full)}</title><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="5"/><text x="${x + 10}" y="${y + 19}">${escapeHtml(shortened(node.title, 24))}</text><text class="below" x="${x + 10}" y="${y + 36}">${escapeHtml(shortened(below, 30))}</text></g>`;
}
