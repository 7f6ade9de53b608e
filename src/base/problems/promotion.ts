/** Moving releases between environments: what stops a promotion or a rollback, and what is worth knowing of one. */

import { define } from './definition.ts';

export interface At {
  readonly workflow: string;
  readonly environment: string;
}

const at: At = { workflow: 'portrait', environment: 'prod' };

export const promotionProblems = {
  'promotion/rollback-open': define<
    At & { number: number; action: 'rollback' | 'adopt' | 'remove' | 'promote' }
  >({
    severity: 'error',
    title: ({ workflow, environment, number, action }) => {
      const does = {
        rollback: `rolls ${workflow} back in`,
        adopt: `brings a change of ${workflow} back to`,
        remove: `removes ${workflow} from`,
        promote: `promotes ${workflow} to`,
      }[action];
      return `Pull request ${number} ${does} ${environment}, and goes first.`;
    },
    hint: ({ number }) => `comfypin pr show ${number}; merge or close it, then ask again.`,
    why: 'There is one live pull request per workflow and environment: a rollback goes before a back-merge, that before a removal, that before a promotion.',
    example: { ...at, number: 14, action: 'rollback' },
  }),
  'promotion/gone': define<At & { commit: string; by: string }>({
    severity: 'error',
    title: ({ workflow, environment, commit, by }) =>
      `${workflow} is gone from ${environment}, and nobody removed it: commit ${commit.slice(0, 12)} by ${by} took its files away.`,
    hint: ({ workflow, environment, commit }) =>
      `git revert ${commit.slice(0, 12)}, or comfypin remove ${workflow}@${environment} --reason "…" if it is to be gone`,
    why: 'Files that are not there say nothing: they may be lost. A removal is explicit, by comfypin remove, and only such a one goes on to the next environment.',
    example: { ...at, environment: 'dev', commit: '1f2e3d4c5b6a79', by: 'Ada' },
  }),
  'promotion/removed': define<At & { commit: string }>({
    severity: 'info',
    title: ({ workflow, environment, commit }) =>
      `${workflow} is removed from ${environment}, on record for commit ${commit.slice(0, 12)}.`,
    hint: ({ workflow }) => `comfypin status ${workflow}`,
    why: 'Its files were gone; now it is said that they are to be. The removal goes on to the next environment by promote or reconcile.',
    example: { ...at, environment: 'dev', commit: '1f2e3d4c5b6a79' },
  }),
  'promotion/removes': define<At>({
    severity: 'warning',
    title: ({ workflow, environment }) => `${workflow} goes from ${environment}.`,
    why: 'Applications that call it there find it no longer. A removal passes through the environments in their order, each with its gates.',
    example: at,
  }),
  'promotion/waits-for-back-merge': define<At & { release: string }>({
    severity: 'info',
    title: ({ workflow, environment }) =>
      `${environment} holds a change of ${workflow} that the first environment does not have yet.`,
    hint: ({ workflow }) =>
      `Merge the pull request that brings it back (comfypin pr list), or promote ${workflow} by hand.`,
    why: 'A release that was made without the change would take it away again. Once the back-merge is in, what is promoted has it; a back-merge that is closed lets promotions go on.',
    example: { ...at, release: 'sha256:00' },
  }),
  'promotion/way-back-broken': define<At & { release: string; reason: string }>({
    severity: 'warning',
    title: ({ workflow, environment, release, reason }) =>
      `${workflow} could not go back to ${release} in ${environment} today: ${reason}`,
    hint: ({ workflow, environment }) =>
      `comfypin rollback ${workflow}@${environment} --dry-run shows all of it`,
    why: 'The environment has changed since it held that release: a model or node type is gone, or takes other values. A rollback is validated and would be refused.',
    example: { ...at, release: 'v13 (amber-fox)', reason: 'There is no file "old.safetensors".' },
  }),
  'promotion/rolled-back-already': define<
    At & {
      release: string;
      left: string | undefined;
      by: string;
      at: string;
      further: string;
      word: string;
    }
  >({
    severity: 'warning',
    title: ({ workflow, environment, release, left, by, at }) =>
      `${workflow} was rolled back in ${environment} already, at ${at} by ${by}: ${release} is there${left === undefined ? '' : ` in place of ${left}`}. Nothing was done.`,
    hint: ({ workflow, environment, further, word }) =>
      `comfypin rollback ${workflow}@${environment} --release ${word} goes one more step back, to ${further}.`,
    why: 'Two people, a retried job or a second press of a key ask for the same rollback. Going back again and again by itself would take away releases that nobody complained of, so a further step is asked for by its name.',
    example: {
      ...at,
      release: 'v13 (amber-fox)',
      left: 'v14 (calm-owl)',
      by: 'ada@example.com',
      at: '2026-01-02 03:04 UTC',
      further: 'v12 (red-heron)',
      word: 'v12',
    },
  }),
  'promotion/no-common-release': define<At & { first: string }>({
    severity: 'error',
    title: ({ workflow, environment, first }) =>
      `Nothing that ${environment} held of ${workflow} was ever in ${first}, so its change cannot be merged there.`,
    hint: ({ workflow, environment, first }) =>
      `comfypin diff ${workflow}@${first} ${workflow}@${environment}, and make the change in ${first} by hand.`,
    why: 'A merge needs the release that both sides come from.',
    example: { ...at, first: 'dev' },
  }),
  'promotion/unknown-workflow': define<{
    name: string;
    environment: string;
    nearest?: string | undefined;
    branch: string;
    /** True for the environment where changes enter. */
    enters: boolean;
  }>({
    severity: 'error',
    title: ({ name, environment, branch }) =>
      `There is no pinned workflow "${name}" in ${environment} on the remote’s ${branch}.`,
    hint: ({ nearest, branch, name, enters, environment }) =>
      nearest !== undefined
        ? `Did you mean "${nearest}"?`
        : enters
          ? `comfypin pin ${name}, then commit and push it to ${branch}.`
          : `comfypin promote ${name} --env ${environment}`,
    why: 'Promotion reads the remote’s default branch, never the work tree, so that what is promoted is what others see.',
    example: {
      name: 'potrait',
      environment: 'dev',
      nearest: 'portrait',
      branch: 'main',
      enters: true,
    },
  }),
  'promotion/first-environment': define<{ environment: string }>({
    severity: 'error',
    title: ({ environment }) => `Nothing can be promoted to ${environment}: changes enter there.`,
    hint: () => 'Use comfypin add or comfypin pin, and merge that to the default branch.',
    why: 'The first environment has no environment before it.',
    example: { environment: 'dev' },
  }),
  'promotion/unpushed-pin': define<At & { branch: string }>({
    severity: 'warning',
    title: ({ workflow, environment, branch }) =>
      `Your pin of ${workflow} in ${environment} differs from the remote’s ${branch}, which is what counts.`,
    hint: ({ branch }) => `Commit it and merge it to ${branch} if it is to be promoted.`,
    why: 'The work tree is never promoted.',
    example: { ...at, environment: 'dev', branch: 'main' },
  }),
  'promotion/shallow': define<{ remote: string }>({
    severity: 'error',
    title: () => 'This clone is shallow, and the remote does not give the rest of its history.',
    hint: ({ remote }) =>
      `git fetch --unshallow ${remote}; in GitHub Actions: actions/checkout with fetch-depth: 0`,
    why: 'Soak, history and rollback are read from the whole history. From a part of it they would be wrong.',
    example: { remote: 'origin' },
  }),
  'promotion/no-default-branch': define<{ remote: string }>({
    severity: 'error',
    title: ({ remote }) => `The remote "${remote}" has no default branch with a commit.`,
    hint: ({ remote }) => `git push ${remote} main`,
    why: 'Promotion reads the remote’s default branch.',
    example: { remote: 'origin' },
  }),
  'promotion/moved': define<{ branch: string; attempt: number }>({
    severity: 'error',
    title: ({ branch }) => `Others moved ${branch} while this was being pushed.`,
    hint: () => 'Run the same command again: it reads what is there now.',
    why: 'Every push says what it expects to find. Nothing was overwritten.',
    example: { branch: 'comfypin/promote/prod/portrait', attempt: 3 },
  }),
  'promotion/nothing-pinned': define<At>({
    severity: 'error',
    title: ({ workflow, environment }) => `${workflow} is not pinned in ${environment}.`,
    hint: () => 'comfypin status shows what is where.',
    why: 'There is nothing there that could be rolled back, held or explained.',
    example: at,
  }),
  'promotion/no-way-back': define<At & { passedOver: readonly string[] }>({
    severity: 'error',
    title: ({ workflow, environment, passedOver }) =>
      `${workflow} has no earlier release in ${environment} to go back to${passedOver.length === 0 ? '.' : `: ${passedOver.join(', ')}`}`,
    hint: ({ workflow, environment }) =>
      `comfypin history ${workflow}@${environment} lists them; --release R names one by hand.`,
    why: 'One step back leads to the newest earlier release that is neither banned nor was rolled back from.',
    example: { ...at, passedOver: ['v3 (amber-fox) is banned'] },
  }),
  'promotion/unknown-release': define<{ word: string; workflow: string; known: readonly string[] }>(
    {
      severity: 'error',
      title: ({ word, workflow }) => `${workflow} has no release "${word}".`,
      hint: ({ known }) => (known.length === 0 ? undefined : `The newest are ${known.join(', ')}.`),
      why: 'A release is named by its number (v14), its alias (amber-fox) or the beginning of its digest.',
      example: { word: 'v99', workflow: 'portrait', known: ['v14 (amber-fox)', 'v13 (icy-lynx)'] },
    },
  ),
  'promotion/ambiguous-release': define<{
    word: string;
    workflow: string;
    known: readonly string[];
  }>({
    severity: 'error',
    title: ({ word, workflow, known }) =>
      `"${word}" may mean several releases of ${workflow}: ${known.join(', ')}`,
    hint: () => 'Name it by its number or by more digits of its digest.',
    why: 'Two releases can share an alias or the first digits of their digests.',
    example: { word: 'amber-fox', workflow: 'portrait', known: ['v14', 'v2'] },
  }),
  'promotion/bypassed': define<At & { commit: string }>({
    severity: 'warning',
    title: ({ workflow, environment, commit }) =>
      `${workflow} came into ${environment} past the gates, by commit ${commit.slice(0, 12)}`,
    hint: ({ workflow, environment }) => `comfypin history ${workflow}@${environment}`,
    why: 'The commit that brought the release there has no record of gates. Direct pushes and merges without comfypin/gate do that; protect the branch.',
    example: { ...at, commit: '1f2e3d4c5b6a79' },
  }),
  'promotion/edited': define<At & { commit: string; by: string }>({
    severity: 'warning',
    title: ({ workflow, environment, commit, by }) =>
      `${by} changed ${workflow} in ${environment} past the gates (commit ${commit.slice(0, 12)}); nothing moves there by itself until somebody decides.`,
    hint: ({ workflow, environment }) =>
      `comfypin adopt ${workflow}@${environment} --reason "…", or comfypin rollback ${workflow}@${environment}`,
    why: 'A direct edit of a higher environment is neither overwritten nor carried on silently: adopt keeps it and proposes it to the first environment, a rollback takes it back.',
    example: { ...at, commit: '1f2e3d4c5b6a79', by: 'Ada' },
  }),
  'promotion/nothing-proposed': define<At>({
    severity: 'error',
    title: ({ workflow, environment }) =>
      `There is no open pull request that brings ${workflow} to ${environment}.`,
    hint: ({ workflow, environment }) => `comfypin promote ${workflow} --env ${environment}`,
    why: 'Pictures are looked at in a pull request, and the record names what it would bring.',
    example: at,
  }),
  'promotion/not-allowed': define<{
    who: string;
    permission: string;
    needed: string;
    what: string;
  }>({
    severity: 'error',
    title: ({ who, permission, needed, what }) =>
      `${who} may not ${what}: it takes ${needed}, and the forge says ${permission}.`,
    hint: () => 'Ask somebody who maintains the repository.',
    why: 'Skipping gates and merging past them is for those who answer for the repository.',
    example: {
      who: 'ada',
      permission: 'write',
      needed: 'maintain or admin',
      what: 'skip gates',
    },
  }),
  'promotion/plan-moved': define<{ file: string; what: string }>({
    severity: 'error',
    title: ({ file, what }) => `The world moved since ${file} was made: ${what}`,
    hint: ({ file }) => `comfypin plan --json --output ${file}, look at it, and apply it again.`,
    why: 'A saved plan is applied as it was looked at, or not at all.',
    example: { file: 'plan.json', what: 'main is now at 1f2e3d4c5b6a' },
  }),
  'promotion/not-a-plan': define<{ file: string; reason: string }>({
    severity: 'error',
    title: ({ file, reason }) => `${file} is no plan of comfypin: ${reason}`,
    hint: ({ file }) => `comfypin plan --json --output ${file}`,
    why: 'apply takes what plan --json wrote.',
    example: { file: 'plan.json', reason: 'it is no JSON' },
  }),
  'promotion/unreadable-pin': define<{ reason: string }>({
    severity: 'error',
    title: ({ reason }) => `This pin cannot be read: ${reason}`,
    hint: () => 'Restore it from git, or pin again: comfypin pin',
    why: 'A pin that cannot be read holds nothing. It is never taken for an absent one.',
    example: { reason: 'it names no release' },
  }),
} as const;
