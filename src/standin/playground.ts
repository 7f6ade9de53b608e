/** A throwaway place for the demo: a bare git remote over HTTP, and people with clones of it who type commands. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGitServer } from './git-server.ts';

export interface Typed {
  readonly exitCode: number;
  /** Answer and talk, in the order in which they came. */
  readonly text: string;
}

/** Runs a command line of this program in a folder, with these variables. */
export type RunWords = (
  words: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
) => Promise<Typed>;

export interface Playground {
  /** The person's clone. */
  readonly folderOf: (person: string) => string;
  readonly git: (person: string, ...words: readonly string[]) => Promise<string>;
  readonly comfypin: (person: string, ...words: readonly string[]) => Promise<Typed>;
  /** Removes everything. */
  readonly close: () => Promise<void>;
}

/** Makes an empty remote with the branch `main` and a clone for each person; nothing of this machine's git settings is read. */
export async function openPlayground(
  people: readonly string[],
  run: RunWords,
): Promise<Playground> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'comfypin-demo-')));
  const served = join(top, 'served');
  const bare = join(served, 'workflows.git');
  await mkdir(join(top, 'home'));
  await mkdir(bare, { recursive: true });
  const variables = (person: string) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: join(top, 'home'),
    TZ: 'UTC',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: person,
    GIT_AUTHOR_EMAIL: `${person.toLowerCase()}@example.com`,
    GIT_COMMITTER_NAME: person,
    GIT_COMMITTER_EMAIL: `${person.toLowerCase()}@example.com`,
  });
  const gitIn = async (cwd: string, person: string, words: readonly string[]) => {
    const { stdout } = await promisify(execFile)('git', [...words], {
      cwd,
      env: variables(person),
    });
    return stdout.trim();
  };
  const server = await startGitServer(served);
  const folderOf = (person: string) => join(top, person.toLowerCase());
  await gitIn(bare, 'Demo', ['init', '--quiet', '--bare', '--initial-branch=main']);
  for (const person of people) {
    const url = `${server.url}/workflows.git`;
    await gitIn(top, person, ['clone', '--quiet', url, folderOf(person)]);
    await gitIn(folderOf(person), person, ['checkout', '--quiet', '-B', 'main']);
  }
  return {
    folderOf,
    git: (person, ...words) => gitIn(folderOf(person), person, words),
    comfypin: (person, ...words) => run(words, { cwd: folderOf(person), env: variables(person) }),
    close: async () => {
      await server.stop();
      await rm(top, { recursive: true, force: true });
    },
  };
}
