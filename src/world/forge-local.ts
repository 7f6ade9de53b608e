/** The local forge: pull requests, reviews, comments and statuses as references of a plain git remote. */

import { Failure } from '../base/failure.ts';
import { type Json, jsonEqual } from '../base/json.ts';
import { problem } from '../base/problem.ts';
import { withPart } from './comment-parts.ts';
import { mergePull } from './forge-local-merge.ts';
import {
  pullFrom,
  reviewFrom,
  type StoredPull,
  shownPull,
  statusFrom,
} from './forge-local-pull.ts';
import {
  bring,
  type Entry,
  entryCommit,
  headRef,
  metaRef,
  openRef,
  pullRefs,
  pushed,
  type Remote,
  readFiles,
  refsOf,
  rowsOf,
  statusRef,
  untilSettled,
} from './forge-local-store.ts';
import { withoutLogins } from './git-failure.ts';
import type { CommitStatus, Forge, NewPullRequest, PullRequest, Review } from './ports.ts';

/** Returns the forge that lives in the remote itself; whoever may push there may act on it. */
export function localForge(remote: Remote): Forge {
  return {
    kind: 'local',
    me: () => me(remote),
    openPullRequests: async (base) =>
      (await allPulls(remote)).filter((each) => each.state === 'open' && each.base === base),
    pullRequest: async (number) => (await pullsOf(remote, [number]))[0],
    pullRequestsOf: async (headBranch) =>
      (await allPulls(remote)).filter((each) => each.head.branch === headBranch),
    open: (request) => open(remote, request),
    update: (number, change) =>
      editPull(remote, number, 'Update', (pull) => ({ ...pull, ...definedOnly(change) })),
    close: (number, reason) => close(remote, number, reason),
    comment: (number, marker, body, part) => comment(remote, number, marker, { body, part }),
    reviews: (number) => reviews(remote, number),
    approve: (number, head) => approve(remote, number, head),
    statuses: (commit) => statuses(remote, commit),
    setStatus: (commit, status) => setStatus(remote, commit, status),
    merge: async (number, options) => mergePull(remote, number, options, await me(remote)),
  };
}

/** The e-mail address is the name of a person here: it is what git and CODEOWNERS have. */
async function me({ git }: Remote): Promise<string> {
  const user = await git.user();
  if (user === undefined) throw new Failure(problem('git/no-identity', {}, {}));
  return user.email;
}

function allPulls(remote: Remote): Promise<readonly PullRequest[]> {
  return pullsOf(remote, undefined);
}

/** Two questions to the remote, whatever the number of pull requests; newest first. */
async function pullsOf(
  remote: Remote,
  numbers: readonly number[] | undefined,
): Promise<readonly PullRequest[]> {
  const metas = numbers === undefined ? [pullRefs] : numbers.map(metaRef);
  const refs = await refsOf(remote, [...metas, 'refs/heads/*']);
  const wanted = [...refs].filter(([ref]) => /^refs\/comfypin\/pulls\/\d+\/meta$/.test(ref));
  const files = await readFiles(remote, wanted, 'pull.json');
  const url = withoutLogins((await remote.git.remoteUrl(remote.name)) ?? remote.name);
  return [...files]
    .map(([ref, value]) => pullFrom(ref, value))
    .map((stored) => shownPull(stored, refs.get(`refs/heads/${stored.head}`), url))
    .sort((left, right) => right.number - left.number);
}

/** Opens, or returns the one that is open already from this head to this base. */
async function open(remote: Remote, request: NewPullRequest): Promise<PullRequest> {
  const author = await me(remote);
  const { head, base, title, body, labels } = request;
  const lock = openRef(head, base);
  const [headBranch, baseBranch] = [`refs/heads/${head}`, `refs/heads/${base}`];
  const number = await untilSettled(remote, lock, async () => {
    const refs = await refsOf(remote, [pullRefs, lock, headBranch, baseBranch]);
    const held = refs.get(lock);
    if (held !== undefined) {
      const files = await readFiles(remote, [[lock, held]], 'pull.json');
      return pullFrom(lock, files.get(lock) ?? null).number;
    }
    for (const ref of [headBranch, baseBranch]) {
      if (!refs.has(ref)) {
        throw new Failure(problem('git/no-remote-ref', {}, { remote: remote.name, ref }));
      }
    }
    const headCommit = refs.get(headBranch) ?? '';
    await bring(remote, [[headBranch, headCommit]]);
    const next = 1 + Math.max(0, ...[...refs.keys()].map(numberOf));
    const stored: StoredPull = {
      number: next,
      title,
      body,
      labels,
      state: 'open',
      head,
      headCommit,
      base,
      author,
      createdAt: remote.clock.now(),
    };
    const files = { 'pull.json': asJson(stored), 'reviews.json': [], 'comments.json': [] };
    const commit = await entryCommit(remote, undefined, files, `Open pull request ${next}`);
    const done = await pushed(remote, [
      { ref: metaRef(next), to: commit, expected: undefined },
      { ref: headRef(next), to: headCommit, expected: undefined },
      { ref: lock, to: commit, expected: undefined },
    ]);
    return done === true ? next : undefined;
  });
  return needed(remote, number);
}

function numberOf(ref: string): number {
  return Number(/^refs\/comfypin\/pulls\/(\d+)\//.exec(ref)?.[1] ?? 0);
}

async function needed(remote: Remote, number: number): Promise<PullRequest> {
  const [found] = await pullsOf(remote, [number]);
  if (found === undefined) throw noPull(number);
  return found;
}

function noPull(number: number): Failure {
  return new Failure(problem('forge/no-pull-request', {}, { number }));
}

/** Changes one file of a pull request's entry; nothing is written where nothing changes. */
async function edit(
  remote: Remote,
  number: number,
  file: string,
  word: string,
  change: (value: Json) => Json,
): Promise<void> {
  const ref = metaRef(number);
  await untilSettled(remote, ref, async () => {
    const tip = (await refsOf(remote, [ref])).get(ref);
    if (tip === undefined) throw noPull(number);
    const before = (await readFiles(remote, [[ref, tip]], file)).get(ref) ?? null;
    return writeEntry(remote, ref, tip, { [file]: before }, { [file]: change(before) }, word);
  });
}

async function writeEntry(
  remote: Remote,
  ref: string,
  tip: string | undefined,
  before: Entry,
  after: Entry,
  word: string,
): Promise<true | undefined> {
  if (tip !== undefined && jsonEqual(before, after)) return true;
  const commit = await entryCommit(remote, tip, after, word);
  return pushed(remote, [{ ref, to: commit, expected: tip }]);
}

function editPull(
  remote: Remote,
  number: number,
  word: string,
  change: (pull: StoredPull) => StoredPull,
): Promise<void> {
  return edit(remote, number, 'pull.json', `${word} pull request ${number}`, (value) =>
    asJson(change(pullFrom(metaRef(number), value))),
  );
}

async function close(remote: Remote, number: number, reason: string): Promise<void> {
  const ref = metaRef(number);
  await untilSettled(remote, ref, async () => {
    const refs = await refsOf(remote, [ref, 'refs/comfypin/open/*', 'refs/heads/*']);
    const tip = refs.get(ref);
    if (tip === undefined) throw noPull(number);
    const value = (await readFiles(remote, [[ref, tip]], 'pull.json')).get(ref) ?? null;
    const pull = pullFrom(ref, value);
    if (pull.state !== 'open') return true;
    const headCommit = refs.get(`refs/heads/${pull.head}`) ?? pull.headCommit;
    const closedAt = remote.clock.now();
    const closed = { ...pull, state: 'closed', headCommit, closedAt, closedBecause: reason };
    const files = { 'pull.json': asJson(closed as StoredPull) };
    const commit = await entryCommit(
      remote,
      tip,
      files,
      `Close pull request ${number}\n\n${reason}`,
    );
    const lock = openRef(pull.head, pull.base);
    return pushed(remote, [
      { ref, to: commit, expected: tip },
      ...(refs.has(lock) ? [{ ref: lock, to: undefined, expected: refs.get(lock) }] : []),
    ]);
  });
}

async function comment(
  remote: Remote,
  number: number,
  marker: string,
  { body, part }: { readonly body: string | undefined; readonly part?: string | undefined },
): Promise<void> {
  const by = await me(remote);
  await edit(remote, number, 'comments.json', `Comment on ${number}`, (value) => {
    const rows = rowsOf(metaRef(number), value);
    const old = rows.find((row) => row['marker'] === marker);
    const there = typeof old?.['body'] === 'string' ? old['body'] : '';
    const wanted = part === undefined ? (body ?? '') : withPart(there, part, body);
    if (old === undefined && body === undefined) return value;
    const row = { marker, body: wanted, by, at: remote.clock.now() };
    if (old === undefined) return [...rows, row];
    return there === wanted ? value : rows.map((each) => (each === old ? row : each));
  });
}

async function reviews(remote: Remote, number: number): Promise<readonly Review[]> {
  const ref = metaRef(number);
  const tip = (await refsOf(remote, [ref])).get(ref);
  if (tip === undefined) throw noPull(number);
  const value = (await readFiles(remote, [[ref, tip]], 'reviews.json')).get(ref);
  return rowsOf(ref, value).map((row) => reviewFrom(ref, row));
}

async function approve(remote: Remote, number: number, head: string): Promise<void> {
  const reviewer = await me(remote);
  const pull = await needed(remote, number);
  if (pull.author === reviewer) {
    throw new Failure(problem('forge/own-review', {}, { number, reviewer }));
  }
  await edit(remote, number, 'reviews.json', `Approve ${number} at ${head}`, (value) => {
    const rows = rowsOf(metaRef(number), value);
    const mine = rows.filter((row) => row['reviewer'] === reviewer).at(-1);
    if (mine?.['state'] === 'approved' && mine['commit'] === head) return value;
    return [...rows, { reviewer, state: 'approved', commit: head, at: remote.clock.now() }];
  });
}

async function statuses(remote: Remote, commit: string): Promise<readonly CommitStatus[]> {
  const ref = statusRef(commit);
  const tip = (await refsOf(remote, [ref])).get(ref);
  if (tip === undefined) return [];
  const value = (await readFiles(remote, [[ref, tip]], 'statuses.json')).get(ref);
  return rowsOf(ref, value).map((row) => statusFrom(ref, row));
}

async function setStatus(remote: Remote, commit: string, status: CommitStatus): Promise<void> {
  const by = await me(remote);
  const ref = statusRef(commit);
  await untilSettled(remote, ref, async () => {
    const tip = (await refsOf(remote, [ref])).get(ref);
    const entry: readonly (readonly [string, string])[] = tip === undefined ? [] : [[ref, tip]];
    const rows = rowsOf(ref, (await readFiles(remote, entry, 'statuses.json')).get(ref) ?? []);
    const fresh = asJson({ ...status, by });
    const others = rows.filter((row) => row['context'] !== status.context);
    const same = rows.some((row) => jsonEqual(row, fresh));
    const after = same ? rows : [...others, fresh];
    const word = `Say ${status.context}: ${status.state}`;
    return writeEntry(
      remote,
      ref,
      tip,
      { 'statuses.json': rows },
      { 'statuses.json': after },
      word,
    );
  });
}

/** Plain data without its undefined members. */
function asJson(value: object): Json {
  return definedOnly(value) as unknown as Json;
}

function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
