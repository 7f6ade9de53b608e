/** Pictures as one SVG file: every scope below the other, with a line that says what changed. */

import { counted } from '../../base/text.ts';
import { escapeHtml } from '../html/page.ts';
import type { DrawnDiff } from './drawn-diff.ts';
import { pictureStyles } from './styles.ts';
import { drawScopeSvg, frameOf, scopeTitle } from './svg.ts';
import type { PictureScope } from './types.ts';

const headHeight = 68;
const scopeHead = 40;

interface Placed {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** Returns the whole document; it needs no script and no network. */
export function pictureSvg(drawings: readonly DrawnDiff[]): string {
  let top = 0;
  const parts = drawings.map((drawn) => {
    const part = diffPart(drawn, top);
    top += part.height;
    return part;
  });
  const width = Math.ceil(Math.max(480, ...parts.map((part) => part.width)));
  const height = Math.ceil(Math.max(top, headHeight));
  const titles = drawings.map((drawn) => `${drawn.title}: ${summaryOf(drawn)}`).join('; ');
  const label = escapeHtml(titles === '' ? 'No difference' : titles);
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${label}">
<title>${label}</title>
<style>${pictureStyles('.picture')}
.picture .paper { fill: var(--paper); } .picture .head { font-size: 20px; font-weight: 650; } .picture .summary { fill: var(--dim); } .picture .scope { font-size: 18px; font-weight: 650; }</style>
<rect class="paper" width="100%" height="100%"/>
${parts.map((part) => part.text).join('\n')}
</svg>
`;
}

function diffPart(drawn: DrawnDiff, top: number): Placed {
  let y = top + headHeight;
  let width = 0;
  const { scopes } = drawn.picture;
  const drawings = scopes.map((scope) => {
    const part = scopePart(scope, y, scopes.length > 1 || scope.leftOut > 0);
    y += part.height;
    width = Math.max(width, part.width);
    return part.text;
  });
  const head = `<text class="head" x="24" y="${top + 34}">${escapeHtml(drawn.title)}</text>
<text class="summary" x="24" y="${top + 57}">${escapeHtml(summaryOf(drawn))}</text>`;
  return { text: [head, ...drawings].join('\n'), width, height: y - top };
}

function scopePart(scope: PictureScope, top: number, isNamed: boolean): Placed {
  const frame = frameOf(scope);
  const y = top + (isNamed ? scopeHead : 0);
  const head = isNamed
    ? `<text class="scope" x="24" y="${top + 26}">${escapeHtml(scopeTitle(scope))}</text>`
    : '';
  const text = `<g id="scope-${scope.index}">${head}<g transform="translate(${-frame.x} ${y - frame.y})">
${drawScopeSvg(scope)}
</g></g>`;
  return { text, width: frame.width, height: y - top + frame.height };
}

function summaryOf({ kind, diff }: DrawnDiff): string {
  if (diff.changes.length === 0) return 'no difference';
  return `${kind}, ${counted(diff.counts.behaviour, 'change')} of what runs`;
}
