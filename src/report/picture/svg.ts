/** Draws one scope of a picture as SVG: groups, links, ghosts of what moved, nodes. No script, no outside resource. */

import { counted, shortened } from '../../base/text.ts';
import { escapeHtml } from '../html/page.ts';
import { endOf } from './ends.ts';
import { charactersIn, titleHeight } from './measure.ts';
import { drawNode, marks } from './svg-node.ts';
import type { Box, PictureGroup, PictureLink, PictureNode, PictureScope } from './types.ts';

const margin = 28;

/** Returns the box that the drawing takes: all of it, ghosts too, with a margin. */
export function frameOf(scope: PictureScope): Box {
  const ghosts = scope.nodes.flatMap((node) => (node.moved === undefined ? [] : [ghostBox(node)]));
  const boxes = [scope.box, ...ghosts];
  const x = Math.min(...boxes.map((box) => box.x)) - margin;
  const y = Math.min(...boxes.map((box) => box.y)) - margin;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin;
  return { x, y, width: Math.max(240, right - x), height: Math.max(120, bottom - y) };
}

function ghostBox(node: PictureNode): Box {
  const { x, y } = node.moved ?? { x: 0, y: 0 };
  return { ...node.box, x: node.box.x + x, y: node.box.y + y };
}

/** Returns the content of the scope's drawing, in canvas units. */
export function drawScopeSvg(scope: PictureScope): string {
  const nodes = scope.nodes.map((node) => drawNode(node, scope.index));
  const order = (node: PictureNode) =>
    ['removed', 'same', 'added', 'changed'].indexOf(node.state) + (node.moved ? 0.5 : 0);
  const sorted = scope.nodes
    .toSorted((a, b) => order(a) - order(b))
    .map((node) => nodes[node.index]);
  return [
    ...scope.groups.map(drawGroup),
    ...scope.nodes.map(drawGhost),
    ...scope.links
      .toSorted((a, b) => Number(a.state !== 'same') - Number(b.state !== 'same'))
      .map((link) => drawLink(link, scope.nodes)),
    ...sorted,
  ].join('\n');
}

function drawGroup({ state, title, was, box }: PictureGroup): string {
  const room = charactersIn(box.width - 20, 18);
  const cut = (text: string, length: number) => escapeHtml(shortened(text, Math.max(1, length)));
  const label =
    was === undefined
      ? cut(`${state === 'same' ? '' : `${marks[state]} `}${title}`, room)
      : `~ <tspan class="was">${cut(was, Math.floor(room / 2) - 3)}</tspan> → <tspan class="now">${cut(title, Math.ceil(room / 2) - 3)}</tspan>`;
  return `<g class="group ${state}">${rectOf(box, 8)}<text x="${box.x + 12}" y="${box.y + 26}">${label}</text></g>`;
}

function drawGhost(node: PictureNode): string {
  if (node.moved === undefined) return '';
  const ghost = ghostBox(node);
  const middle = (box: Box) => `${round(box.x + box.width / 2)} ${round(box.y + titleHeight / 2)}`;
  return `<g class="ghost">${rectOf(ghost, 6)}<path d="M${middle(ghost)} L${middle(node.box)}"/><text x="${ghost.x + 8}" y="${ghost.y + 20}">${escapeHtml(shortened(`was here: ${node.title || node.type}`, charactersIn(ghost.width - 16)))}</text></g>`;
}

function drawLink(link: PictureLink, nodes: readonly PictureNode[]): string {
  const [from, to] = [nodes[link.from] as PictureNode, nodes[link.to] as PictureNode];
  const [x1, y1] = absolute(from, endOf(from, link.fromSlot, 'from'));
  const [x2, y2] = absolute(to, endOf(to, link.toSlot, 'to'));
  const data = `data-from="${link.from}" data-to="${link.to}" data-ends="${[x1, y1, x2, y2].join(' ')}"`;
  const path = `<path class="link ${link.state}" ${data} d="${curve(x1, y1, x2, y2)}"/>`;
  if (link.state === 'same') return path;
  const sign = link.state === 'added' ? '+' : '−';
  const [x, y] = [round((x1 + x2) / 2), round((y1 + y2) / 2)];
  return `${path}<g class="mark ${link.state}"><circle cx="${x}" cy="${y}" r="9"/><text x="${x}" y="${y + 5}">${sign}</text></g>`;
}

function absolute(node: PictureNode, [x, y]: readonly [number, number]): readonly [number, number] {
  return [round(node.box.x + x), round(node.box.y + y)];
}

/** A curve that leaves to the right and arrives from the left, as the page draws its links. */
function curve(x1: number, y1: number, x2: number, y2: number): string {
  const reach = round(Math.max(30, Math.min(160, Math.hypot(x2 - x1, y2 - y1) / 2.5)));
  return `M${x1} ${y1} C${x1 + reach} ${y1} ${x2 - reach} ${y2} ${x2} ${y2}`;
}

function rectOf(box: Box, radius: number): string {
  return `<rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" rx="${radius}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Returns what a scope is called, with how much of it is not drawn. */
export function scopeTitle(scope: PictureScope): string {
  const name = scope.name === '' ? 'Workflow' : `Subgraph ${scope.name}`;
  const state = scope.state === 'same' ? '' : ` (${scope.state})`;
  const rest = scope.leftOut === 0 ? '' : `: ${counted(scope.leftOut, 'unchanged node')} left out`;
  return `${name}${state}${rest}`;
}
