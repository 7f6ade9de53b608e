/** Work that needs an environment's runner: started as Actions files, with names of fixed shapes alone. */

import type { ActionsRun, HostedForge, PullRequest } from '../../world/ports.ts';

export interface SmokeDispatch {
  readonly workflow: string;
  readonly environment: string;
  /** What it proposes is run; without it what is pinned. */
  readonly pullRequest?: PullRequest;
}

/** The run reads the pull request's commit as data, under the default branch's promotion.yaml. */
export function dispatchSmoke(
  hosted: HostedForge,
  base: string,
  { workflow, environment, pullRequest }: SmokeDispatch,
): Promise<ActionsRun | undefined> {
  const proposed =
    pullRequest === undefined
      ? {}
      : { ref: `refs/pull/${pullRequest.number}/head`, commit: pullRequest.head.commit };
  const kind = pullRequest === undefined ? 'active' : 'candidate';
  return hosted.dispatch('smoke.yml', base, {
    workflows: workflow,
    environment,
    kind,
    ...proposed,
  });
}
