/** Where an addition is made: on the work tree, or as a pull request on the remote's default branch. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { diffWorkflows } from '../../core/diff/diff.ts';
import { redactDiff } from '../../core/diff/redact.ts';
import type { Change } from '../../core/diff/types.ts';
import type { Person, PromotionConfig } from '../../core/promotion/config-types.ts';
import type { PinResult } from '../../core/promotion/pinning.ts';
import { type WorkflowFiles, workflowFile } from '../../core/promotion/release-files.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import { type AdditionWords, renderAddition } from '../../report/markdown/add.ts';
import type { Git, PullRequest } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { configFileName } from './config-name.ts';
import { type Folders, foldersAt, foldersOnDisk } from './folders.ts';
import { forgeOf } from './forge.ts';
import { configOf, type Project } from './project.ts';

/** The state that an addition starts from. */
export interface Base {
  readonly folders: Folders;
  readonly config: PromotionConfig;
  /** Set where the base is the remote's default branch. */
  readonly remote?: { readonly git: Git; readonly branch: string; readonly commit: string };
}

export function baseOnDisk({ top, config }: Project, { disk }: World): Base {
  return { folders: foldersOnDisk(disk, top), config };
}

/** Returns the default branch as it is on the remote now: what stands in the work tree is nobody else's yet. */
export async function baseOnRemote({ git, config }: Project): Promise<Base> {
  const { remote } = config.forge;
  if (git === undefined) {
    const reason = 'the folder is no git repository';
    throw new Failure(problem('git/no-remote', {}, { remote, reason }));
  }
  const branch = await git.defaultBranch(remote);
  const tracking = `refs/remotes/${remote}/${branch}`;
  if (branch !== undefined) await git.fetch(remote, [`+refs/heads/${branch}:${tracking}`]);
  const commit = branch === undefined ? undefined : await git.resolve(tracking);
  if (branch === undefined || commit === undefined) {
    const reason = 'it has no default branch';
    throw new Failure(problem('git/no-remote', {}, { remote, reason }));
  }
  const entry = (await git.tree(commit, configFileName)).find(
    ({ path }) => path === configFileName,
  );
  const bytes = entry === undefined ? undefined : (await git.blobs([entry.id])).get(entry.id);
  if (bytes === undefined) throw new Failure(problem('config/not-on-branch', {}, { branch }));
  return {
    folders: await foldersAt(git, commit),
    config: configOf(new TextDecoder().decode(bytes)),
    remote: { git, branch, commit },
  };
}

/** Returns path → new bytes, or null for a file that goes. */
export function changesOf(
  present: WorkflowFiles,
  wanted: WorkflowFiles,
): Map<string, Uint8Array | null> {
  const changes = new Map<string, Uint8Array | null>();
  for (const [path, bytes] of wanted) {
    const old = present.get(path);
    if (old === undefined || Buffer.compare(old, bytes) !== 0) changes.set(path, bytes);
  }
  for (const path of present.keys()) if (!wanted.has(path)) changes.set(path, null);
  return changes;
}

export interface Proposal {
  readonly name: string;
  /** Name of the file that was imported. */
  readonly from: string;
  readonly prefix: string;
  /** Path inside of the workflow's folder → new bytes, or null for a file that goes. */
  readonly changes: ReadonlyMap<string, Uint8Array | null>;
  readonly base: Base;
  readonly project: Project;
  readonly result: PinResult;
  /** The release's files before; empty for a new workflow. */
  readonly present: WorkflowFiles;
  readonly catalog: Catalog | undefined;
}

/** The branch on which `add` proposes a workflow. */
export function additionBranch(workflow: string): string {
  return `comfypin/add/${workflow}`;
}

/** Proposes an imported workflow on `comfypin/add/<name>`. */
export async function proposeFiles(proposal: Proposal, world: World): Promise<Proposed> {
  const { name, from, result } = proposal;
  const pinned = result.pin === undefined ? {} : { pin: result.pin };
  const message = renderAddition({ name, from, ...pinned, ...changesBetween(proposal) });
  return proposeChanges({ ...proposal, head: additionBranch(name), message }, world);
}

function changesBetween({ present, result, catalog }: Proposal): {
  readonly changes?: readonly Change[];
} {
  const read = (files: WorkflowFiles | undefined) => {
    const bytes = files?.get(workflowFile);
    return bytes === undefined
      ? undefined
      : parseWorkflow(new TextDecoder().decode(bytes), workflowFile).workflow;
  };
  const [from, to] = [read(present), read(result.files)];
  if (from === undefined || to === undefined) return {};
  return { changes: redactDiff(diffWorkflows(from, to, catalog)).changes };
}

export interface Proposed {
  readonly number: number;
  readonly url: string;
}

/**
 * Pushes the branch `head` and opens its pull request, or adds to the one that is open. The index and the work tree stay
 * as they are. The forge is the one that the base branch names: a clone that is behind, or a proposal, may name another.
 */
export async function proposeChanges(
  proposal: Pick<Proposal, 'prefix' | 'changes' | 'base' | 'project'> & {
    readonly head: string;
    readonly message: AdditionWords;
    /** Who made the content, where that is not who runs the command. */
    readonly author?: Person;
  },
  world: World,
): Promise<Proposed> {
  const { head, message, prefix, changes, base, project, author } = proposal;
  if (base.remote === undefined) throw new Error('a pull request needs a base on the remote');
  const { git, branch, commit } = base.remote;
  const { remote } = project.config.forge;
  const ref = `refs/heads/${head}`;
  const forge = await forgeOf(git, base.config.forge, world);
  const open = (await forge.pullRequestsOf(head)).find((each) => each.state === 'open');
  const [there] = await git.remoteRefs(remote, [ref]);
  const tip =
    there === undefined || open === undefined ? undefined : await fetched(git, remote, ref);
  const created = await git.createCommit({
    onto: tip ?? commit,
    parents: [tip ?? commit],
    changes: [...changes].map(([path, content]) => ({ path: `${prefix}${path}`, content })),
    message: message.commit,
    ...(author === undefined ? {} : { author }),
  });
  const isNews = tip === undefined || (await treeOf(git, tip)) !== (await treeOf(git, created));
  const update = { ref, to: created, expected: there?.id };
  const pushed = isNews ? await git.push(remote, [update]) : { ok: true as const };
  if (!pushed.ok) {
    const code = pushed.moved ? 'git/moved' : 'git/push-refused';
    throw new Failure(problem(code, {}, { remote, ref, reason: pushed.reason }));
  }
  const { title, body } = message;
  const request: PullRequest =
    open ?? (await forge.open({ head, base: branch, title, body, labels: ['comfypin'] }));
  if (open !== undefined) await forge.update(open.number, { title, body });
  return { number: request.number, url: request.url };
}

async function treeOf(git: Git, commit: string): Promise<string> {
  return (await git.commit(commit)).tree;
}

/** Brings the tip of a remote branch here. */
async function fetched(git: Git, remote: string, ref: string): Promise<string | undefined> {
  const local = `refs/remotes/${remote}/${ref.slice('refs/heads/'.length)}`;
  await git.fetch(remote, [`+${ref}:${local}`]);
  return git.resolve(local);
}
