/** The last answer of `status`, kept with everything that it rests on; it may be deleted at any time. */

import { join } from 'node:path';
import { digestOfBytes, digestOfText } from '../../base/digest.ts';
import type { Json } from '../../base/json.ts';
import { jsonEqual } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { ForgeConfig } from '../../core/promotion/config-types.ts';
import { partsOfBranch } from '../../core/promotion/facts.ts';
import type { ClosedRollback } from '../../core/promotion/standing.ts';
import type { StatusAnswer } from '../../report/promotion-answers.ts';
import type { Forge, Git } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { configFileName } from '../project/config-name.ts';
import { forgeOf } from '../project/forge.ts';
import { readCache } from '../project/read-cache.ts';
import { type FetchedBase, fetchBase } from '../records/base-branch.ts';
import { closedIn } from '../records/closed-branches.ts';
import { seenRef } from '../records/records-branch.ts';

/** Bump it when what is kept changes its shape. */
const format = 2;

export interface StatusQuestion {
  /** Workflows, or globs; all without. */
  readonly words: readonly string[];
  readonly waiting: boolean;
  readonly mine: boolean;
  readonly owner?: string;
}

export interface Remembered {
  readonly value: StatusAnswer;
  readonly problems: readonly Problem[];
}

/** What an answer rests on that a call can ask for quickly; all of it must be as it was. */
export interface Grounds {
  readonly program: string;
  readonly question: StatusQuestion;
  /** Of promotion.yaml in the work tree: it was right, and says where the remote is. */
  readonly file: string;
  readonly base: { readonly branch: string; readonly commit: string };
  readonly recordsTip: string | null;
  readonly pulls: readonly (readonly [number: number, branch: string, author: string])[];
  readonly closed: readonly ClosedRollback[];
  readonly me: string;
}

export interface Kept extends Remembered {
  readonly grounds: Grounds;
  readonly remote: string;
  readonly forge: ForgeConfig;
  /** Branches of rollbacks whose closing would lift a hold. */
  readonly branches: readonly string[];
  /** When it was made, and when something in it ends by itself; milliseconds since 1970. */
  readonly from: number;
  readonly until: number | null;
}

export interface Recalled {
  /** Absent where nothing is remembered, or something has changed since. */
  readonly answer?: Remembered;
  /** Set where it was asked for on the way. */
  readonly base?: FetchedBase;
}

/** Returns the last answer where a few questions to the remote and the forge show that all of its grounds are as they were. */
export async function recallStatus(
  question: StatusQuestion,
  git: Git,
  world: World,
): Promise<Recalled> {
  const kept = await read(git, world);
  if (kept === undefined) return {};
  const { grounds, remote } = kept;
  const file = await promotionDigest(git, world);
  const asked = { ...grounds, program: programOf(world), question, ...(file && { file }) };
  if (file === undefined || !isSame(asked, grounds)) return {};
  const now = world.clock.now();
  if (now < kept.from || (kept.until !== null && now >= kept.until)) return {};
  const fetched = await fetchBase(git, remote);
  const { recordsTip, ...base } = fetched;
  const seen = await git.resolve(seenRef(remote));
  const isThere = base.commit === grounds.base.commit && base.branch === grounds.base.branch;
  if (!isThere || (recordsTip ?? null) !== grounds.recordsTip || seen !== recordsTip) {
    return { base: fetched };
  }
  const forge = await forgeOf(git, kept.forge, world);
  const [pulls, closed, me] = await Promise.all([
    openPulls(forge, base.branch),
    closedIn(forge, new Set(kept.branches)),
    forge.me(),
  ]);
  const answer = isSame({ ...grounds, pulls, closed, me }, grounds) ? { answer: kept } : {};
  return { base: fetched, ...answer };
}

async function openPulls(forge: Forge, base: string): Promise<Grounds['pulls']> {
  const open = await forge.openPullRequests(base);
  return pullRows(
    open.map(({ number, head, author }) => ({ number, branch: head.branch, author })),
  );
}

export function pullRows(
  pulls: readonly { readonly number: number; readonly branch: string; readonly author: string }[],
): Grounds['pulls'] {
  return pulls
    .filter(({ branch }) => partsOfBranch(branch) !== undefined)
    .map(({ number, branch, author }) => [number, branch, author] as const);
}

function isSame(left: Grounds, right: Grounds): boolean {
  return jsonEqual(asJson(left), asJson(right));
}

function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}

export function programOf(world: World): string {
  return `${world.build ?? ''} ${format}`;
}

export async function promotionDigest(git: Git, world: World): Promise<string | undefined> {
  const bytes = await world.disk.read(join(git.top, configFileName));
  return bytes && digestOfBytes(bytes);
}

/** Shows that what was kept is whole. */
export function sealOf(kept: Kept): string {
  return digestOfText('status/v1', JSON.stringify(kept));
}

/** What was cut short or changed by other hands is as if it were not there. */
async function read(git: Git, world: World): Promise<Kept | undefined> {
  const found = await readCache(git, world).last('status');
  if (found === undefined || sealOf(found.value as Kept) !== found.at) return undefined;
  return found.value as Kept;
}
