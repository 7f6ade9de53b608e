/** Git by its plumbing: objects are made and refs moved without the user's index or work tree. */

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly tree: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Seconds since 1970. */
  readonly authorTime: number;
  readonly commitTime: number;
  readonly message: string;
}

/** What one commit changed against its first parent. */
export interface LineChange {
  readonly commit: Commit;
  /** `id` is absent where the file was taken away. */
  readonly files: readonly { readonly path: string; readonly id?: string }[];
}

/** A file to set in a new commit, or to leave out of it. */
export interface TreeChange {
  readonly path: string;
  readonly content: Uint8Array | string | { readonly blob: string } | null;
}

export interface NewCommit {
  /** The commit or tree that the changes are made on, or undefined for an empty tree. */
  readonly onto: string | undefined;
  readonly parents: readonly string[];
  readonly changes: readonly TreeChange[];
  readonly message: string;
  /** Who made the content, where that is not the user, who stays the committer. */
  readonly author?: { readonly name: string; readonly email: string };
}

export interface RefUpdate {
  readonly ref: string;
  /** The object that the ref is to name, or undefined to delete it. */
  readonly to: string | undefined;
  /** The object that the ref must name now, or undefined if it must not be there. */
  readonly expected: string | undefined;
}

/** `moved`: a ref was not where it was expected, so reading again and trying again may help. `ref`: the first one refused. */
export type PushResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly moved: boolean;
      readonly ref: string;
      readonly reason: string;
    };

export type MergedTree =
  | { readonly ok: true; readonly tree: string }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/** `kept`: somebody else's, left alone. */
export type SetupAction = 'written' | 'unchanged' | 'kept';

export interface Git {
  /** Absolute path of the work tree's top folder; of the repository itself where it is bare. */
  readonly top: string;
  /** Absolute path of the folder in which git keeps what all work trees share. */
  readonly commonFolder: string;
  /** The version of the git program, as `2.43.0`. */
  readonly version: () => Promise<string>;
  readonly resolve: (revision: string) => Promise<string | undefined>;
  readonly refs: (prefix: string) => Promise<readonly { ref: string; id: string }[]>;
  /** All blobs below `path` (default: the whole tree), recursively. */
  readonly tree: (revision: string, path?: string) => Promise<readonly TreeEntry[]>;
  /** Contents by the name they were asked for: a blob id, or `<revision>:<path>`. One process for all; a missing one is a failure. */
  readonly blobs: (names: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Those of the names (ids, revisions, `<revision>:<path>`) that this repository does not hold. */
  readonly missing: (names: readonly string[]) => Promise<readonly string[]>;
  readonly commit: (revision: string) => Promise<Commit>;
  /** Newest first. `firstParent` follows the branch's own line; `paths` leaves out commits that do not touch them. */
  readonly log: (options: {
    readonly from: string;
    readonly paths?: readonly string[];
    readonly firstParent?: boolean;
    readonly limit?: number;
  }) => Promise<readonly Commit[]>;
  /** Oldest first: every commit of the branch's own line (first parents) that changed something below `path`. One process. */
  readonly lineChanges: (from: string, path: string) => Promise<readonly LineChange[]>;
  readonly isAncestor: (ancestor: string, descendant: string) => Promise<boolean>;
  readonly mergeBase: (left: string, right: string) => Promise<string | undefined>;
  /** Merges two commits as `git merge` would, without a work tree; conflicts are paths. */
  readonly mergeTrees: (ours: string, theirs: string) => Promise<MergedTree>;
  /** Writes a commit under the user's name; no ref names it yet. */
  readonly createCommit: (commit: NewCommit) => Promise<string>;
  /** False where the ref is not at `expected`. */
  readonly updateRef: (update: RefUpdate) => Promise<boolean>;
  readonly remoteUrl: (remote: string) => Promise<string | undefined>;
  /** The name of the remote's default branch, as `main`; asks the remote. */
  readonly defaultBranch: (remote: string) => Promise<string | undefined>;
  /** The remote's default branch with its tip, and the tips of these refs where they are there. One process. */
  readonly remoteState: (
    remote: string,
    refs: readonly string[],
  ) => Promise<{
    readonly head?: { readonly branch: string; readonly commit: string };
    readonly tips: ReadonlyMap<string, string>;
  }>;
  /** Refspecs as `git fetch` takes them; one without `:` brings the objects and sets no ref. */
  readonly fetch: (remote: string, refspecs: readonly string[]) => Promise<void>;
  /** Refs by their full names; a pattern may end with `*`. Asks the remote. */
  readonly remoteRefs: (
    remote: string,
    patterns: readonly string[],
  ) => Promise<readonly { ref: string; id: string }[]>;
  /** Pushes with a lease per ref, all or nothing; runs no hooks of this repository. */
  readonly push: (remote: string, updates: readonly RefUpdate[]) => Promise<PushResult>;
  readonly isShallow: () => Promise<boolean>;
  /** Completes a shallow clone; false where the remote will not. */
  readonly deepen: (remote: string) => Promise<boolean>;
  readonly currentBranch: () => Promise<string | undefined>;
  /** The name under which commits are made, or undefined where git has none. */
  /** Sets a setting of this clone alone. */
  readonly setSetting: (name: string, value: string) => Promise<SetupAction>;
  /** Writes a hook of this clone; one without `mark` is another's. */
  readonly installHook: (hook: {
    readonly name: string;
    readonly text: string;
    readonly mark: string;
  }) => Promise<SetupAction>;
  readonly user: () => Promise<{ name: string; email: string } | undefined>;
}
