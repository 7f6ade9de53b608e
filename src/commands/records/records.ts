/** Records on the branch `comfypin-records`: read with every digest checked, appended without losing anyone's. */

import { Failure } from '../../base/failure.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { problem } from '../../base/problem.ts';
import { mediaPattern } from '../../core/promotion/media-files.ts';
import { type RecordFile, type RecordKind, recordFileOf } from '../../core/promotion/records.ts';
import type { Git, TreeChange } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { ReadCache } from '../project/read-cache.ts';
import { recordsBranch, recordsRef, seenRef } from './records-branch.ts';

/** Stands in the first commit of a branch that was begun anew, with the tip that it continues. */
export const pruneTrailer = 'Comfypin-Pruned';

/** Pushes may meet others' pushes this often before the command gives up. */
const maxAttempts = 60;
const longestPauseMs = 1500;

export interface Appended {
  /** How many of the records were new. */
  readonly written: number;
  /** The branch's tip with all of them in it; undefined where there was nothing to write and no branch. */
  readonly tip: string | undefined;
}

/**
 * Returns all records of the remote, fetched now, in the order of their paths. `key` is the prefix that stands in the
 * path. Throws `records/tampered` where a file is not what its name says and `records/rewritten` where the branch is
 * no continuation of what this clone saw before.
 */
export async function readRecords(
  git: Git,
  remote: string,
  known: { readonly cache?: ReadCache; readonly tip?: string | undefined } = {},
): Promise<readonly RecordFile[]> {
  const seen = known.tip === undefined ? undefined : await git.resolve(seenRef(remote));
  const tip = seen !== undefined && seen === known.tip ? seen : await fetchTip(git, remote);
  const kept = await known.cache?.last('records');
  if (kept !== undefined && kept.at === tip) return keptRecords(kept.value);
  const texts = await textsAt(git, tip);
  const records = texts.map(([path, text]) => readRecord(path, text));
  if (tip !== undefined) await known.cache?.keep('records', tip, texts);
  return records;
}

/** Their digests were checked when they were kept; most are never looked into, so each is parsed when it is. */
function keptRecords(value: unknown): readonly RecordFile[] {
  return (value as readonly (readonly [string, string])[]).map(([path, text]) => {
    const [kind = '', environment = '', key = ''] = path.split('/');
    let content: JsonObject | undefined;
    return {
      ...{ kind: kind as RecordKind, environment, key },
      get content() {
        content ??= contentOf(path, text);
        return content;
      },
    };
  });
}

/** Returns the records that this clone saw last, without asking the remote; checked as those of `readRecords`. */
export async function seenRecords(git: Git, remote: string): Promise<readonly RecordFile[]> {
  return recordsAt(git, await git.resolve(seenRef(remote)));
}

async function recordsAt(git: Git, tip: string | undefined): Promise<readonly RecordFile[]> {
  return (await textsAt(git, tip)).map(([path, text]) => readRecord(path, text));
}

async function textsAt(
  git: Git,
  tip: string | undefined,
): Promise<readonly (readonly [path: string, text: string])[]> {
  if (tip === undefined) return [];
  const files = (await git.tree(tip)).filter(({ path }) => !mediaPattern.test(path));
  const contents = await git.blobs(files.map((file) => file.id));
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return files.map(({ path, id }) => [path, decoder.decode(contents.get(id))]);
}

/** Returns the paths of all records of the remote, fetched now. */
export async function knownRecordPaths(git: Git, remote: string): Promise<ReadonlySet<string>> {
  const tip = await fetchTip(git, remote);
  const files = tip === undefined ? [] : await git.tree(tip);
  return new Set(files.map(({ path }) => path));
}

/** Appends what is not there yet; runs of the same content write once. Records that others push meanwhile stay. `media`: path → bytes. */
export async function appendRecords(
  git: Git,
  remote: string,
  records: readonly RecordFile[],
  world: Pick<World, 'clock' | 'random' | 'signal'>,
  media: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Appended> {
  const wanted = new Map<string, string | Uint8Array>(media);
  for (const { path, text } of records.map(recordFileOf)) wanted.set(path, text);
  for (const path of wanted.keys()) {
    if (!pathPattern.test(path) && !mediaPattern.test(path))
      throw new Error(`no path of a record: ${path}`);
  }
  for (let attempt = 1; ; attempt += 1) {
    const tip = await fetchTip(git, remote);
    const known = tip === undefined ? [] : await git.tree(tip);
    const there = new Set(known.map((file) => file.path));
    const changes = [...wanted]
      .filter(([path]) => !there.has(path))
      .map(([path, content]): TreeChange => ({ path, content }));
    if (changes.length === 0) return { written: 0, tip };
    const commit = await git.createCommit({
      onto: tip,
      parents: tip === undefined ? [] : [tip],
      changes,
      message: messageOf(changes),
    });
    const pushed = await git.push(remote, [{ ref: recordsRef, to: commit, expected: tip }]);
    if (pushed.ok) {
      await git.updateRef({ ref: seenRef(remote), to: commit, expected: tip });
      return { written: changes.length, tip: commit };
    }
    const { reason } = pushed;
    if (!pushed.moved) throw new Failure(problem('records/refused', {}, { remote, reason }));
    if (attempt >= maxAttempts) throw new Failure(problem('records/busy', {}, { remote, attempt }));
    await world.clock.sleep(pause(attempt, world.random.fraction()), world.signal);
  }
}

/** Full jitter: any time up to a bound that doubles with every lost race. */
function pause(attempt: number, fraction: number): number {
  return Math.ceil(fraction * Math.min(longestPauseMs, 50 * 2 ** attempt));
}

/** A second look tells a rewritten branch from a newer tip that another process remembered during the fetch. */
const looks = 3;

/** The fetch itself refuses to move the remembered tip to anything but a descendant. */
async function fetchTip(git: Git, remote: string, look = 1): Promise<string | undefined> {
  const seen = seenRef(remote);
  try {
    await git.fetch(remote, [`${recordsRef}:${seen}`]);
  } catch (error) {
    const code = error instanceof Failure ? error.problems[0]?.code : undefined;
    if (code === 'git/rewritten') {
      if (look < looks) return fetchTip(git, remote, look + 1);
      const begunAnew = await prunedTip(git, remote);
      if (begunAnew !== undefined) return begunAnew;
      throw new Failure(
        problem('records/rewritten', {}, { remote, branch: recordsBranch, seen }),
        error,
      );
    }
    if (code !== 'git/no-remote-ref') throw error;
    if ((await git.resolve(seen)) === undefined) return undefined;
    throw new Failure(problem('records/gone', {}, { remote, branch: recordsBranch, seen }), error);
  }
  return git.resolve(seen);
}

/**
 * A branch that was begun anew to free the space of media is taken for what it continues where it says so and no record
 * that this clone knew is missing or another one; undefined for every other rewritten history.
 */
async function prunedTip(git: Git, remote: string): Promise<string | undefined> {
  const seen = await git.resolve(seenRef(remote));
  const [now] = await git.remoteRefs(remote, [recordsRef]);
  if (seen === undefined || now === undefined) return undefined;
  await git.fetch(remote, [recordsRef]);
  if ((await git.missing([now.id])).length > 0) return undefined;
  const first = (await git.log({ from: now.id, firstParent: true })).at(-1);
  if (first === undefined || !first.message.includes(`\n${pruneTrailer}: `)) return undefined;
  const there = new Map((await git.tree(now.id)).map(({ path, id }) => [path, id]));
  const lost = (await git.tree(seen)).some(
    ({ path, id }) => !mediaPattern.test(path) && there.get(path) !== id,
  );
  if (lost) return undefined;
  await git.updateRef({ ref: seenRef(remote), to: now.id, expected: seen });
  return now.id;
}

const pathPattern = /^([a-z][a-z-]*)\/([^/]+)\/([^/]+)\/[0-9a-f]{64}\.json$/;

function readRecord(path: string, text: string): RecordFile {
  const [, kind, environment, key] = pathPattern.exec(path) ?? [];
  if (kind === undefined || environment === undefined || key === undefined) {
    throw tampered(path, 'no record has such a name');
  }
  const record = { kind: kind as RecordKind, environment, key, content: contentOf(path, text) };
  const own = recordFileOf(record);
  if (own.path !== path) throw tampered(path, 'its content has another digest');
  if (own.text !== text) throw tampered(path, 'its text is not in canonical form');
  return record;
}

function contentOf(path: string, text: string): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok) throw tampered(path, `it is no JSON (${parsed.error.message})`);
  if (!isJsonObject(parsed.value)) throw tampered(path, 'it is no JSON object');
  return parsed.value;
}

function tampered(path: string, reason: string): Failure {
  return new Failure(problem('records/tampered', {}, { branch: recordsBranch, path, reason }));
}

function messageOf(changes: readonly TreeChange[]): string {
  const kinds = [...new Set(changes.map((each) => each.path.split('/').slice(0, 2).join(' for ')))];
  return `Record ${kinds.slice(0, 5).join(', ')}${kinds.length > 5 ? ' and more' : ''}`;
}
