/** A pull request of the local forge as its JSON file holds it, and as the port shows it. */

import { isJsonObject, type Json, type JsonObject, member } from '../base/json.ts';
import { unreadable } from './forge-local-store.ts';
import type { CommitStatus, PullRequest, Review } from './ports.ts';

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

/** Readers of an object's members; a missing or wrong one is a failure that names the reference and the file. */
function membersOf(ref: string, file: string, value: JsonObject) {
  return {
    text: (key: string): string => {
      const found = member(value, key);
      if (typeof found !== 'string') throw unreadable(ref, `${file} holds no ${key}`);
      return found;
    },
    number: (key: string): number => {
      const found = member(value, key);
      if (typeof found !== 'number') throw unreadable(ref, `${file} holds no ${key}`);
      return found;
    },
    oneOf: <const W extends string>(key: string, words: readonly W[]): W => {
      const found = words.find((word) => word === member(value, key));
      if (found === undefined) throw unreadable(ref, `${file} holds no ${key} that is known`);
      return found;
    },
  };
}

/** Returns a row of reviews.json. */
export function reviewFrom(ref: string, row: JsonObject): Review {
  const { text, number, oneOf } = membersOf(ref, 'reviews.json', row);
  return {
    reviewer: text('reviewer'),
    state: oneOf('state', ['approved', 'changes-requested', 'commented', 'dismissed']),
    commit: text('commit'),
    at: number('at'),
  };
}

/** Returns a row of statuses.json. */
export function statusFrom(ref: string, row: JsonObject): CommitStatus {
  const { text, oneOf } = membersOf(ref, 'statuses.json', row);
  return {
    context: text('context'),
    state: oneOf('state', ['success', 'failure', 'pending', 'error']),
    description: text('description'),
    ...(Object.hasOwn(row, 'url') ? { url: text('url') } : {}),
    by: text('by'),
  };
}

/** Returns what pull.json says. */
export function pullFrom(ref: string, value: Json): StoredPull {
  if (!isJsonObject(value)) throw unreadable(ref, 'pull.json is no object');
  const { text, number, oneOf } = membersOf(ref, 'pull.json', value);
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
    state: oneOf('state', ['open', 'closed', 'merged']),
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
