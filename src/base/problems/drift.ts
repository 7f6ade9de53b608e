/** Problems of the family drift: what is there differs from what is recorded or pinned. */

import { define } from './definition.ts';
import { type StaleReason, staleText } from './stale-text.ts';

export const driftProblems = {
  'drift/servers-differ': define<{ server: string; other: string; differences: readonly string[] }>(
    {
      severity: 'error',
      title: ({ server, other, differences }) =>
        `${server} and ${other} are servers of one environment and differ: ${differences.join('; ')}.`,
      hint: () =>
        'Bring both to the same ComfyUI version, node packs and model files, then record again.',
      why: 'A prompt goes to any server of the environment. Where they differ, the answer depends on which one gets it, so one recording cannot stand for both.',
      example: {
        server: 'http://gpu-1:8188',
        other: 'http://gpu-2:8188',
        differences: ['loras/ink.safetensors is only on the first'],
      },
    },
  ),
  'drift/recording-too-old': define<{
    environment: string;
    age: string;
    limit: string;
    recorded: string;
  }>({
    severity: 'error',
    title: ({ environment, age, limit, recorded }) =>
      `The recording of ${environment} is ${age} old (committed ${recorded}); promotion.yaml allows ${limit}.`,
    hint: ({ environment }) => `Record and commit it again: comfypin record --env ${environment}`,
    why: 'What a server offers changes with every update and every model that is moved. A recording that is older than maxRecordingAge is no answer.',
    example: { environment: 'prod', age: '45d', limit: '30d', recorded: '2026-01-05' },
  }),
  'drift/changed': define<{ environment: string; changes: number; broken: readonly string[] }>({
    severity: 'error',
    title: ({ environment, changes, broken }) =>
      `${environment} is not as it was recorded: ${changes} ${changes === 1 ? 'difference' : 'differences'}, ${broken.length === 0 ? 'no workflow breaks' : `which break ${broken.join(', ')}`}.`,
    hint: ({ environment, broken }) =>
      broken.length === 0
        ? `Record it as it is now, and commit: comfypin record --env ${environment}`
        : 'Bring back what is gone, or change the workflows; then record the environment again.',
    why: 'Promotions are validated against the recording. Where the servers have moved on, its answers are about an environment that is no longer there.',
    example: { environment: 'prod', changes: 3, broken: ['hero'] },
  }),
  'drift/evidence': define<{
    workflow: string;
    environment: string;
    reasons: readonly StaleReason[];
  }>({
    severity: 'info',
    title: ({ workflow, environment, reasons }) =>
      `The evidence of ${workflow} in ${environment} would not count any more: ${staleText(reasons)}.`,
    hint: ({ environment }) =>
      `When that is recorded and committed: comfypin smoke --env ${environment} --stale --record`,
    why: 'Evidence is about an environment as it was when the smoke run was made. What evidence: in promotion.yaml binds has to be the same, or the cases have to be run again.',
    example: {
      workflow: 'hero',
      environment: 'prod',
      reasons: [{ part: 'interface', name: 'KSampler', was: 'sha256:1f2e', is: 'sha256:9a8b' }],
    },
  }),
  'drift/canvas': define<{
    server: string;
    path: string;
    workflow: string;
    environment: string;
    change: string;
    user?: string;
  }>({
    severity: 'error',
    title: ({ server, path, workflow, environment, change, user }) =>
      `workflows/${path}${user === undefined ? '' : ` of ${user}`} on ${server} differs from ${workflow} as pinned in ${environment}: ${change}`,
    hint: ({ environment, workflow }) =>
      `In the first environment comfypin capture ${environment} ${workflow} proposes it; elsewhere make the change in the first one and promote it.`,
    why: 'Somebody changed on the server what git says is pinned. What people open there is not what runs from git. For files outside of pinned/ it is a warning: people keep copies to work on.',
    example: {
      server: 'http://127.0.0.1:8188',
      path: 'pinned/hero.json',
      workflow: 'hero',
      environment: 'prod',
      change: 'steps of KSampler 24 → 30',
    },
  }),
  'drift/canvases-unknown': define<{ environment: string; reason: string }>({
    severity: 'warning',
    title: ({ environment, reason }) =>
      `Whether canvases on the servers of ${environment} differ from their pins is unknown: ${reason}`,
    hint: () => 'Let the login of comfypin read /userdata of the server.',
    why: 'A list of files that cannot be read says nothing about the files.',
    example: { environment: 'prod', reason: 'http://10.0.0.7:8188 answers 403 to GET /userdata.' },
  }),
} as const;
