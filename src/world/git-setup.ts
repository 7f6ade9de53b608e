/** Sets up this clone: settings of git and hooks. Nothing that another program wrote is overwritten. */

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GitProcess } from './git-process.ts';
import type { SetupAction } from './ports-git.ts';

/** Sets `name` to `value` in the clone's own configuration. */
export async function setSetting(
  git: GitProcess,
  name: string,
  value: string,
): Promise<SetupAction> {
  const { code, stdout } = await git.answer(['config', '--local', '--get', name], { answers: [1] });
  if (code === 0 && stdout.toString('utf8').trimEnd() === value) return 'unchanged';
  await git.silent(['config', '--local', name, value]);
  return 'written';
}

/** Writes a hook; one that does not hold `mark` belongs to somebody else and is kept. */
export async function installHook(
  git: GitProcess,
  top: string,
  hook: { readonly name: string; readonly text: string; readonly mark: string },
): Promise<SetupAction> {
  const folder = resolve(top, (await git.text(['rev-parse', '--git-path', 'hooks'])).trim());
  const path = resolve(folder, hook.name);
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there === hook.text) return 'unchanged';
  if (there !== undefined && !there.includes(hook.mark)) return 'kept';
  await mkdir(folder, { recursive: true });
  await writeFile(path, hook.text);
  await chmod(path, 0o755);
  return 'written';
}
