/** Brings a pull request up to its base with the graph merge: one commit with two parents, made without a work tree. */

import { Failure } from '../../base/failure.ts';
import { hasErrors, problem } from '../../base/problem.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { mergeFile } from '../../core/merge/file.ts';
import type { Conflict } from '../../core/merge/types.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { pinWorkflow } from '../../core/promotion/pinning.ts';
import { canvasFile, pinFile, textOf, workflowFile } from '../../core/promotion/release-files.ts';
import type { Git, PullRequest, TreeChange } from '../../world/ports.ts';

export interface FileConflict {
  readonly file: string;
  /** Empty where the file is no graph, or one side removed it. */
  readonly conflicts: readonly Conflict[];
  readonly reason?: string;
}

export type BranchUpdate =
  | { readonly state: 'up-to-date'; readonly head: string }
  | {
      readonly state: 'updated' | 'would-update';
      readonly head: string;
      readonly files: readonly string[];
    }
  | {
      readonly state: 'conflicts';
      readonly head: string;
      readonly conflicts: readonly FileConflict[];
    };

export interface UpdateRequest {
  readonly git: Git;
  readonly remote: string;
  readonly pull: PullRequest;
  readonly config: PromotionConfig;
  /** Stops before anything is written. */
  readonly dryRun: boolean;
}

/** Merges the tip of the base branch into the head and pushes it; nothing is pushed where a person must choose. */
export async function updateBranch({
  git,
  remote,
  pull,
  config,
  dryRun,
}: UpdateRequest): Promise<BranchUpdate> {
  const [base, head] = [
    await tipOf(git, remote, pull.base),
    await tipOf(git, remote, pull.head.branch),
  ];
  if (await git.isAncestor(base, head)) return { state: 'up-to-date', head };
  const common = await git.mergeBase(head, base);
  const trees = await readTrees(git, { common, head, base });
  const merged = await mergeAll(git, trees);
  if (merged.conflicts.length > 0) return { state: 'conflicts', head, conflicts: merged.conflicts };
  const files = [...merged.changes.keys()];
  if (dryRun) return { state: 'would-update', head, files };
  const pinned = await pinAgain(git, merged, config);
  const changes = [...merged.changes, ...pinned].map(
    ([path, content]): TreeChange => ({ path, content }),
  );
  const commit = await git.createCommit({
    onto: head,
    parents: [head, base],
    changes,
    message: `Merge ${pull.base} into ${pull.head.branch}\n`,
  });
  const ref = `refs/heads/${pull.head.branch}`;
  const pushed = await git.push(remote, [{ ref, to: commit, expected: head }]);
  if (!pushed.ok) {
    throw new Failure(problem('git/push-refused', {}, { remote, ref, reason: pushed.reason }));
  }
  return { state: 'updated', head: commit, files };
}

async function tipOf(git: Git, remote: string, branch: string): Promise<string> {
  const tracking = `refs/remotes/${remote}/${branch}`;
  await git.fetch(remote, [`+refs/heads/${branch}:${tracking}`]);
  const commit = await git.resolve(tracking);
  if (commit === undefined) {
    throw new Failure(problem('git/no-remote-ref', {}, { remote, ref: `refs/heads/${branch}` }));
  }
  return commit;
}

type Tree = ReadonlyMap<string, string>;

interface Trees {
  readonly common: Tree;
  readonly head: Tree;
  readonly base: Tree;
}

async function readTrees(
  git: Git,
  commits: { readonly common: string | undefined; readonly head: string; readonly base: string },
): Promise<Trees> {
  const read = async (commit: string | undefined): Promise<Tree> => {
    if (commit === undefined) return new Map();
    return new Map((await git.tree(commit)).map(({ path, id }) => [path, id]));
  };
  const [common, head, base] = await Promise.all(
    [commits.common, commits.head, commits.base].map(read),
  );
  return { common: common ?? new Map(), head: head ?? new Map(), base: base ?? new Map() };
}

type Content = TreeChange['content'];

interface MergedFiles {
  readonly trees: Trees;
  /** Path → what the head gets; null where the file goes. */
  readonly changes: ReadonlyMap<string, Content>;
  readonly conflicts: readonly FileConflict[];
}

/** Files that only one side changed are taken; the others are merged by what they are. */
async function mergeAll(git: Git, trees: Trees): Promise<MergedFiles> {
  const changes = new Map<string, Content>();
  const conflicts: FileConflict[] = [];
  for (const path of [...new Set([...trees.head.keys(), ...trees.base.keys()])].sort()) {
    const [before, ours, theirs] = [
      trees.common.get(path),
      trees.head.get(path),
      trees.base.get(path),
    ];
    if (ours === theirs || before === theirs) continue;
    if (before === ours) {
      changes.set(path, theirs === undefined ? null : { blob: theirs });
      continue;
    }
    if (ours === undefined || theirs === undefined) {
      const side = ours === undefined ? 'the pull request' : 'the base branch';
      conflicts.push({
        file: path,
        conflicts: [],
        reason: `${side} removed it, the other changed it`,
      });
      continue;
    }
    const texts = await textsOf(git, { before, ours, theirs });
    if (texts === undefined) {
      conflicts.push({ file: path, conflicts: [], reason: 'both changed a file that is no text' });
      continue;
    }
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const merged = mergeFile(path, texts, {
      hasCanvas: trees.head.has(`${folder}${canvasFile}`),
      catalog: await catalogFor(git, trees.head, path),
    });
    if (merged.unread !== undefined) {
      const { side, reason } = merged.unread;
      const whose = { base: 'the common version', ours: 'the pull request', theirs: 'the base' };
      conflicts.push({ file: path, conflicts: [], reason: `${whose[side]}: ${reason}` });
    } else if (merged.conflicts.length > 0)
      conflicts.push({ file: path, conflicts: merged.conflicts });
    else if (merged.open > 0) {
      conflicts.push({ file: path, conflicts: [], reason: 'both changed the same lines' });
    } else changes.set(path, merged.text);
  }
  return { trees, changes, conflicts };
}

async function textsOf(
  git: Git,
  ids: { readonly before: string | undefined; readonly ours: string; readonly theirs: string },
): Promise<{ base: string; ours: string; theirs: string } | undefined> {
  const wanted = [ids.before, ids.ours, ids.theirs].filter((id) => id !== undefined);
  const blobs = await git.blobs([...new Set(wanted)]);
  const text = (id: string | undefined) =>
    id === undefined ? '' : textOf(blobs.get(id) ?? new Uint8Array());
  const [base, ours, theirs] = [text(ids.before), text(ids.ours), text(ids.theirs)];
  if (base === undefined || ours === undefined || theirs === undefined) return undefined;
  return [base, ours, theirs].some((each) => each.includes('\0'))
    ? undefined
    : { base, ours, theirs };
}

const inFolder = /^workflows\/([^/]+)\/(.+)\/(?:canvas|workflow|pin)\.json$/;

async function catalogFor(git: Git, tree: Tree, path: string): Promise<Catalog | undefined> {
  const environment = inFolder.exec(path)?.[1];
  const id =
    environment === undefined ? undefined : tree.get(`workflows/${environment}/environment.json`);
  if (id === undefined) return undefined;
  const text = textOf((await git.blobs([id])).get(id) ?? new Uint8Array()) ?? '';
  return parseEnvironment(text).catalog;
}

/** Workflows of the first environment of which a file was merged get the pin that belongs to them. */
async function pinAgain(
  git: Git,
  { trees, changes }: MergedFiles,
  config: PromotionConfig,
): Promise<ReadonlyMap<string, Content>> {
  const first = config.environments[0]?.name;
  const pinned = new Map<string, Content>();
  const folders = new Set(
    [...changes.keys()].flatMap((path) => {
      const [, environment, name] = inFolder.exec(path) ?? [];
      return environment === first && name !== undefined
        ? [`workflows/${environment}/${name}`]
        : [];
    }),
  );
  for (const folder of folders) {
    const files = await filesIn(git, folder, trees.head, changes);
    const catalog = await catalogFor(git, trees.head, `${folder}/${pinFile}`);
    if (catalog === undefined || !files.has(workflowFile) || first === undefined) continue;
    const request = { files, environment: first, catalog, config, prefix: `${folder}/` };
    const result = pinWorkflow(request);
    if (result.files === undefined || hasErrors(result.problems)) continue;
    for (const [path, bytes] of result.files) {
      const before = files.get(path);
      if (before === undefined || Buffer.compare(before, bytes) !== 0)
        pinned.set(`${folder}/${path}`, bytes);
    }
  }
  return pinned;
}

async function filesIn(
  git: Git,
  folder: string,
  head: Tree,
  changes: ReadonlyMap<string, Content>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = new Map<string, Content>();
  for (const [path, id] of head)
    if (path.startsWith(`${folder}/`)) contents.set(path, { blob: id });
  for (const [path, content] of changes) {
    if (!path.startsWith(`${folder}/`)) continue;
    if (content === null) contents.delete(path);
    else contents.set(path, content);
  }
  const ids = [...contents.values()].flatMap((each) => (isBlob(each) ? [each.blob] : []));
  const blobs =
    ids.length === 0 ? new Map<string, Uint8Array>() : await git.blobs([...new Set(ids)]);
  return new Map(
    [...contents].map(([path, content]) => [
      path.slice(folder.length + 1),
      isBlob(content) ? (blobs.get(content.blob) ?? new Uint8Array()) : bytesOf(content),
    ]),
  );
}

function isBlob(content: Content): content is { readonly blob: string } {
  return content !== null && typeof content === 'object' && 'blob' in content;
}

function bytesOf(content: Content): Uint8Array {
  return content instanceof Uint8Array ? content : new TextEncoder().encode(String(content ?? ''));
}
