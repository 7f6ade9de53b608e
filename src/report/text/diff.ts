/** A diff for a terminal: one sentence a change, by class, what runs first. */

import { counted, plainText } from '../../base/text.ts';
import type { ChangeKind } from '../../core/diff/change-kind.ts';
import { changeClasses, type WorkflowDiff } from '../../core/diff/types.ts';
import { type ChangeState, foldedKinds, headings, stateOf } from '../diff-headings.ts';
import { doubtIn } from '../diff-sentences.ts';
import { tellingsOf, untold } from '../diff-tellings.ts';
import type { Looks } from '../looks.ts';
import { paint } from '../style.ts';

/** What the verb gives: the diff, secrets taken out, and the names of its two sides. */
export interface DiffAnswer {
  readonly from: string;
  readonly to: string;
  readonly kind: ChangeKind;
  readonly diff: WorkflowDiff;
  /** True: layout and view are told one by one too, and no list is cut. */
  readonly all: boolean;
}

/** What the verb gives for a revision: every workflow that differs since then. */
export interface ChangesSince {
  readonly since: string;
  readonly workflows: readonly (DiffAnswer & {
    readonly workflow: string;
    readonly environment: string;
    /** Path of the file that was compared: workflow.json or canvas.json. */
    readonly file: string;
    /** Line of the first node in it that changed. */
    readonly line?: number;
    /** `renamed`: gone under another name, and most of it is here. */
    readonly state: 'added' | 'removed' | 'changed' | 'renamed';
    /** The name that it had; of a renamed one alone. */
    readonly was?: string;
  })[];
}

/** Returns one report per workflow; of new and removed ones only that they are. */
export function renderDiffs(
  { value }: { readonly value: DiffAnswer | ChangesSince },
  options: { readonly color: boolean },
): string {
  if (!('workflows' in value)) return renderDiff({ value }, options);
  if (value.workflows.length === 0) return `No workflow differs since ${plainText(value.since)}\n`;
  return value.workflows
    .map((each) => {
      if (each.state === 'changed') return renderDiff({ value: each }, options);
      const name = `${each.workflow}@${each.environment}`;
      if (each.state === 'renamed') {
        const head = `${name} renamed, was ${each.was ?? ''}@${each.environment}\n`;
        return each.diff.changes.length === 0
          ? head
          : `${head}${renderDiff({ value: each }, options)}`;
      }
      return `${name} ${each.state}: ${counted(nodesIn(each.diff), 'node')}\n`;
    })
    .join('\n');
}

/** Returns how many nodes came or went. */
export function nodesIn({ changes }: WorkflowDiff): number {
  return changes.filter(({ kind }) => kind === 'node-added' || kind === 'node-removed').length;
}

/** Sentences per class; the rest is counted. */
const mostSentences = 40;

/** Returns the report; `No difference.` where there is none. */
export function renderDiff(
  { value }: { readonly value: DiffAnswer },
  { color }: { readonly color: boolean },
): string {
  const { diff } = value;
  const head = `${plainText(value.from)} → ${plainText(value.to)}`;
  if (diff.changes.length === 0) return `${head}\nNo difference.\n`;
  const looks = looksOf(color);
  const doubt = doubtIn(diff);
  const blocks = changeClasses.flatMap((name) => {
    const changes = diff.changes.filter((change) => change.class === name);
    if (changes.length === 0) return [];
    const title = `${headings[name]} (${counted(changes.length, 'change')})`;
    const isFolded = !value.all && (name === 'layout' || name === 'view');
    if (isFolded) return [`${title}: ${foldedKinds(changes)}`];
    const all = tellingsOf(changes, looks);
    const shown = value.all ? all : all.slice(0, mostSentences);
    const lines = shown.map(({ changes, sentence }) => {
      const state = stateOf(changes[0]);
      return `  ${paint(color, state, signs[state])} ${sentence}${changes.map(doubt).find((each) => each !== '') ?? ''}`;
    });
    const more = untold(changes, shown);
    if (more > 0) lines.push(`  +${more} more`);
    return [[paint(color, 'strong', title), ...lines].join('\n')];
  });
  return `${[`${head}: ${value.kind} change`, ...blocks].join('\n')}\n`;
}

function looksOf(color: boolean): Looks {
  return {
    name: (text) => plainText(text).replace(/[\n\t]/g, ' '),
    value: (text) => plainText(text).replace(/[\n\t]/g, ' '),
    added: (text) => paint(color, 'added', `{+${plainText(text)}+}`),
    removed: (text) => paint(color, 'removed', `[-${plainText(text)}-]`),
  };
}

const signs: Readonly<Record<ChangeState, string>> = { added: '+', removed: '-', changed: '~' };
