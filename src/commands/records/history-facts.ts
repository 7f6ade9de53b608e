/** What git and the records tell of the past: fetched now or, offline, as this clone saw it last. */

import { Failure } from '../../base/failure.ts';
import { familyOf, type Problem, problem } from '../../base/problem.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import type { Slot } from '../../core/promotion/facts.ts';
import { type Pin, parsePin } from '../../core/promotion/pin.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import { slotOfPin } from '../../core/promotion/slots.ts';
import type { Git } from '../../world/ports.ts';
import { fetchBase } from './base-branch.ts';
import { readSlots } from './pin-history.ts';
import { readRecords, seenRecords } from './records.ts';
import { configAt } from './repository.ts';

export interface PastFacts {
  readonly git: Git;
  readonly remote: string;
  /** The default branch's tip. */
  readonly commit: string;
  /** promotion.yaml as that commit has it: it decides, not the work tree's. */
  readonly config: PromotionConfig;
  readonly slots: readonly Slot[];
  readonly records: readonly RecordFile[];
  readonly pins: readonly PastPin[];
  readonly problems: readonly Problem[];
}

/** A pin that the default branch holds or held, or that a branch of ours proposes. */
export interface PastPin {
  readonly workflow: string;
  readonly environment: string;
  readonly pin: Pin;
  /** A commit that holds it. */
  readonly commit: string;
  /** The branch that proposes it; absent where the default branch has it. */
  readonly branch?: string;
}

/** Reads the past; where the remote is out of reach, what this clone knows, and says so. */
export async function readPast(
  git: Git,
  remote: string,
  options: { readonly offline: boolean },
): Promise<PastFacts> {
  const fetched = options.offline ? undefined : await fetchPast(git, remote);
  const offline = fetched === undefined || 'problems' in fetched;
  const commit = offline ? await lastSeenTip(git, remote) : fetched.commit;
  const records = offline ? await seenRecords(git, remote) : fetched.records;
  const { slots } = await readSlots(git, commit);
  return {
    git,
    remote,
    commit,
    config: await configAt(git, { branch: 'the default branch', commit }),
    slots,
    records,
    pins: await pastPins(git, remote, commit),
    problems: fetched !== undefined && 'problems' in fetched ? fetched.problems : [],
  };
}

async function fetchPast(
  git: Git,
  remote: string,
): Promise<
  | { readonly commit: string; readonly records: readonly RecordFile[] }
  | { readonly problems: readonly Problem[] }
> {
  try {
    const { commit } = await fetchBase(git, remote);
    await git.fetch(remote, [`+refs/heads/comfypin/*:refs/remotes/${remote}/comfypin/*`]);
    return { commit, records: await readRecords(git, remote) };
  } catch (error) {
    const isGit =
      error instanceof Failure && error.problems.every(({ code }) => familyOf(code) === 'git');
    if (!isGit) throw error;
    return { problems: error.problems.map((each) => ({ ...each, severity: 'warning' })) };
  }
}

/** The default branch as this clone last saw it; of a clone without a remote what is checked out. */
async function lastSeenTip(git: Git, remote: string): Promise<string> {
  const names = ['HEAD', 'main', 'master'].map((name) => `refs/remotes/${remote}/${name}`);
  for (const name of [...names, 'HEAD']) {
    const found = await git.resolve(name);
    if (found !== undefined) return found;
  }
  throw new Failure(problem('promotion/no-default-branch', {}, { remote }));
}

async function pastPins(git: Git, remote: string, commit: string): Promise<readonly PastPin[]> {
  const line = await git.lineChanges(commit, 'workflows');
  const seen = line.flatMap(({ commit: { id: at }, files }) =>
    files.flatMap(({ path, id }) => pinAt(path, id, { commit: at })),
  );
  const prefix = `refs/remotes/${remote}/comfypin/`;
  for (const { ref, id: head } of await git.refs(prefix)) {
    const branch = ref.slice(`refs/remotes/${remote}/`.length);
    for (const { path, id } of await git.tree(head, 'workflows')) {
      seen.push(...pinAt(path, id, { commit: head, branch }));
    }
  }
  const ids = [...new Set(seen.map(({ id }) => id))];
  const blobs = ids.length === 0 ? new Map<string, Uint8Array>() : await git.blobs(ids);
  const pins = new Map(
    ids.map((id) => [id, parsePin(new TextDecoder().decode(blobs.get(id))).pin]),
  );
  const known = new Map<string, PastPin>();
  for (const { id, ...rest } of seen) {
    const pin = pins.get(id);
    const key = `${rest.workflow}@${rest.environment} ${id}`;
    // what the default branch has is no proposal any more
    if (pin !== undefined && !known.has(key)) known.set(key, { ...rest, pin });
  }
  return [...known.values()];
}

function pinAt(
  path: string,
  id: string | undefined,
  from: Pick<PastPin, 'commit' | 'branch'>,
): (Omit<PastPin, 'pin'> & { readonly id: string })[] {
  const slot = slotOfPin(path);
  return slot === undefined || id === undefined ? [] : [{ ...slot, ...from, id }];
}
