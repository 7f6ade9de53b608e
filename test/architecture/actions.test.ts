import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionsFiles } from '../../src/report/starter/actions.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}
interface ActionsFile {
  readonly on: Record<string, { readonly inputs?: Record<string, unknown> } | null>;
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string };
  readonly jobs: Record<string, Job>;
}

const root = new URL('../../', import.meta.url);
const folder = new URL('.github/workflows/', root);
const names = readdirSync(folder).sort();
const files = names.map((name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return { name, text, file: parse(text) as ActionsFile };
});

it('init writes exactly the Actions files that stand in this repository', () => {
  const written = [...actionsFiles].map(([path]) => path.replace('.github/workflows/', ''));
  expect([...written, 'ci.yml'].sort()).toEqual(names);
  for (const [path, text] of actionsFiles) {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  }
});

it('starts the version of this package', () => {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  for (const [, text] of actionsFiles) expect(text).toContain(`npx --yes comfypin@${version}'`);
});

describe.each(files)('$name', ({ name, text, file }) => {
  const jobs = Object.values(file.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('grants nothing at the top and says per job what it needs', () => {
    expect(file.permissions).toEqual({});
    for (const job of jobs) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
    const writes = jobs.some((job) => Object.values(job.permissions ?? {}).includes('write'));
    expect(writes).toBe(Object.keys(file.on).includes('workflow_dispatch'));
  });

  it('never runs on an event that gives a fork a token to write with', () => {
    expect(Object.keys(file.on)).not.toContain('pull_request_target');
  });

  it('pins every action by its commit and names the release', () => {
    const uses = [...text.matchAll(/- uses: (.*)/g)].map((match) => match[1]);
    expect(uses.length).toBeGreaterThan(0);
    for (const each of uses) {
      expect(each).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('puts no expression into a shell', () => {
    // a title or a branch name would be run as a program
    for (const { run } of steps) expect(run ?? '').not.toMatch(/\$\{\{/);
  });

  it('holds no logic: every step is one call', () => {
    const allowed = /^(\$COMFYPIN [a-z]+ .*|npm ci|\.ci\/run|test "\$RESULT" = success)$/;
    for (const { run } of steps) if (run !== undefined) expect(run.trim()).toMatch(allowed);
  });

  it('checks out all history, and keeps the login only where it pushes', () => {
    for (const job of jobs) {
      const pushes = job.permissions?.['contents'] === 'write';
      for (const step of job.steps.filter((each) => each.uses?.startsWith('actions/checkout@'))) {
        expect(step.with).toMatchObject({ 'fetch-depth': 0, 'persist-credentials': pushes });
      }
    }
  });

  it('does not run beside itself: per environment where it writes', () => {
    const dispatch = Object.keys(file.on).includes('workflow_dispatch');
    const group = dispatch
      ? /^comfypin-\$\{\{ inputs\.environment \}\}$/
      : /-\$\{\{ github\.ref \}\}$/;
    expect(file.concurrency.group).toMatch(group);
  });

  it('guards branch protection with one job called ok', () => {
    expect(Object.keys(file.jobs).includes('ok')).toBe(name === 'ci.yml');
  });
});
