import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/promotion/config.ts';
import { type Hermetic, hermetic, runGit } from '../support/hermetic.ts';

const program = join(import.meta.dirname, '../../dist/main.js');

let home: Hermetic;
let folder: string;

function init(...words: string[]): { code: number; out: string; err: string } {
  const options = { cwd: folder, env: home.env, encoding: 'utf8', stdio: 'pipe' } as const;
  try {
    const out = execFileSync(process.execPath, [program, 'init', ...words], options);
    return { code: 0, out, err: '' };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, out: stdout, err: stderr };
  }
}

const status = () => runGit(folder, home.env, 'status', '--porcelain', '--untracked-files=all');

beforeEach(() => {
  home = hermetic();
  folder = home.folder;
});
afterEach(() => home.clean());

it('refuses a folder without git, with the command that helps', () => {
  const { code, err } = init();
  expect(code).toBe(4);
  expect(err).toContain('git init && comfypin init');
});

it('writes a repository that works, and twice changes nothing', () => {
  runGit(folder, home.env, 'init', '--quiet');
  const dry = init('--dry-run');
  expect(dry.out).toContain('Nothing was written: this was a dry run.');
  expect(status()).toBe('');

  expect(init('--quiet').code).toBe(0);
  expect(status().split('\n').sort()).toEqual(
    [
      '.comfypin/promotion.schema.json',
      '.gitattributes',
      '.github/workflows/capture.yml',
      '.github/workflows/comment.yml',
      '.github/workflows/drift.yml',
      '.github/workflows/promote.yml',
      '.github/workflows/pull-request.yml',
      '.github/workflows/rollback.yml',
      '.github/workflows/smoke.yml',
      '.gitignore',
      'promotion.yaml',
      'workflows/dev/.gitkeep',
      'workflows/prod/.gitkeep',
      'workflows/staging/.gitkeep',
    ].map((path) => `?? ${path}`),
  );
  const yaml = readFileSync(join(folder, 'promotion.yaml'), 'utf8');
  const { config, problems } = parseConfig(yaml, 'promotion.yaml');
  expect(problems).toEqual([]);
  expect(config?.environments.map((each) => each.name)).toEqual(['dev', 'staging', 'prod']);

  runGit(folder, home.env, 'add', '--all');
  runGit(folder, home.env, 'commit', '--quiet', '--message=Begin');
  const again = init();
  expect(again.code).toBe(0);
  expect(again.out).not.toMatch(/written|added to|kept/);
  expect(status()).toBe('');
});

it('keeps what is there, and says so', () => {
  runGit(folder, home.env, 'init', '--quiet');
  writeFileSync(join(folder, 'promotion.yaml'), 'version: 1\nenvironments: { dev: {} }\n');
  writeFileSync(join(folder, '.gitignore'), 'reports/\nmine');
  const { out } = init('--without-actions');
  expect(out).toContain('kept       promotion.yaml');
  expect(out).toContain('The kept file differs from what init writes; it was not touched.');
  expect(readFileSync(join(folder, 'promotion.yaml'), 'utf8')).toContain('dev: {}');
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(
    'reports/\nmine\n.comfypin/cache/\n',
  );
  expect(existsSync(join(folder, '.github'))).toBe(false);
});

it('begins without a ComfyUI, from the built-in catalog', () => {
  runGit(folder, home.env, 'init', '--quiet');
  expect(init('--demo-catalog').code).toBe(0);
  const recording = join(folder, 'workflows/dev/environment.json');
  expect(readFileSync(recording, 'utf8')).toContain('"KSampler"');
  expect(init('--demo-catalog').out).toContain('unchanged  workflows/dev/environment.json');
});
