/** A home of its own for every test: temporary folders, no settings of this machine, named git users. */

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningGitServer, startGitServer } from '../../src/standin/git-server.ts';
import { openGit } from '../../src/world/git.ts';
import type { Git } from '../../src/world/ports.ts';

export type Variables = Readonly<Record<string, string>>;

export interface Hermetic {
  /** An empty folder that `clean` removes. */
  readonly folder: string;
  /** Variables of a process that knows nothing of this machine but PATH; the user is Ada. */
  readonly env: Variables;
  readonly clean: () => void;
}

/** Makes the folder and the variables; call `clean` in `afterEach` or `afterAll`. */
export function hermetic(): Hermetic {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'comfypin-test-')));
  mkdirSync(join(folder, 'home'));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(folder, 'home'),
    TZ: 'UTC',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    ...identity('Ada'),
  };
  return { folder, env, clean: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Variables under which git commits as this person. */
export function identity(name: string): Variables {
  const email = `${name.toLowerCase()}@example.com`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

/** Runs the git program itself, as a person would; returns what it printed, trimmed. */
export function runGit(folder: string, env: Variables, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** As `runGit`, leaving this process free to serve what git asks for. */
export async function runGitBeside(
  folder: string,
  env: Variables,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: folder, env });
  return stdout.trim();
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export interface GitWorld extends Hermetic {
  /** The bare repository, served over HTTP. */
  readonly bare: string;
  readonly url: string;
  /** Clones into a folder of this name; the clone commits as this person. */
  readonly clone: (name: string) => Promise<Clone>;
  readonly stop: () => Promise<void>;
}

export interface Clone {
  readonly folder: string;
  readonly env: Variables;
  readonly git: Git;
  /** The git program in this clone. */
  readonly run: (...args: readonly string[]) => Promise<string>;
}

/** A bare remote `w.git` behind real git HTTP, with `files` committed on `main`. */
export async function gitWorld(
  files: Readonly<Record<string, string>> = { 'README.md': 'hello\n' },
): Promise<GitWorld> {
  const world = hermetic();
  const bare = join(world.folder, 'served', 'w.git');
  mkdirSync(bare, { recursive: true });
  runGit(bare, world.env, 'init', '--quiet', '--bare', '--initial-branch=main');
  const seed = join(world.folder, 'seed');
  mkdirSync(seed);
  runGit(seed, world.env, 'init', '--quiet', '--initial-branch=main');
  writeFiles(seed, files);
  runGit(seed, world.env, 'add', '--all');
  runGit(seed, world.env, 'commit', '--quiet', '--message=Begin');
  runGit(seed, world.env, 'push', '--quiet', bare, 'main');
  const server: RunningGitServer = await startGitServer(join(world.folder, 'served'));
  const url = `${server.url}/w.git`;
  return {
    ...world,
    bare,
    url,
    clone: async (name) => {
      const env = { ...world.env, ...identity(name) };
      const folder = join(world.folder, name);
      // not in this process: the server answers from the same event loop
      await runGitBeside(world.folder, env, 'clone', '--quiet', url, folder);
      return {
        folder,
        env,
        git: await gitIn(folder, env),
        run: (...args) => runGitBeside(folder, env, ...args),
      };
    },
    stop: async () => {
      await server.stop();
      world.clean();
    },
  };
}

/** The Git port of a folder that must be a repository. */
export async function gitIn(folder: string, env: Variables): Promise<Git> {
  const git = await openGit(folder, env);
  if (git === undefined) throw new Error(`no repository at ${folder}`);
  return git;
}
