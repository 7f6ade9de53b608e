import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionsFiles } from '../../src/report/starter/actions/files.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': unknown;
}
interface Job {
  readonly if?: string;
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly 'runs-on': string;
  readonly concurrency?: Concurrency;
  readonly steps: readonly Step[];
}
interface ActionsFile {
  readonly on: Record<string, { readonly inputs?: Record<string, unknown> } | null>;
  readonly permissions: unknown;
  readonly concurrency?: Concurrency;
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
  const { inputs } = parse(readFileSync(new URL('action.yml', root), 'utf8'));
  expect(inputs.version.default).toBe(version);
});

describe.each(files)('$name', ({ name, text, file }) => {
  const jobs = Object.values(file.jobs);
  const steps = jobs.flatMap((job) => job.steps);
  const events = Object.keys(file.on);

  it('grants nothing at the top and says per job what it needs', () => {
    expect(file.permissions).toEqual({});
    for (const job of jobs) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('gives no right to write to a job that a fork can start with its own files', () => {
    expect(events).not.toContain('pull_request_target');
    if (!events.includes('pull_request')) return;
    for (const { permissions } of jobs) {
      expect(Object.values(permissions ?? {})).not.toContain('write');
    }
    expect(text).not.toContain('secrets.');
  });

  it('lets no job push that runs nodes, and lets none run what a pull request brings', () => {
    for (const [key, job] of Object.entries(file.jobs)) {
      if (name === 'smoke.yml' && key === 'run') {
        expect(job.permissions).toEqual({ contents: 'read' });
        expect(JSON.stringify(job)).not.toMatch(/COMFYPIN_TOKEN|COMFYPIN_APP|github\.token/);
      }
      for (const step of job.steps.filter((each) => each.uses?.startsWith('actions/checkout@'))) {
        // nothing is checked out but what the event names by itself, or the default branch
        const { ref } = step.with ?? {};
        if (ref !== undefined)
          expect(ref).toMatch(/^\S+ github\.event\.repository\.default_branch \S+$/);
        if (key === 'merge-group') expect(ref).toBeDefined();
      }
    }
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
    const allowed =
      /^(\$COMFYPIN [a-z]+ [^\n;&|`]*|\$COMFYPIN reconcile|npm ci|\.ci\/run|test "\$RESULT" = success)$/;
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

  it('is not cancelled half-way where it writes, and stands in line', () => {
    for (const job of jobs) {
      const group = job.concurrency ?? file.concurrency;
      expect(group?.group).toMatch(/^(comfypin-reconcile|[a-z-]+-\$\{\{ .* \}\}.*)$/);
      const writes = Object.values(job.permissions ?? {}).includes('write');
      if (writes) expect(group?.['cancel-in-progress']).toBe(false);
    }
  });

  it('guards branch protection with one job called ok', () => {
    expect(Object.keys(file.jobs).includes('ok')).toBe(name === 'ci.yml');
  });
});
