/** What a capture works on: git as it is on the remote, the open captures, and what servers had before. */

import { type Digest, digestOfBytes } from '../../base/digest.ts';
import {
  type CanvasEntry,
  type CanvasPlace,
  entriesAt,
  type Ledger,
} from '../../core/capture/ledger.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { canvasFile, textOf, type WorkflowFiles } from '../../core/promotion/release-files.ts';
import { canvasDigest } from '../../core/workflow/canvas-digest.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { CanvasWorkflow } from '../../core/workflow/types.ts';
import type { Forge, Git, PullRequest } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { additionBranch, type Base } from '../project/additions.ts';
import { folderOf, foldersAt } from '../project/folders.ts';
import type { Project } from '../project/project.ts';

export interface CaptureRun {
  readonly world: World;
  readonly project: Project;
  readonly base: Base;
  readonly git: Git;
  /** The commit of the default branch. */
  readonly commit: string;
  readonly remote: string;
  readonly forge: Forge;
  readonly me: string;
  readonly environment: Environment;
  readonly catalog: Catalog;
  readonly ledger: Ledger;
  readonly dryRun: boolean;
  readonly adopt: boolean;
  readonly sides: Map<string, GitSide>;
  readonly pulls: Map<number, PullRequest | undefined>;
}

/** A workflow as git has it for a capture: on the branch of the pull request that is open for it, else on the default branch. */
export interface GitSide {
  /** On the default branch. */
  readonly before: WorkflowFiles;
  readonly files: WorkflowFiles;
  /** The branch that a proposal goes to. */
  readonly head: string;
  readonly open?: PullRequest;
  /** The branch's commit, where a pull request is open. */
  readonly tip?: string;
  /** The open pull request is one of `add`: a second one beside it would only clash with it. */
  readonly joins?: true;
}

export async function gitSide(run: CaptureRun, workflow: string): Promise<GitSide> {
  const known = run.sides.get(workflow);
  if (known !== undefined) return known;
  const { forge, base, environment } = run;
  const before = (await base.folders.files(environment.name, workflow)) ?? new Map();
  const own = `comfypin/capture/${workflow}`;
  let side: GitSide = { before, files: before, head: own };
  for (const head of [own, additionBranch(workflow)]) {
    const open = (await forge.pullRequestsOf(head)).find(
      (each) => each.state === 'open' && each.base === base.remote?.branch,
    );
    if (open === undefined) continue;
    const there = await onBranch(run, head, workflow);
    const joins = head === own ? {} : { joins: true as const };
    side = { before, files: before, head, open, ...there, ...joins };
    break;
  }
  run.sides.set(workflow, side);
  return side;
}

async function onBranch(
  { git, remote, environment }: CaptureRun,
  branch: string,
  workflow: string,
): Promise<Pick<GitSide, 'files' | 'tip'> | undefined> {
  const ref = `refs/heads/${branch}`;
  const [there] = await git.remoteRefs(remote, [ref]);
  if (there === undefined) return undefined;
  await git.fetch(remote, [`+${ref}:refs/remotes/${remote}/${branch}`]);
  const folders = await foldersAt(git, there.id);
  const files = (await folders.files(environment.name, workflow)) ?? new Map();
  return { files, tip: there.id };
}

/** Returns how the pull requests of a file's captures ended, looking no further back than needed. */
export async function pullStates(
  run: CaptureRun,
  place: CanvasPlace,
): Promise<(number: number) => 'open' | 'merged' | 'closed'> {
  for (const { pullRequest, how } of entriesAt(run.ledger, place)) {
    if (how !== 'captured' || pullRequest === undefined) break;
    if (!run.pulls.has(pullRequest)) {
      run.pulls.set(pullRequest, await run.forge.pullRequest(pullRequest));
    }
    if (run.pulls.get(pullRequest)?.state !== 'closed') break;
  }
  return (number) => run.pulls.get(number)?.state ?? 'merged';
}

/** Returns the canvas in a file's bytes, or undefined where it holds none. */
export function canvasIn(bytes: Uint8Array | undefined): CanvasWorkflow | undefined {
  const text = bytes === undefined ? undefined : textOf(bytes);
  const parsed = text === undefined ? undefined : parseWorkflow(text);
  return parsed?.format === 'canvas' ? parsed.workflow : undefined;
}

export interface FileDigests {
  readonly bytes: Digest;
  readonly canvas: Digest;
}

/** As deep as a file's history is looked through. */
const mostVersions = 300;

/** Returns the digests of every version of a workflow's canvas that the default branch has or had. */
export async function versionsInHistory(
  git: Git,
  commit: string,
  environment: string,
  workflow: string,
): Promise<readonly FileDigests[]> {
  const path = `${folderOf(environment, workflow)}/${canvasFile}`;
  const changes = await git.lineChanges(commit, path);
  const ids = changes.flatMap(({ files }) =>
    files.flatMap((file) => (file.path === path && file.id !== undefined ? [file.id] : [])),
  );
  const wanted = [...new Set(ids)].slice(-mostVersions);
  const blobs = wanted.length === 0 ? new Map<string, Uint8Array>() : await git.blobs(wanted);
  return [...blobs.values()].flatMap((bytes) => {
    const canvas = canvasIn(bytes);
    return canvas === undefined
      ? []
      : [{ bytes: digestOfBytes(bytes), canvas: canvasDigest(canvas) }];
  });
}

/** Returns the entry that follows what is known of a place. */
export function nextEntry(
  run: Pick<CaptureRun, 'ledger' | 'me' | 'world'>,
  place: CanvasPlace,
  entry: Pick<CanvasEntry, 'workflow' | 'how' | 'canvas' | 'bytes' | 'pullRequest'>,
): CanvasEntry {
  return {
    ...place,
    ...entry,
    sequence: (entriesAt(run.ledger, place)[0]?.sequence ?? 0) + 1,
    at: new Date(run.world.clock.now()).toISOString(),
    by: run.me,
  };
}
