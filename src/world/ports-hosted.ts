/** What a hosted forge has beside pull requests: people with permissions, deployments, Actions, settings. */

export interface CommitStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'pending' | 'error';
  readonly description: string;
  readonly url?: string;
  /** Who set it; known of one that was read. */
  readonly by?: string;
}

/** What a person may do in the repository, weakest first. */
export type Permission = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export type Reaction = '+1' | '-1' | 'confused' | 'rocket' | 'eyes';

export interface Reply {
  /** The comment that is answered. */
  readonly to: number;
  readonly body: string;
  /** What the answer is in one sign; kept with it. */
  readonly reaction: Reaction;
}

/** What became live where: shown on the forge's page of environments. */
export interface NewDeployment {
  readonly environment: string;
  readonly workflow: string;
  /** The merge commit. */
  readonly commit: string;
  /** For people, as `portrait v14 (amber-fox)`. */
  readonly description: string;
  /** True for an environment that nothing comes after. */
  readonly production: boolean;
}

/** A run of an Actions workflow. */
export interface ActionsRun {
  readonly id: number;
  readonly url: string;
  readonly state: 'waiting' | 'running' | 'success' | 'failure' | 'cancelled';
}

export interface Runner {
  readonly name: string;
  readonly online: boolean;
  readonly labels: readonly string[];
}

/** `undefined` everywhere: the token may not read it. Nothing here decides a promotion. */
export interface BranchProtection {
  readonly protected: boolean;
  readonly forcePushes?: boolean;
  readonly deletions?: boolean;
  /** Contexts of required checks and statuses. */
  readonly required?: readonly string[];
  readonly mergeQueue?: boolean;
}

/** The settings of a repository that promotions stand on. */
export interface HostSettings {
  readonly private: boolean;
  readonly archived: boolean;
  readonly allowsForks?: boolean;
  readonly mergeMethods?: readonly ('merge' | 'squash' | 'rebase')[];
  readonly deletesBranches?: boolean;
  /** What the login may do; `undefined` where the token does not tell. */
  readonly permission?: Permission;
  /** Scopes of a classic token; other tokens tell none. */
  readonly scopes?: readonly string[];
  readonly kind: 'person' | 'app' | 'job';
  /** Which runs on pull requests from forks must be approved, in GitHub's words. */
  readonly forkApproval?: string;
  /** What `github.token` may do by default, and whether it may approve pull requests. */
  readonly jobToken?: { readonly writes: boolean; readonly approves: boolean };
  readonly runners?: readonly Runner[];
  /** Names of secrets and variables, of the repository or of one of its environments. */
  readonly secrets?: readonly string[];
  readonly variables?: readonly string[];
  /** The server's clock, in milliseconds since 1970. */
  readonly time?: number;
}

export interface HostedForge {
  /** `owner/name`. */
  readonly repository: string;
  /** The address of a file of a branch, for people who may see the repository. */
  readonly fileUrl: (branch: string, path: string) => string;
  /** Check runs of a commit, as statuses; undefined where the login may not read them. */
  readonly checks: (commit: string) => Promise<readonly CommitStatus[] | undefined>;
  /** Logins of a team that is written `@organisation/team`; undefined where the login may not read them, or it is not there. */
  readonly teamMembers: (team: string) => Promise<readonly string[] | undefined>;
  readonly permission: (login: string) => Promise<Permission>;
  /** Who opened the pull request that brought a commit to the branch; undefined for a direct push. */
  readonly authorOf: (commit: string, base: string) => Promise<string | undefined>;
  /** Asks those who may review; who may not is left out. */
  readonly askReview: (number: number, people: readonly string[]) => Promise<void>;
  /** Answers a comment: once, and written anew where we answered it before; returns the address. */
  readonly say: (number: number, reply: Reply) => Promise<string>;
  /** What we answered to a comment, where we did. */
  readonly said: (
    number: number,
    comment: number,
  ) => Promise<{ readonly url: string; readonly reaction: Reaction } | undefined>;
  /** Reacts to a comment; the same reaction is made once. */
  readonly react: (comment: number, reaction: Reaction) => Promise<void>;
  /** Sets several statuses of one commit, and writes only those that differ. */
  readonly setStatuses: (commit: string, statuses: readonly CommitStatus[]) => Promise<void>;
  /** Publishes what is live in an environment, once per commit and workflow; the one before becomes inactive. */
  readonly deploy: (deployment: NewDeployment) => Promise<void>;
  /** Starts an Actions file on a branch; returns its run, where the host tells it. */
  readonly dispatch: (
    file: string,
    branch: string,
    inputs: Readonly<Record<string, string>>,
  ) => Promise<ActionsRun | undefined>;
  readonly actionsRun: (id: number) => Promise<ActionsRun>;
  /** The newest runs of a file on a branch that this login started, newest first. */
  readonly ownRuns: (file: string, branch: string) => Promise<readonly ActionsRun[]>;
  /** Runs of an Actions file that wait or run, newest first. */
  readonly activeRuns: (file: string) => Promise<readonly (ActionsRun & { readonly at: number })[]>;
  /** Opens the one issue that carries the marker, brings it up to date, or closes it where `body` is undefined. */
  readonly issue: (
    marker: string,
    content: { readonly title: string; readonly body: string | undefined },
  ) => Promise<{ readonly number: number; readonly url: string } | undefined>;
  readonly settings: (environments: readonly string[]) => Promise<HostSettings>;
  readonly protection: (branch: string) => Promise<BranchProtection | undefined>;
}
