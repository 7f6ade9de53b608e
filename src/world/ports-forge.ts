/** A forge: where pull requests, reviews and commit statuses live. Two stand behind this: `local` refs and GitHub. */

import type { Git } from './ports-git.ts';
import type { CommitStatus, HostedForge } from './ports-hosted.ts';

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly head: { readonly branch: string; readonly commit: string };
  readonly base: string;
  readonly author: string;
  readonly createdAt: number;
  readonly closedAt?: number;
  /** Set when merged. */
  readonly mergeCommit?: string;
  readonly mergedBy?: string;
  /** Set where the head is a branch of another repository. Such a one is never taken for a pull request of ours. */
  readonly fromFork?: true;
}

export interface NewPullRequest {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** `approved` only where the reviewer belongs to the repository; anyone else's approval is `commented`. */
export interface Review {
  readonly reviewer: string;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** The head commit that the reviewer saw. */
  readonly commit: string;
  readonly at: number;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export type MergeResult =
  | { readonly merged: true; readonly commit: string }
  | {
      readonly merged: false;
      readonly moved: boolean;
      readonly reason: string;
      /** It waits in the forge's merge queue, bound to the expected head. */
      readonly queued?: true;
    };

/** What a forge is made from. */
export interface ForgeOptions {
  readonly kind: 'local' | 'github';
  readonly git: Git;
  readonly remote: string;
  /** `owner/name`, for GitHub. */
  readonly repository?: string;
  readonly apiUrl?: string;
  readonly token?: string;
  /** A GitHub App to sign in as, in place of a token. */
  readonly app?: { readonly id: string; readonly privateKey: string };
  readonly mergeMethod?: MergeMethod;
}

export interface Forge {
  readonly kind: 'local' | 'github';
  /** Absent for the local forge. */
  readonly hosted?: HostedForge;
  /** The name under which we act. */
  readonly me: () => Promise<string>;
  /** Those whose head is a branch of the same repository. */
  readonly openPullRequests: (base: string) => Promise<readonly PullRequest[]>;
  readonly pullRequest: (number: number) => Promise<PullRequest | undefined>;
  /** Pull requests of any state whose head is this branch, newest first. */
  readonly pullRequestsOf: (headBranch: string) => Promise<readonly PullRequest[]>;
  readonly open: (request: NewPullRequest) => Promise<PullRequest>;
  readonly update: (
    number: number,
    change: {
      readonly title?: string;
      readonly body?: string;
      readonly labels?: readonly string[];
    },
  ) => Promise<void>;
  readonly close: (number: number, reason: string) => Promise<void>;
  /**
   * Writes the one comment that carries `marker`, or makes it; leaves it alone when nothing changed. With `part` only that
   * part of it is written; without a body it is taken away.
   */
  readonly comment: (
    number: number,
    marker: string,
    body: string | undefined,
    part?: string,
  ) => Promise<void>;
  readonly reviews: (number: number) => Promise<readonly Review[]>;
  readonly approve: (number: number, head: string) => Promise<void>;
  readonly statuses: (commit: string) => Promise<readonly CommitStatus[]>;
  readonly setStatus: (commit: string, status: CommitStatus) => Promise<void>;
  /** Merges only if the head is still `expectedHead`. */
  readonly merge: (
    number: number,
    options: { readonly expectedHead: string; readonly title: string; readonly message: string },
  ) => Promise<MergeResult>;
}
