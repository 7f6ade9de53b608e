/** Where the local forge keeps things: one reference per pull request, one per commit that has statuses. */

import { digestOfText } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import { writeJson } from '../base/json-write.ts';
import { problem } from '../base/problem.ts';
import type { Clock, Git, Random, RefUpdate } from './ports.ts';

export interface Remote {
  readonly git: Git;
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What one reference holds: file name → JSON value, each file in the root of the commit's tree. */
export type Entry = Readonly<Record<string, Json>>;

export const pullRefs = 'refs/comfypin/pulls/*';
export const metaRef = (number: number): string => `refs/comfypin/pulls/${number}/meta`;
/** Keeps the head's commits when the branch is deleted. */
export const headRef = (number: number): string => `refs/comfypin/pulls/${number}/head`;
export const statusRef = (commit: string): string => `refs/comfypin/statuses/${commit}`;
/** There while a pull request from this head to this base is open, so that there is never a second one. */
export const openRef = (head: string, base: string): string =>
  `refs/comfypin/open/${digestOfText('open/v1', `${head}\n${base}`).slice(7, 47)}`;

const maxAttempts = 40;

/** Runs `attempt` until it gives something; undefined means that the remote moved in between. */
export async function untilSettled<T>(
  remote: Remote,
  ref: string,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  for (let count = 1; count <= maxAttempts; count += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    const longest = Math.min(1200, 40 * 2 ** count);
    await remote.clock.sleep(Math.ceil(remote.random.fraction() * longest));
  }
  const reason = `${maxAttempts} tries met another's push`;
  throw new Failure(problem('git/moved', {}, { remote: remote.name, ref, reason }));
}

/** Pushes; true when done, undefined when a ref had moved, a Failure when the remote refuses. */
export async function pushed(
  remote: Remote,
  updates: readonly RefUpdate[],
): Promise<true | undefined> {
  const result = await remote.git.push(remote.name, updates);
  if (result.ok) return true;
  if (result.moved) return undefined;
  const { ref, reason } = result;
  throw new Failure(problem('git/push-refused', {}, { remote: remote.name, ref, reason }));
}

/** Returns the remote's refs by name. */
export async function refsOf(
  remote: Remote,
  patterns: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const refs = await remote.git.remoteRefs(remote.name, patterns);
  return new Map(refs.map(({ ref, id }) => [ref, id]));
}

/** Brings what is not here yet. A ref that moved on meanwhile brings the older commit too. */
export async function bring(
  remote: Remote,
  wanted: readonly (readonly [ref: string, id: string])[],
): Promise<void> {
  const missing = new Set(await remote.git.missing(wanted.map(([, id]) => id)));
  const refs = wanted.filter(([, id]) => missing.has(id)).map(([ref]) => ref);
  if (refs.length > 0) await remote.git.fetch(remote.name, [...new Set(refs)]);
}

/** Reads one file of many entries in one process. */
export async function readFiles(
  remote: Remote,
  wanted: readonly (readonly [ref: string, id: string])[],
  file: string,
): Promise<ReadonlyMap<string, Json>> {
  await bring(remote, wanted);
  const blobs = await remote.git.blobs(wanted.map(([, id]) => `${id}:${file}`));
  return new Map(wanted.map(([ref, id]) => [ref, parsed(ref, file, blobs.get(`${id}:${file}`))]));
}

function parsed(ref: string, file: string, bytes: Uint8Array | undefined): Json {
  const result = parseJson(new TextDecoder().decode(bytes));
  if (result.ok) return result.value;
  throw unreadable(ref, `${file} is no JSON: ${result.error.message}`);
}

export function unreadable(what: string, reason: string): Failure {
  return new Failure(problem('git/unreadable-entry', {}, { what, reason }));
}

/** Makes the commit that an entry's reference is to name; `files` replace those of `onto`. */
export function entryCommit(
  remote: Remote,
  onto: string | undefined,
  files: Entry,
  message: string,
): Promise<string> {
  return remote.git.createCommit({
    onto,
    parents: onto === undefined ? [] : [onto],
    changes: Object.entries(files).map(([path, value]) => ({
      path,
      content: `${writeJson(value, 2)}\n`,
    })),
    message,
  });
}

/** Returns the objects of a list in an entry. */
export function rowsOf(ref: string, value: Json | undefined): readonly Record<string, Json>[] {
  if (!Array.isArray(value) || !value.every(isJsonObject)) throw unreadable(ref, 'a list is wrong');
  return value as readonly Record<string, Json>[];
}
