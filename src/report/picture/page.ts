/** A picture as one HTML file: the list of changes, the drawing beside it, and a slider that morphs before into after. */

import { createHash } from 'node:crypto';
import { counted } from '../../base/text.ts';
import { changeClasses, type WorkflowDiff } from '../../core/diff/types.ts';
import { headings } from '../diff-headings.ts';
import { escapeHtml } from '../html/page.ts';
import type { DrawnDiff } from './drawn-diff.ts';
import { changeList } from './list.ts';
import { morphScript } from './morph-script.ts';
import { pageStyles } from './page-styles.ts';
import { pictureStyles } from './styles.ts';
import { drawScopeSvg, frameOf, scopeTitle } from './svg.ts';
import type { PictureScope } from './types.ts';

/** Returns the whole document. Its only script moves what is drawn; the policy allows that one and nothing from anywhere. */
export function picturePage(drawings: readonly DrawnDiff[]): string {
  const [only] = drawings;
  const isOne = only !== undefined && drawings.length === 1;
  const title = isOne ? only.title : counted(drawings.length, 'changed workflow');
  const hash = createHash('sha256').update(morphScript).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${pictureStyles(':root')}${pageStyles}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${isOne ? kindLine(only) : ''}
</header>
<main>
<nav aria-label="Changes">
${drawings.map((drawn) => (isOne ? '' : headOf(drawn)) + changeList(drawn)).join('\n')}
</nav>
<div class="drawings">
${controls(drawings)}
${drawings.map((drawn) => (isOne ? '' : headOf(drawn)) + drawn.picture.scopes.map(sectionOf).join('\n')).join('\n')}
</div>
</main>
<script>${morphScript}</script>
</body>
</html>
`;
}

function headOf(drawn: DrawnDiff): string {
  return `<h2 class="workflow">${escapeHtml(drawn.title)}</h2>${kindLine(drawn)}`;
}

function kindLine({ kind, diff }: DrawnDiff): string {
  if (diff.changes.length === 0) return '<p class="kind">No difference.</p>';
  return `<p class="kind"><strong>${escapeHtml(kind)}</strong> ${escapeHtml(countsText(diff))}</p>`;
}

function countsText({ counts }: WorkflowDiff): string {
  return changeClasses
    .filter((name) => counts[name] > 0)
    .map((name) => `${headings[name].toLowerCase()} ${counts[name]}`)
    .join(' · ');
}

function controls(drawings: readonly DrawnDiff[]): string {
  const nodes = drawings.flatMap(({ picture }) => picture.scopes.flatMap((scope) => scope.nodes));
  if (nodes.every((node) => node.state === 'same' && node.moved === undefined)) return '';
  return `<div class="controls">
<ul class="legend" aria-label="Marks"><li class="added"><b>+</b> added</li><li class="removed"><b>−</b> removed</li><li class="changed"><b>~</b> changed</li><li class="moved"><b>→</b> moved</li></ul>
<label class="fit"><input type="checkbox" id="fit"> fit the width</label>
<form class="morph" hidden><label for="morph">Before</label><input id="morph" type="range" min="0" max="100" value="100" step="1" aria-label="From before to after"><span>After</span><button type="button">Both</button></form>
</div>`;
}

function sectionOf(scope: PictureScope): string {
  const frame = frameOf(scope);
  const [x, y, width, height] = [frame.x, frame.y, frame.width, frame.height].map(Math.round);
  const title = escapeHtml(scopeTitle(scope));
  const least = Math.round((width ?? 0) * 0.72);
  return `<section id="scope-${scope.index}">
<h2>${title}</h2>
<div class="canvas" tabindex="0" role="region" aria-label="${title}, drawing"><svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="${x} ${y} ${width} ${height}" style="min-width:${least}px;max-width:${Math.round((width ?? 0) * 1.15)}px" role="group" aria-label="${title}">
${drawScopeSvg(scope)}
</svg></div>
</section>`;
}
