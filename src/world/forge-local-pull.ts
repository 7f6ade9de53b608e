/** A pull request of the local forge as its JSON file holds it, and as the port shows it. */

import { isJsonObject, type Json, member } from '../base/json.ts';
import { unreadable } from './forge-local-store.ts';
import type { PullRequest } from './ports.ts';

export interface StoredPull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly state: PullRequest['state'];
  readonly head: string;
  /** The head when it was last written; while the pull request is open its branch says where it is. */
  readonly headCommit: string;
  readonly base: string;
  readonly author: string;
  readonly createdAt: number;
  readonly closedAt?: number;
  readonly closedBecause?: string;
  readonly mergeCommit?: string;
  readonly mergedBy?: string;
}

/** Returns what pull.json says; a missing or wrong member is a failure. */
export function pullFrom(ref: string, value: Json): StoredPull {
  if (!isJsonObject(value)) throw unreadable(ref, 'pull.json is no object');
  const text = (key: string): string => {
    const found = member(value, key);
    if (typeof found !== 'string') throw unreadable(ref, `pull.json holds no ${key}`);
    return found;
  };
  const number = (key: string): number => {
    const found = member(value, key);
    if (typeof found !== 'number') throw unreadable(ref, `pull.json holds no ${key}`);
    return found;
  };
  const state = text('state');
  if (state !== 'open' && state !== 'closed' && state !== 'merged') {
    throw unreadable(ref, `pull.json has the state "${state}"`);
  }
  const labels = member(value, 'labels');
  if (!Array.isArray(labels) || !labels.every((each) => typeof each === 'string')) {
    throw unreadable(ref, 'pull.json holds no labels');
  }
  const optionalText = (key: 'closedBecause' | 'mergeCommit' | 'mergedBy') =>
    Object.hasOwn(value, key) ? { [key]: text(key) } : {};
  return {
    number: number('number'),
    title: text('title'),
    body: text('body'),
    labels,
    state,
    head: text('head'),
    headCommit: text('headCommit'),
    base: text('base'),
    author: text('author'),
    createdAt: number('createdAt'),
    ...(Object.hasOwn(value, 'closedAt') ? { closedAt: number('closedAt') } : {}),
    ...optionalText('closedBecause'),
    ...optionalText('mergeCommit'),
    ...optionalText('mergedBy'),
  };
}

/** Shows it as the port has it; an open one whose branch was deleted counts as closed, as on GitHub. */
export function shownPull(
  stored: StoredPull,
  branchTip: string | undefined,
  remoteUrl: string,
): PullRequest {
  const isOpen = stored.state === 'open';
  const { number, title, body, labels, base, author, createdAt } = stored;
  const { closedAt, mergeCommit, mergedBy } = stored;
  return {
    number,
    url: `${remoteUrl}#${number}`,
    state: isOpen && branchTip === undefined ? 'closed' : stored.state,
    title,
    body,
    labels,
    head: {
      branch: stored.head,
      commit: isOpen ? (branchTip ?? stored.headCommit) : stored.headCommit,
    },
    base,
    author,
    createdAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(mergeCommit === undefined ? {} : { mergeCommit }),
    ...(mergedBy === undefined ? {} : { mergedBy }),
  };
}
