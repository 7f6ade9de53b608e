/** Pull requests as text: a list, and one in full. Titles and bodies are anyone's words, so they are made harmless. */

import { plainText, shortened } from '../../base/text.ts';
import type { GateLine } from '../promotion-answers.ts';
import { type Label, paint } from '../style.ts';
import { renderGate } from './promote.ts';

export interface PullRequestFacts {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly branch: string;
  readonly head: string;
  readonly base: string;
  readonly author: string;
  readonly createdAt: string;
  readonly closedAt?: string;
  readonly mergeCommit?: string;
  readonly mergedBy?: string;
}

export interface ReviewFacts {
  readonly reviewer: string;
  readonly state: string;
  readonly commit: string;
  /** True where the review is of the head that is there now. */
  readonly current: boolean;
  readonly at: string;
}

export interface StatusFacts {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'pending' | 'error';
  readonly description: string;
  readonly url?: string;
}

export interface PullRequestPage {
  readonly pullRequest: PullRequestFacts;
  readonly reviews: readonly ReviewFacts[];
  readonly statuses: readonly StatusFacts[];
}

interface Looks {
  readonly color: boolean;
  readonly width: number;
}

/** One line each, newest first. */
export function renderPullRequests(
  { value }: { readonly value: { readonly pullRequests: readonly PullRequestFacts[] } },
  { color, width }: Looks,
): string {
  const { pullRequests } = value;
  if (pullRequests.length === 0) return 'No pull request is open.\n';
  const number = Math.max(...pullRequests.map((each) => `#${each.number}`.length));
  const branch = Math.max(...pullRequests.map((each) => each.branch.length));
  return pullRequests
    .map((each) => {
      const fixed = `${`#${each.number}`.padStart(number)}  ${plainText(each.branch).padEnd(branch)}  `;
      const rest = Math.max(20, width - fixed.length);
      const words = shortened(`${oneLine(each.title)} (${plainText(each.author)})`, rest);
      return `${paint(color, 'strong', fixed)}${words}\n`;
    })
    .join('');
}

const stateLabels: Readonly<Record<string, Label>> = {
  open: 'good',
  merged: 'info',
  closed: 'dim',
  success: 'good',
  approved: 'good',
  failure: 'error',
  error: 'error',
  'changes-requested': 'error',
  pending: 'warning',
};

/** Everything about one, its body last. */
export function renderPullRequest(
  { value }: { readonly value: PullRequestPage },
  { color }: Looks,
): string {
  const { pullRequest: pull, reviews, statuses } = value;
  const word = (state: string): string => paint(color, stateLabels[state] ?? 'dim', state);
  const lines = [
    `${paint(color, 'strong', `#${pull.number} ${oneLine(pull.title)}`)}  ${word(pull.state)}`,
    `${plainText(pull.branch)} at ${pull.head.slice(0, 12)} → ${plainText(pull.base)}`,
    `opened by ${plainText(pull.author)} ${minute(pull.createdAt)}${ended(pull)}`,
    pull.url,
  ];
  if (pull.labels.length > 0) lines.push(`labels: ${pull.labels.map(plainText).join(', ')}`);
  for (const each of reviews) {
    const old = each.current
      ? ''
      : ` (of ${each.commit.slice(0, 12)}, which is no longer the head)`;
    lines.push(`${word(each.state)} by ${plainText(each.reviewer)} ${minute(each.at)}${old}`);
  }
  for (const each of statuses) {
    lines.push(`${word(each.state)} ${plainText(each.context)}: ${oneLine(each.description)}`);
  }
  const body = plainText(pull.body).trim();
  return `${lines.join('\n')}\n${body === '' ? '' : `\n${body}\n`}`;
}

/** What `pr approve` did. */
export function renderApproval({
  value,
}: {
  readonly value: { readonly number: number; readonly head: string; readonly dryRun: boolean };
}): string {
  const { number, head, dryRun } = value;
  return `${dryRun ? 'Would approve' : 'Approved'} #${number} at ${head.slice(0, 12)}\n`;
}

export interface MergeAnswer {
  readonly number: number;
  readonly base: string;
  readonly head: string;
  /** The merge commit; absent where it was not merged. */
  readonly commit?: string;
  readonly dryRun: boolean;
  /** `slot` is `hero@prod`. */
  readonly gates: readonly (GateLine & { readonly slot: string })[];
}

/** What `pr merge` did; a refusal stands among the problems. */
export function renderMerge(
  { value }: { readonly value: MergeAnswer },
  { color }: { readonly color: boolean },
): string {
  const { number, base, head, commit, dryRun, gates } = value;
  if (commit !== undefined) {
    return `Merged #${number} into ${plainText(base)} as ${commit.slice(0, 12)}\n`;
  }
  const open = gates.filter((each) => each.state !== 'passed');
  const lines = open.map((each) => `${plainText(each.slot)}:\n${renderGate(each, color)}\n`);
  const would = `Would merge #${number} at ${head.slice(0, 12)} into ${plainText(base)}\n`;
  if (dryRun && lines.length === 0) return would;
  return `#${number} is not merged.\n${lines.join('')}`;
}

function ended({ state, closedAt, mergedBy, mergeCommit }: PullRequestFacts): string {
  if (closedAt === undefined) return '';
  if (state !== 'merged') return `, closed ${minute(closedAt)}`;
  const by = mergedBy === undefined ? '' : ` by ${plainText(mergedBy)}`;
  return `, merged${by} ${minute(closedAt)} as ${(mergeCommit ?? '').slice(0, 12)}`;
}

function oneLine(text: string): string {
  return plainText(text).replaceAll(/\s*\n\s*/g, ' ');
}

/** `2026-05-01 12:34 UTC`. */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
