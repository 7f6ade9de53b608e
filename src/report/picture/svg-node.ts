/** Draws one node: title bar with its mark, slots, and the values that changed, the old one struck through. */

import { shortened } from '../../base/text.ts';
import { escapeHtml } from '../html/page.ts';
import {
  charactersIn,
  linesOfRow,
  padding,
  rowHeight,
  slotHeight,
  slotMiddle,
  titleHeight,
} from './measure.ts';
import type { PictureNode, Row, Slot, State } from './types.ts';

/** Nothing is told by colour alone. */
export const marks: Readonly<Record<State, string>> = {
  same: '',
  added: '+',
  removed: '−',
  changed: '~',
};

const words: Readonly<Record<State, string>> = {
  same: 'unchanged',
  added: 'added',
  removed: 'removed',
  changed: 'changed',
};

/** Returns the anchor of a node in the document. */
export function anchorOf(scope: number, node: number): string {
  return `node-${scope}-${node}`;
}

export function drawNode(node: PictureNode, scope: number): string {
  const { x, y, width, height } = node.box;
  const moved = node.moved === undefined ? '' : ` data-moved="${node.moved.x} ${node.moved.y}"`;
  const isTold = node.state !== 'same' || node.moved !== undefined;
  const label = escapeHtml(labelOf(node));
  const classes = ['node', node.state, node.mode, node.moved === undefined ? '' : 'moved'].filter(
    Boolean,
  );
  const parts = [
    `<g id="${anchorOf(scope, node.index)}" class="${classes.join(' ')}" transform="translate(${x} ${y})" data-place="${x} ${y}"${moved}${isTold ? ` tabindex="0" role="img" aria-label="${label}"` : ''}>`,
    `<title>${label}</title>`,
    `<rect class="body" width="${width}" height="${height}" rx="6"/>`,
    `<path class="bar" d="M0 ${titleHeight} V6 a6 6 0 0 1 6 -6 H${width - 6} a6 6 0 0 1 6 6 V${titleHeight} Z"/>`,
    ...titleOf(node),
    ...slots(node.inputs, width, 'inputs'),
    ...slots(node.outputs, width, 'outputs'),
    ...rows(node),
    '</g>',
  ];
  return parts.join('');
}

function labelOf(node: PictureNode): string {
  const states = [
    words[node.state],
    ...(node.moved === undefined ? [] : ['moved']),
    node.mode,
  ].filter(Boolean);
  const values = node.rows.map(({ name, was, now }) => {
    if (was !== undefined && now !== undefined) return `${name} from ${was} to ${now}`;
    return `${name} ${now ?? was ?? ''}`.trim();
  });
  const name =
    node.title === '' || node.title === node.type ? node.type : `${node.title}, ${node.type}`;
  return `${name} ${node.id}: ${[states.join(', '), ...values].join('; ')}`;
}

function titleOf(node: PictureNode): string[] {
  const { width } = node.box;
  const mark = marks[node.state] || (node.moved === undefined ? '' : '→');
  const badge =
    mark === ''
      ? ''
      : `<circle class="badge" cx="17" cy="15" r="10"/><text class="sign" x="17" y="20.5">${mark}</text>`;
  const start = mark === '' ? 10 : 33;
  const right = node.mode === '' ? node.id : `${node.mode} · ${node.id}`;
  const room = charactersIn(width - start - 14 - right.length * 7.5, 15.5);
  const text = `<text class="title" x="${start}" y="20">${escapeHtml(shortened(node.title || node.type, room))}</text>`;
  const isBoundary = node.type === 'subgraph inputs' || node.type === 'subgraph outputs';
  const id = isBoundary
    ? ''
    : `<text class="id" x="${width - 9}" y="20">${escapeHtml(right)}</text>`;
  if (node.scope === undefined) return [badge, text, id];
  return [badge, `<a href="#scope-${node.scope}" class="open">${text}</a>`, id];
}

function slots(list: readonly Slot[], width: number, side: 'inputs' | 'outputs'): string[] {
  const isInput = side === 'inputs';
  return list.map(({ name, state }, index) => {
    const y = slotMiddle(index);
    const room = charactersIn(width * 0.55, 13);
    const sign = state === 'same' ? '' : `${state === 'changed' ? '~' : marks[state]} `;
    const label = `${isInput ? sign : ''}${shortened(name, room)}`;
    return `<circle class="slot ${state}" cx="${isInput ? 0 : width}" cy="${y}" r="5"/><text class="${isInput ? 'input' : 'output'} ${state}" x="${isInput ? 12 : width - 12}" y="${y + 4.5}">${escapeHtml(label)}</text>`;
  });
}

function rows(node: PictureNode): string[] {
  const { width } = node.box;
  const drawn: string[] = [];
  let y = titleHeight + padding + slotHeight * Math.max(node.inputs.length, node.outputs.length);
  for (const row of node.rows) {
    const lines = linesOfRow(row, width);
    drawn.push(drawRow(row, y, width, lines));
    y += lines * rowHeight;
  }
  return drawn;
}

function drawRow(row: Row, y: number, width: number, lines: number): string {
  const { name, was, now } = row;
  const room = charactersIn(width - 2 * padding) - name.length - 3;
  const back = `<rect class="row" x="4" y="${y + 1}" width="${width - 8}" height="${lines * rowHeight - 2}" rx="4"/>`;
  const at = (line: number) => `x="${padding + 4}" y="${y + line * rowHeight + 15.5}"`;
  const key = `<tspan class="name">${escapeHtml(name)}</tspan>`;
  const old = (text: string) => `<tspan class="was">${escapeHtml(text)}</tspan>`;
  const fresh = (text: string) => `<tspan class="now">${escapeHtml(text)}</tspan>`;
  const cut = (text: string) => shortened(text, Math.max(4, room));
  if (was !== undefined && now !== undefined && lines === 1) {
    return `${back}<text class="value" ${at(0)}>${key} ${old(was)} → ${fresh(now)}</text>`;
  }
  if (was !== undefined && now !== undefined) {
    return `${back}<text class="value" ${at(0)}>${key} − ${old(cut(was))}</text><text class="value" ${at(1)}><tspan class="arrow">→</tspan> + ${fresh(shortened(now, charactersIn(width - 2 * padding) - 5))}</text>`;
  }
  if (was !== undefined)
    return `${back}<text class="value" ${at(0)}>${key} − ${old(cut(was))}</text>`;
  if (now !== undefined)
    return `${back}<text class="value" ${at(0)}>${key} + ${fresh(cut(now))}</text>`;
  return `${back}<text class="value" ${at(0)}>${key}</text>`;
}
