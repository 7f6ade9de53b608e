import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filled } from '../support/actions-expressions.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  workflowText,
} from '../support/promotion-world.ts';

const root = resolve(import.meta.dirname, '../..');

interface Step {
  readonly shell: string;
  readonly run: string;
  readonly 'working-directory': string;
  readonly env: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly required?: true; readonly default?: string }>
  >;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action: Action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

let world: PromotionWorld;
let bin: string;

/** Stands for npx: writes down what it was asked, and runs the built program with the words. */
const npx = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const [, , ...words] = process.argv;
appendFileSync(process.env.NPX_LOG, JSON.stringify({ words, token: process.env.GITHUB_TOKEN }) + '\\n');
const own = words.slice(words.findIndex((each) => each.startsWith('comfypin@')) + 1);
const done = spawnSync(process.execPath, [process.env.NPX_MAIN, ...own], { stdio: 'inherit' });
process.exit(done.status ?? 1);
`;

beforeAll(async () => {
  world = await promotionWorld(pinnedInDev('acme/lamp', workflowText(30)));
  bin = join(world.folder, 'npx-bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npx'), npx);
  chmodSync(join(bin, 'npx'), 0o755);
});
afterAll(() => world.stop());

/** Runs the steps as Actions does: inputs with their defaults, expressions filled, bash with the runner's flags. */
async function use(inputs: Readonly<Record<string, string>>, folder = world.ada.folder) {
  for (const [name, { required, default: given }] of Object.entries(action.inputs)) {
    if (required === true && given === undefined) expect(inputs).toHaveProperty(name);
  }
  const github = { token: 'job-token', event: {} };
  const all = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: given = '' }]) => [
      name,
      inputs[name] ?? String(filled(given, { github })),
    ]),
  );
  const context = { github, inputs: all };
  const log = join(world.folder, 'npx-log');
  writeFileSync(log, '');
  let out = '';
  let code = 0;
  for (const { run, env, 'working-directory': place } of action.runs.steps) {
    const own = Object.fromEntries(
      Object.entries(env).map(([name, text]) => [name, String(filled(text, context))]),
    );
    // nothing of an input may reach the script itself
    expect(run).not.toContain('${{');
    const script = join(world.folder, 'step.sh');
    writeFileSync(script, run);
    const { ada } = world;
    const { PATH = '' } = ada.env;
    const variables = { ...ada.env, ...own, PATH: `${bin}:${PATH}`, NPX_LOG: log };
    const options = {
      cwd: resolve(folder, String(filled(place, context))),
      env: { ...variables, NPX_MAIN: join(root, 'dist/main.js') },
    };
    code = await new Promise<number>((done) => {
      const words = ['--noprofile', '--norc', '-e', '-o', 'pipefail', script];
      execFile('bash', words, options, (error, stdout, stderr) => {
        out += stdout + stderr;
        done(error === null ? 0 : typeof error.code === 'number' ? error.code : 1);
      });
    });
    if (code !== 0) break;
  }
  const asked = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return { code, out, asked: asked.map((line): unknown => JSON.parse(line)) };
}

it('is one composite step of bash', () => {
  expect(action.runs.using).toBe('composite');
  expect(action.runs.steps.map((each) => each.shell)).toEqual(['bash']);
});

it('runs the version of this package with the job’s token where nothing else is said', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { code, out, asked } = await use({ command: 'validate --all --offline' });
  expect(code, out).toBe(0);
  expect(out).toContain('acme/lamp');
  expect(asked).toEqual([
    {
      words: ['--yes', `comfypin@${version}`, 'validate', '--all', '--offline'],
      token: 'job-token',
    },
  ]);
});

it('takes the version, the token and the folder that it is given, and ends as the command does', async () => {
  const given = { version: '9.9.9', token: 'mine', 'working-directory': 'workflows/dev' };
  const { code, asked, out } = await use({ ...given, command: 'why hero@nowhere' });
  expect(code).toBe(2);
  expect(out).toContain('nowhere');
  expect(asked).toEqual([
    { words: ['--yes', 'comfypin@9.9.9', 'why', 'hero@nowhere'], token: 'mine' },
  ]);
});

it('leaves globs to comfypin, and runs nothing that a command or version might hold', async () => {
  const { ada } = world;
  writeFileSync(join(ada.folder, 'acme'), '');
  const before = readdirSync(ada.folder);
  const globs = await use({ command: 'status acm* --json' });
  const ours = expect.stringMatching(/^comfypin@\d/);
  expect(globs.asked).toMatchObject([{ words: ['--yes', ours, 'status', 'acm*', '--json'] }]);
  const command =
    'status $(touch pwned) `touch pwned` ; touch pwned && touch pwned | tee pwned > pwned';
  const hostile = await use({ command, version: '1; touch pwned $(touch pwned)' });
  expect(hostile.asked).toMatchObject([
    { words: ['--yes', 'comfypin@1; touch pwned $(touch pwned)', ...command.split(' ')] },
  ]);
  expect(readdirSync(ada.folder)).toEqual(before);
});
