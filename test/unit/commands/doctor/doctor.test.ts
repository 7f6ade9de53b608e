import { describe, expect, it } from 'vitest';
import { hintOf } from '../../../../src/base/problem.ts';
import { forgeFindings } from '../../../../src/commands/doctor/doctor-forge.ts';
import { isPublic } from '../../../../src/commands/doctor/doctor-servers.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import type { BranchProtection, HostedForge, HostSettings } from '../../../../src/world/ports.ts';

const now = Date.UTC(2026, 4, 1);
const good: HostSettings = {
  private: false,
  archived: false,
  permission: 'write',
  scopes: ['repo'],
  kind: 'person',
  forkApproval: 'all_external_contributors',
  jobToken: { writes: false, approves: true },
  runners: [{ name: 'gpu-1', online: true, labels: ['self-hosted', 'gpu-prod'] }],
  secrets: ['PROD_TOKEN'],
  variables: ['PROD_URL', 'COMFYPIN_APP_ID'],
  time: now,
};
const guarded: BranchProtection = {
  protected: true,
  forcePushes: false,
  deletions: false,
  required: ['comfypin/gate', 'ci / ok'],
};

const yaml = `version: 1
environments:
  dev: { servers: [http://127.0.0.1:8188] }
  prod: { after: dev, servers: [{ url: $PROD_URL, token: $PROD_TOKEN }], runner: [self-hosted, gpu-prod] }
`;

async function found(
  settings: Partial<HostSettings> = {},
  protection: Record<string, BranchProtection | undefined> = {},
) {
  const { config } = parseConfig(yaml, 'promotion.yaml');
  if (config === undefined) throw new Error('promotion.yaml is wrong');
  const branches = { main: guarded, 'comfypin-records': guarded, ...protection };
  const hosted = {
    repository: 'acme/flows',
    settings: async () => ({ ...good, ...settings }),
    protection: async (branch: 'main') => branches[branch],
  } as unknown as HostedForge;
  return forgeFindings({ hosted, config, base: 'main', usesActions: true, now });
}

const codes = async (...given: Parameters<typeof found>) =>
  (await found(...given)).flatMap((each) => each.problems.map(({ code }) => code));

it('finds nothing where all is well, and says what it cannot read', async () => {
  const all = await found();
  expect(all.flatMap((each) => each.problems)).toEqual([]);
  expect(all.every((each) => each.known)).toBe(true);
  const { runners: _, secrets: __, jobToken: ___, time: ____, ...less } = good;
  const hidden = { ...less, runners: undefined, secrets: undefined, jobToken: undefined };
  const unknown = await found({ ...hidden, time: undefined } as unknown as HostSettings, {
    main: undefined,
  });
  expect(unknown.flatMap((each) => each.problems)).toEqual([]);
  expect(unknown.filter((each) => !each.known).map((each) => each.check)).toEqual([
    'jobs',
    'gate',
    'runners',
    'secrets',
    'clock',
  ]);
});

describe('says', () => {
  it.each<[string, Partial<HostSettings>, string[]]>([
    ['an archived repository', { archived: true }, ['doctor/weak-token']],
    ['a role that is too weak', { permission: 'triage' }, ['doctor/weak-token']],
    ['scopes that are too narrow', { scopes: ['public_repo'] }, ['doctor/weak-token']],
    ['nothing of a fine-grained token', { scopes: [] }, []],
    ['a job’s token', { kind: 'job' }, ['doctor/job-token']],
    [
      'a job that may open nothing',
      { kind: 'job', jobToken: { writes: false, approves: false } },
      ['doctor/job-token', 'doctor/no-pull-requests'],
    ],
    [
      'jobs that have neither an App nor a token, where other checks are required',
      { variables: ['PROD_URL'] },
      ['doctor/job-token'],
    ],
    [
      'jobs that could open nothing either',
      { variables: ['PROD_URL'], jobToken: { writes: false, approves: false } },
      ['doctor/job-token', 'doctor/no-pull-requests'],
    ],
    [
      'nothing of jobs with a token of their own',
      { variables: ['PROD_URL'], secrets: ['PROD_TOKEN', 'COMFYPIN_TOKEN'] },
      [],
    ],
    [
      'jobs that may write',
      { jobToken: { writes: true, approves: true } },
      ['doctor/job-token-writes'],
    ],
    ['forks that start runs', { forkApproval: 'first_time_contributors' }, ['doctor/fork-policy']],
    [
      'nothing of forks of a private repository',
      { private: true, forkApproval: 'first_time_contributors' },
      [],
    ],
    [
      'a runner that is off',
      { runners: [{ name: 'gpu-1', online: false, labels: ['self-hosted', 'gpu-prod'] }] },
      ['doctor/no-runner'],
    ],
    [
      'a runner with other labels',
      { runners: [{ name: 'x', online: true, labels: ['self-hosted'] }] },
      ['doctor/no-runner'],
    ],
    ['secrets that are not set', { secrets: [] }, ['doctor/missing-secret']],
    ['a clock that is off', { time: now - 340_000 }, ['doctor/clock-skew']],
  ])('%s', async (_, settings, expected) => {
    expect(await codes(settings)).toEqual(expected);
  });

  it('a gate that nothing requires, and records that can be rewritten', async () => {
    const open = { protected: false, forcePushes: true, deletions: true, required: [] };
    expect(await codes({}, { main: open, 'comfypin-records': open })).toEqual([
      'doctor/gate-not-required',
      'doctor/unprotected-records',
    ]);
  });

  it('which required checks never come to what a job opens', async () => {
    const [hint] = (await found({ kind: 'job' })).flatMap((each) => each.problems.map(hintOf));
    expect(hint).toContain('Install a GitHub App');
    const [job] = (await found({ kind: 'job' })).flatMap((each) => each.problems);
    expect(job?.args).toEqual({ checks: ['ci / ok'] });
  });
});

it.each([
  ['https://comfy.example.com', true],
  ['http://203.0.113.7:8188', true],
  ['http://[2001:db8::1]:8188', true],
  ['http://127.0.0.1:8188', false],
  ['http://10.1.2.3', false],
  ['http://172.20.0.2', false],
  ['http://172.32.0.2', true],
  ['http://192.168.1.5:8188', false],
  ['http://100.100.1.1', false],
  ['http://[::1]:8188', false],
  ['http://[fd00::1]', false],
  ['http://comfy:8188', false],
  ['http://gpu.internal', false],
  ['http://fdroid.example', true],
])('%s is public: %s', (url, expected) => {
  expect(isPublic(url)).toBe(expected);
});
