/** What those gates answer that promotion.yaml has to ask for: windows, statuses, pictures, contract, owners; and hotfixes. */

import { define } from './definition.ts';

export interface At {
  readonly workflow: string;
  readonly environment: string;
}

export interface Break {
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly was: string;
  readonly is?: string | undefined;
}

const at: At = { workflow: 'portrait', environment: 'prod' };
const breaks: readonly Break[] = [
  { name: 'seed', direction: 'input', was: 'INT' },
  { name: 'strength', direction: 'input', was: 'INT', is: 'FLOAT' },
];
const broken = { ...at, breaks, number: 12 };

export interface Window extends At {
  readonly zone: string;
  readonly when?: string | undefined;
  readonly because?: string | undefined;
  readonly until?: string | undefined;
}

const window: Window = {
  ...at,
  zone: 'Europe/Berlin',
  when: 'Fri 15:00-Mon 08:00',
  because: 'nobody is there',
  until: '2026-11-23 07:00 UTC',
};

const told = (list: readonly Break[]): string =>
  list
    .map(({ name, direction, was, is }) =>
      is === undefined
        ? `${direction} ${name} is gone`
        : `${direction} ${name} was ${was}, is ${is}`,
    )
    .join('; ');

const agreed =
  'An application calls the workflow by these names. What is removed or has another type breaks it.';

export const gateAskedProblems = {
  'gate/waiting-for-runner': define<
    At & { runner: string; kind: 'candidate' | 'active'; since: string }
  >({
    severity: 'warning',
    title: ({ runner, kind, since }) =>
      `Waiting for runner of ${runner} since ${since}: it was asked for the ${kind} smoke run.`,
    hint: ({ workflow, environment, runner, kind }) =>
      kind === 'candidate'
        ? `comfypin smoke ${workflow} --env ${environment} --candidate --record, where its server can be reached`
        : `comfypin smoke ${workflow} --env ${runner} --record, where its server can be reached`,
    why: 'reconcile runs hosted and calls no ComfyUI. It asks the environment’s runner, and asks again after six hours.',
    example: { ...at, runner: 'staging', kind: 'active', since: '2026-11-21 07:30 UTC' },
  }),
  'gate/not-removed-before': define<At & { before: string }>({
    severity: 'error',
    title: ({ workflow, environment, before }) =>
      `${workflow} is still in ${before}, so it does not go from ${environment}.`,
    hint: ({ workflow, before }) => `comfypin remove ${workflow}@${before} --reason "…"`,
    why: 'A removal goes the way of releases, from the first environment on; else the next promotion would bring the workflow back.',
    example: { ...at, before: 'staging' },
  }),
  'gate/removed-before': define<At & { before: string; at: string }>({
    severity: 'info',
    title: ({ workflow, before, at: time }) => `${workflow} was removed from ${before} on ${time}.`,
    why: 'A removal goes the way of releases, from the first environment on.',
    example: { ...at, before: 'staging', at: '2026-11-21 07:30 UTC' },
  }),
  'gate/open': define<Window>({
    severity: 'info',
    title: ({ environment, until }) =>
      `${environment} takes releases now${until === undefined ? '.' : `, until ${until}`}`,
    why: 'No denied window holds, and an allowed one is open or none is asked for.',
    example: window,
  }),
  'gate/closed': define<Window>({
    severity: 'warning',
    title: ({ environment, when, zone, because, until }) =>
      `${environment} takes no releases ${when === undefined ? 'outside of its windows' : `in ${when}`} (${zone})${because === undefined ? '' : `: ${because}`}${until === undefined ? '' : `, until ${until}`}`,
    hint: ({ workflow, environment }) =>
      `comfypin promote ${workflow} --env ${environment} --hotfix --skip window --reason "…"`,
    why: 'promotion.yaml says when the environment takes releases; deny goes before allow. Rollbacks are not stopped.',
    example: window,
  }),
  'gate/checks-unread': define<At & { names: readonly string[]; number?: number | undefined }>({
    severity: 'warning',
    title: ({ names }) =>
      `${names.join(', ')} reported no commit status, and the token may not read check runs.`,
    hint: () =>
      'Give the token checks: read: an App or an Actions job can have it, a fine-grained personal token cannot.',
    why: 'Other tools answer as commit statuses or as check runs. What cannot be read is neither a yes nor a no.',
    example: { ...at, names: ['ci/lint'], number: 12 },
  }),
  'gate/status-passed': define<At & { names: readonly string[]; number?: number | undefined }>({
    severity: 'info',
    title: ({ names }) => `The head has the green statuses ${names.join(', ')}.`,
    why: 'Other tools reported success on the head of the pull request.',
    example: { ...at, names: ['ci/lint'], number: 12 },
  }),
  'gate/status-failed': define<At & { names: readonly string[]; number?: number | undefined }>({
    severity: 'error',
    title: ({ names, number }) =>
      `${names.join(', ')} failed on the head of pull request ${number ?? ''}`.trim(),
    hint: ({ number }) => `comfypin pr show ${number ?? ''}`.trim(),
    why: 'promotion.yaml asks for these statuses to be green.',
    example: { ...at, names: ['ci/lint'], number: 12 },
  }),
  'gate/status-missing': define<At & { names: readonly string[]; number?: number | undefined }>({
    severity: 'warning',
    title: ({ names, number }) =>
      number === undefined
        ? `${names.join(', ')} report on the pull request, and there is none yet.`
        : `${names.join(', ')} did not report on the head of pull request ${number} yet.`,
    hint: ({ workflow, environment, number }) =>
      number === undefined
        ? `comfypin promote ${workflow} --env ${environment}`
        : `comfypin pr show ${number}`,
    why: 'A status that is not there is never taken for a green one.',
    example: { ...at, names: ['ci/lint'], number: 12 },
  }),
  'gate/looked-at': define<{ by: string; at: string }>({
    severity: 'info',
    title: ({ by, at: time }) => `${by} looked at the pictures of this rendering (${time}).`,
    why: 'The record names the digest of the rendering, so it counts for this one only.',
    example: { by: 'Ada', at: '2026-11-20 09:00 UTC' },
  }),
  'gate/not-looked-at': define<At & { names: readonly string[] }>({
    severity: 'warning',
    title: ({ names }) =>
      `Nobody${names.length === 0 ? '' : ` of ${names.join(', ')}`} has looked at the pictures of this rendering yet.`,
    hint: ({ workflow, environment }) => `comfypin looked-at ${workflow}@${environment}`,
    why: 'promotion.yaml asks for a person who looks. Who proposed it does not count.',
    example: { ...at, names: ['@grace'] },
  }),
  'gate/contract-broken': define<At & { breaks: readonly Break[]; number?: number | undefined }>({
    severity: 'error',
    title: ({ breaks: list }) => `The contract breaks: ${told(list)}`,
    hint: ({ workflow }) => `comfypin diff ${workflow}@prod ${workflow}@dev`,
    why: agreed,
    example: broken,
  }),
  'gate/contract-unagreed': define<At & { breaks: readonly Break[]; number?: number | undefined }>({
    severity: 'warning',
    title: ({ breaks: list }) => `The contract breaks, and nobody has agreed yet: ${told(list)}`,
    hint: ({ workflow, environment, number }) =>
      number === undefined
        ? `comfypin promote ${workflow} --env ${environment}`
        : `comfypin pr approve ${number}`,
    why: agreed,
    example: broken,
  }),
  'gate/contract-agreed': define<
    At & { breaks: readonly Break[]; number?: number | undefined; names: readonly string[] }
  >({
    severity: 'warning',
    title: ({ breaks: list, names }) =>
      `The contract breaks, and ${names.join(', ')} agreed: ${told(list)}`,
    why: agreed,
    example: { ...broken, names: ['Grace'] },
  }),
  'gate/owners-approved': define<{ names: readonly string[] }>({
    severity: 'info',
    title: ({ names }) => `The owners ${names.join(', ')} approved.`,
    why: 'Owners stand in promotion.yaml, else in CODEOWNERS.',
    example: { names: ['ada'] },
  }),
  'gate/owners-missing': define<
    At & { needed: number; owners: readonly string[]; number?: number | undefined }
  >({
    severity: 'warning',
    title: ({ needed, owners }) =>
      `${needed === 1 ? 'An owner' : `${needed} owners`} must approve: ${owners.join(', ')}`,
    hint: ({ workflow, environment, number }) =>
      number === undefined
        ? `comfypin promote ${workflow} --env ${environment}`
        : `comfypin pr approve ${number}`,
    why: 'Owners stand in promotion.yaml, else in CODEOWNERS.',
    example: { ...at, needed: 1, owners: ['@ada'], number: 12 },
  }),
  'gate/no-owners': define<At & { needed: number }>({
    severity: 'warning',
    title: ({ workflow }) => `${workflow} has no owners, and owners must approve.`,
    hint: ({ workflow }) => `overrides: { '${workflow}': { owners: ['@name'] } } in promotion.yaml`,
    why: 'A gate that cannot be answered is never green.',
    example: { ...at, needed: 1 },
  }),
  'gate/team-unknown': define<At & { owners: readonly string[] }>({
    severity: 'warning',
    title: ({ owners }) =>
      `Whether those who approved belong to ${owners.join(', ')} is not known here.`,
    hint: () => 'Sign in as a GitHub App with members: read, or name people in overrides: owners.',
    why: 'Who is in a team is told to members of the organisation and to Apps with members: read, not to the token of an Actions job. It is never guessed.',
    example: { ...at, owners: ['@studio/artists'] },
  }),
  'gate/skipped': define<{ gate: string; reason: string; by: string; was: string }>({
    severity: 'warning',
    title: ({ gate, reason, by, was }) => `${by} skips ${gate}: ${reason} (it would say: ${was})`,
    why: 'A hotfix skips named gates of one rendering, with a reason that stands in the records. It never skips validation.',
    example: {
      gate: 'soak',
      reason: 'wrong hands in the shop',
      by: 'Ada',
      was: 'The release soaks in staging for 1d, ready at 2026-11-22 09:00 UTC',
    },
  }),
} as const;
