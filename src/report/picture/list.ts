/** The list of changes beside a picture: a sentence each, that leads to its nodes in the drawing. */

import { counted } from '../../base/text.ts';
import {
  type Change,
  type ChangeClass,
  changeClasses,
  type WorkflowDiff,
} from '../../core/diff/types.ts';
import { type ChangeState, foldedKinds, headings, stateOf } from '../diff-headings.ts';
import { doubtIn } from '../diff-sentences.ts';
import { type Telling, tellingsOf, untold } from '../diff-tellings.ts';
import { escapeHtml } from '../html/page.ts';
import type { Looks } from '../looks.ts';
import type { DrawnDiff } from './drawn-diff.ts';
import { anchorOf } from './svg-node.ts';
import type { Picture } from './types.ts';

/** Sentences per class; the rest is counted. */
const mostSentences = 200;

/** Nodes of a sentence shown without unfolding. */
const mostNames = 6;

const looks: Looks = {
  name: escapeHtml,
  value: (text) => `<code>${escapeHtml(text)}</code>`,
  added: (text) => `<ins>${escapeHtml(text)}</ins>`,
  removed: (text) => `<del>${escapeHtml(text)}</del>`,
};

/** Returns one list per class, with its heading. */
export function changeList({ diff, picture }: DrawnDiff): string {
  const anchors = anchorsOf(picture, diff);
  return changeClasses
    .map((name) => classList(name, diff, anchors))
    .filter((text) => text !== '')
    .join('\n');
}

/** A change → the anchor of the first node that shows it. */
function anchorsOf(picture: Picture, { changes }: WorkflowDiff): ReadonlyMap<Change, string> {
  const anchors = new Map<Change, string>();
  for (const scope of picture.scopes) {
    for (const node of scope.nodes) {
      for (const index of node.changes) {
        const change = changes[index];
        if (change === undefined || anchors.has(change)) continue;
        anchors.set(change, anchorOf(scope.index, node.index));
      }
    }
  }
  return anchors;
}

function classList(
  name: ChangeClass,
  diff: WorkflowDiff,
  anchors: ReadonlyMap<Change, string>,
): string {
  const doubt = doubtIn(diff);
  const changes = diff.changes.filter((change) => change.class === name);
  if (changes.length === 0) return '';
  const heading = `${headings[name]} <span class="count">${counted(changes.length, 'change')}</span>`;
  if (name === 'layout' || name === 'view') {
    return `<h2>${heading}</h2><p class="folded">${escapeHtml(foldedKinds(changes))}</p>`;
  }
  const shown = tellingsOf(changes, looks).slice(0, mostSentences);
  const items = shown.map((each) => itemOf(each, anchors, doubt));
  const more = untold(changes, shown);
  return `<h2>${heading}</h2><ol>${items.join('\n')}</ol>${more > 0 ? `<p class="folded">+${more} more</p>` : ''}`;
}

function itemOf(
  { changes, sentence, common, names, outcome }: Telling,
  anchors: ReadonlyMap<Change, string>,
  doubt: (change: Change) => string,
): string {
  const state = stateOf(changes[0]);
  const mark = `<b aria-hidden="true">${signs[state]}</b>`;
  const unsure = changes.map(doubt).find((each) => each !== '') ?? '';
  if (names.length > 0) {
    const links = changes.map((change, at) => linked(names[at] ?? '', anchors.get(change)));
    const [shown, rest] = [links.slice(0, mostNames), links.slice(mostNames)];
    const more =
      rest.length === 0
        ? ''
        : `<details><summary>+${rest.length} more</summary>${rest.join('')}</details>`;
    const ends = `<div class="ends">${shown.join('')}${more}</div>`;
    return `<li class="${state}"><div class="line">${mark}<div>${common}${unsure}: ${ends}${outcome.replace(/^; /, '')}</div></div></li>`;
  }
  const inner = `${mark}<span>${sentence}${unsure}</span>`;
  const anchor = anchors.get(changes[0]);
  const line =
    anchor === undefined
      ? `<span class="line">${inner}</span>`
      : `<a class="line" href="#${anchor}">${inner}</a>`;
  return `<li class="${state}">${line}</li>`;
}

function linked(name: string, anchor: string | undefined): string {
  return anchor === undefined ? `<span>${name}</span>` : `<a href="#${anchor}">${name}</a>`;
}

const signs: Readonly<Record<ChangeState, string>> = { added: '+', removed: '−', changed: '~' };
