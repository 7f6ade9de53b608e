import { expect, it } from 'vitest';
import { titleOf } from '../../../../src/base/problem.ts';
import { oldRecording } from '../../../../src/commands/servers/recording-age.ts';
import type { Commit } from '../../../../src/world/ports.ts';
import { anEnvironment, day0, hour } from '../../../support/builders.ts';

const commit: Commit = {
  id: 'a',
  parents: [],
  tree: 't',
  author: { name: 'Ada', email: 'ada@example' },
  authorTime: 0,
  commitTime: day0 / 1000,
  message: 'Record prod',
};
const prod = anEnvironment('prod', { rules: { maxRecordingAge: 24 * hour } });

function asked(commits: readonly Commit[], now: number, environment = prod) {
  const log = async ({ paths }: { readonly paths?: readonly string[] }) => {
    expect(paths).toEqual(['workflows/prod/environment.json']);
    return commits;
  };
  return oldRecording({ log }, 'main', environment, now);
}

it('refuses a recording whose last commit is older than the environment allows', async () => {
  const problems = await asked([commit], day0 + 25 * hour);
  expect(problems.map((each) => each.code)).toEqual(['drift/recording-too-old']);
  expect(problems.map(titleOf).join()).toContain('2026-11-21');
});

it('takes one that is young enough, and any where no age is asked for', async () => {
  expect(await asked([commit], day0 + 24 * hour)).toEqual([]);
  expect(await asked([], day0)).toEqual([]);
  expect(await asked([commit], day0 + 9999 * hour, anEnvironment('prod'))).toEqual([]);
});
