/** What gates answer: each row is the reason of one answer, its hint the command that helps. */

import { define } from './definition.ts';
import { type StaleReason, staleText } from './stale-text.ts';

export interface At {
  readonly workflow: string;
  readonly environment: string;
}

export interface Stopped extends At {
  readonly reason: string;
  readonly by: string;
  readonly since: string;
  readonly until?: string | undefined;
}

const at: At = { workflow: 'portrait', environment: 'prod' };
const stopped: Stopped = {
  ...at,
  reason: 'the shop is closed for the holidays',
  by: 'Ada',
  since: '2026-11-20 09:00 UTC',
  until: '2026-11-23 08:00 UTC',
};
const run = { ...at, at: '2026-11-20 09:00 UTC', by: 'Ada' };
const before = { ...run, before: 'staging' };
const soak = { ...at, before: 'staging', reached: '3h', needed: '1d' };
const release = 'sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a';

const time = ({ since, until }: Stopped): string =>
  until === undefined ? `since ${since}` : `since ${since}, until ${until}`;
const because = ({ reason, by }: Stopped): string =>
  `${by === '' ? '' : ` by ${by}`}${reason === '' ? '' : `: ${reason}`}`;
const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

export const gateProblems = {
  'gate/not-stopped': define<{ kind: 'ban' | 'hold' | 'freeze' }>({
    severity: 'info',
    title: ({ kind }) => `There is no ${kind}.`,
    why: 'Nobody has stopped the release, the workflow in this environment, or the environment.',
    example: { kind: 'hold' },
  }),
  'gate/banned': define<Stopped & { release: string }>({
    severity: 'error',
    title: (args) =>
      `The release ${short(args.release)} of ${args.workflow} is banned ${time(args)}${because(args)}`,
    hint: ({ release }) => `comfypin ban ${short(release)} --lift --reason "…"`,
    why: 'A ban stops a release in every environment. Whoever lifts it says why.',
    example: { ...stopped, release },
  }),
  'gate/held': define<Stopped>({
    severity: 'error',
    title: (args) =>
      `${args.workflow} is held in ${args.environment} ${time(args)}${because(args)}`,
    hint: ({ workflow, environment }) =>
      `comfypin promote ${workflow} --env ${environment} --lift-hold --reason "…"`,
    why: 'A hold keeps a workflow as it is in one environment. A rollback sets one, so that the release that was left does not come back by itself.',
    example: stopped,
  }),
  'gate/frozen': define<Stopped>({
    severity: 'error',
    title: (args) => `${args.environment} is frozen ${time(args)}${because(args)}`,
    hint: ({ environment }) => `comfypin freeze ${environment} --lift --reason "…"`,
    why: 'A freeze stops promotions into an environment. Rollbacks are not stopped.',
    example: stopped,
  }),
  'gate/not-its-turn': define<
    At & { next: string; policy: string; holder: string; until?: string | undefined }
  >({
    severity: 'warning',
    title: ({ environment, next, holder, until }) =>
      `${environment} keeps the release ${short(holder)} until it is through to ${next}${until === undefined ? '.' : `, at ${until}`}`,
    hint: ({ workflow, environment, next, until }) =>
      until === undefined
        ? `comfypin smoke ${workflow} --env ${environment} --record; comfypin why ${workflow}@${next}`
        : `comfypin promote ${workflow} --env ${environment} --hotfix --skip turn --reason "…"`,
    why: 'The policy of the environment after lets a release finish before the next one takes its place, so that frequent releases do not keep each other from ever arriving.',
    example: {
      ...at,
      environment: 'staging',
      next: 'prod',
      policy: 'hold-while-soaking',
      holder: release,
      until: '2026-11-22 09:00 UTC',
    },
  }),
  'gate/switched-off': define<At & { gate: string }>({
    severity: 'warning',
    title: ({ gate, environment }) => `The gate ${gate} is switched off for ${environment}.`,
    why: 'promotion.yaml relaxes this gate. That is shown wherever it matters.',
    example: { ...at, gate: 'smoke' },
  }),
  'gate/validation-passed': define<At>({
    severity: 'info',
    title: ({ environment }) =>
      `${environment} has every node type, option and model that the release needs.`,
    why: 'The release was checked against what the environment’s recording or server offers.',
    example: at,
  }),
  'gate/validation-failed': define<At & { count: number; first: string }>({
    severity: 'error',
    title: ({ workflow, environment, count, first }) =>
      `${environment} cannot run this release of ${workflow}: ${first}${count > 1 ? ` (and ${count - 1} more)` : ''}`,
    hint: ({ workflow, environment }) => `comfypin validate ${workflow} --env ${environment}`,
    why: 'A server of the environment would refuse the release. Change the workflow, or the environment, or map the model names in promotion.yaml.',
    example: {
      ...at,
      count: 1,
      first: 'Node 7 has the type StyleGrade, which prod does not have.',
    },
  }),
  'gate/validation-unknown': define<At & { why: string }>({
    severity: 'warning',
    title: ({ environment, why }) =>
      `Whether ${environment} can run the release is unknown: ${why}`,
    hint: ({ environment }) => `comfypin record --env ${environment}`,
    why: 'A gate that cannot be answered is never green.',
    example: { ...at, why: 'there is no recording of the environment' },
  }),
  'gate/validation-open': define<At & { count: number; first: string }>({
    severity: 'warning',
    title: ({ environment, count, first }) =>
      `Only the servers of ${environment} can tell whether they run the release${count > 1 ? ` (${count} places)` : ''}: ${first}`,
    hint: ({ environment }) =>
      `Switch the gate smoke of ${environment} on, and run comfypin smoke --env ${environment} --candidate --record; or declare in nodes: of promotion.yaml what is known of the node types.`,
    why: 'With the gate smoke, the run of the candidate is the server’s own answer. Without it nobody gives that answer, and what is not known is not green.',
    example: {
      ...at,
      count: 1,
      first: 'Only the server can tell whether image of LoadImage is accepted',
    },
  }),
  'gate/previous-passed': define<At & { before: string; at: string; by: string }>({
    severity: 'info',
    title: ({ before, at: time, by }) =>
      `The release ran in ${before} and passed (${time}, ${by}).`,
    why: 'Active evidence was recorded after the release came into the environment before.',
    example: before,
  }),
  'gate/previous-failed': define<At & { before: string; at: string; by: string }>({
    severity: 'error',
    title: ({ before, at: time, by }) => `The release failed in ${before} (${time}, ${by}).`,
    hint: ({ workflow, before }) => `comfypin smoke ${workflow} --env ${before} --record`,
    why: 'The newest active run in the environment before says no. A release that fails there goes no further.',
    example: before,
  }),
  'gate/previous-missing': define<At & { before: string; at: string; by: string }>({
    severity: 'warning',
    title: ({ workflow, before, at: time }) =>
      `${workflow} has no active evidence in ${before}, where it is since ${time}.`,
    hint: ({ workflow, before }) => `comfypin smoke ${workflow} --env ${before} --record`,
    why: 'The next environment needs evidence of a run after the release came into the one before.',
    example: before,
  }),
  'gate/evidence-stale': define<
    At & { kind: 'candidate' | 'active'; at: string; reasons: readonly StaleReason[] }
  >({
    severity: 'warning',
    title: ({ workflow, environment, kind, at: time, reasons }) =>
      `${kind === 'candidate' ? 'The candidate' : workflow} ran in ${environment} at ${time}, and that does not count any more: ${staleText(reasons)}.`,
    hint: ({ workflow, environment, kind }) =>
      `comfypin smoke ${workflow} --env ${environment}${kind === 'candidate' ? ' --candidate' : ''} --record`,
    why: 'Evidence is about an environment as it was. What of it has to be as today, and how old it may be, is said by evidence: in promotion.yaml; comfypin smoke --stale runs all of that again.',
    example: {
      ...at,
      kind: 'active',
      at: '2026-11-20 07:30 UTC',
      reasons: [
        {
          part: 'interface',
          name: 'KSampler',
          was: 'sha256:1f2e',
          is: 'sha256:9a8b',
          since: 1795248000000,
        },
        { part: 'versions', name: 'comfyui', was: '0.3.64', is: '0.33.0' },
      ],
    },
  }),
  'gate/previous-no-cases': define<At & { before: string; at: string; by: string }>({
    severity: 'warning',
    title: ({ workflow, before }) => `${workflow} has no smoke case in ${before} that could tell.`,
    hint: ({ workflow, before }) => `Add a case to workflows/${before}/${workflow}/smoke.yaml`,
    why: 'A run without a case proves nothing, so it never counts as passed.',
    example: before,
  }),
  'gate/never-there': define<At & { before: string; release: string }>({
    severity: 'error',
    title: ({ workflow, before, release: digest }) =>
      `This release of ${workflow} (${short(digest)}) was never in ${before}.`,
    hint: ({ workflow, before }) => `comfypin promote ${workflow} --env ${before}`,
    why: 'Releases move from one environment to the next and leave none out.',
    example: { ...at, before: 'staging', release },
  }),
  'gate/smoke-passed': define<At & { at: string; by: string }>({
    severity: 'info',
    title: ({ environment, at: time, by }) =>
      `The candidate ran in ${environment} and passed (${time}, ${by}).`,
    why: 'Candidate evidence of this rendering was recorded in the environment that it is to enter.',
    example: run,
  }),
  'gate/smoke-failed': define<At & { at: string; by: string }>({
    severity: 'error',
    title: ({ environment, at: time, by }) =>
      `The candidate failed its smoke run in ${environment} (${time}, ${by}).`,
    hint: ({ workflow, environment }) =>
      `comfypin smoke ${workflow} --env ${environment} --candidate --record`,
    why: 'The newest candidate run in the environment says no.',
    example: run,
  }),
  'gate/smoke-missing': define<At>({
    severity: 'warning',
    title: ({ environment }) => `The candidate has not run in ${environment} yet.`,
    hint: ({ workflow, environment }) =>
      `comfypin smoke ${workflow} --env ${environment} --candidate --record`,
    why: 'A release enters an environment when a smoke run there has passed.',
    example: at,
  }),
  'gate/smoke-no-cases': define<At & { at: string; by: string }>({
    severity: 'warning',
    title: ({ workflow, environment }) =>
      `${workflow} has no smoke case for ${environment} that could tell.`,
    hint: ({ workflow, environment }) =>
      `Add a case to workflows/${environment}/${workflow}/smoke.yaml`,
    why: 'A run without a case proves nothing, so it never counts as passed.',
    example: run,
  }),
  'gate/soaked': define<At & { before: string; reached: string; needed: string }>({
    severity: 'info',
    title: ({ before: name, needed }) =>
      `The release has soaked in ${name} for ${needed} or longer.`,
    why: 'Soak counts the longest continuous stay since the release was last rolled back, banned or failed.',
    example: { ...soak, reached: '1d 2h' },
  }),
  'gate/soaking': define<At & { before: string; reached: string; needed: string; until: string }>({
    severity: 'warning',
    title: ({ before: name, needed, until }) =>
      `The release soaks in ${name} for ${needed}, ready at ${until}`,
    hint: ({ workflow, environment }) => `comfypin why ${workflow}@${environment}`,
    why: 'Soak counts the longest continuous stay since the release was last rolled back, banned or failed. Time alone changes the answer.',
    example: { ...soak, until: '2026-11-22 09:00 UTC' },
  }),
  'gate/soak-not-begun': define<At & { before: string; reached: string; needed: string }>({
    severity: 'warning',
    title: ({ before: name, needed }) =>
      `The soak of ${needed} in ${name} has not begun: it starts with active evidence there.`,
    hint: ({ workflow, before: name }) => `comfypin smoke ${workflow} --env ${name} --record`,
    why: 'Soak starts at the later of the merge and the active evidence.',
    example: soak,
  }),
  'gate/no-pull-request': define<At & { needed: number }>({
    severity: 'warning',
    title: ({ needed }) =>
      `${needed === 1 ? 'One approval is' : `${needed} approvals are`} needed, and there is no pull request yet.`,
    hint: ({ workflow, environment }) => `comfypin promote ${workflow} --env ${environment}`,
    why: 'People approve the pull request’s head.',
    example: { ...at, needed: 1 },
  }),
  'gate/approved': define<{ names: readonly string[]; number: number }>({
    severity: 'info',
    title: ({ names, number }) => `Pull request ${number} is approved by ${names.join(', ')}.`,
    why: 'Approvals count for the head that the reviewer saw, and never the author’s own.',
    example: { names: ['Ada'], number: 12 },
  }),
  'gate/approvals-missing': define<{
    given: number;
    needed: number;
    number: number;
    author: string;
  }>({
    severity: 'warning',
    title: ({ given, needed, number, author }) =>
      `Pull request ${number} has ${given} of ${needed} approvals of its head by others than ${author}.`,
    hint: ({ number }) => `comfypin pr approve ${number}`,
    why: 'Approvals count for the head that the reviewer saw, and never the author’s own.',
    example: { given: 0, needed: 1, number: 12, author: 'ada' },
  }),
  'gate/changes-requested': define<{ reviewer: string; number: number }>({
    severity: 'error',
    title: ({ reviewer, number }) => `${reviewer} asks for changes in pull request ${number}.`,
    hint: ({ number }) => `comfypin pr show ${number}`,
    why: 'A reviewer who asks for changes stops the promotion until he or she approves or the review is dismissed.',
    example: { reviewer: 'Ada', number: 12 },
  }),
} as const;
