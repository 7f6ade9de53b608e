/** The command line with its real effects, run in this process: faster than the built program, the same code. */

import { run } from '../../src/cli/run.ts';
import type { World } from '../../src/commands/command.ts';
import { realEffects } from '../../src/world/real.ts';

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in a folder, with these variables alone. */
export function comfypin(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Answer> {
  return comfypinWith((world) => world, folder, env, ...words);
}

/** As `comfypin`, with some effects changed: another clock, a forge that breaks. */
export async function comfypinWith(
  change: (world: World) => World,
  folder: string,
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Answer> {
  let out = '';
  let err = '';
  const write = (text: string) => {
    err += text;
  };
  const signal = new AbortController().signal;
  const effects = realEffects(
    { env, cwd: folder, signal, stderr: { write, live: false }, width: 100 },
    false,
  );
  const makeWorld = (): World =>
    change({
      ...effects,
      standin: () => Promise.reject(new Error('no stand-in here')),
      playground: () => Promise.reject(new Error('no playground here')),
    });
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: write,
    color: false,
    live: false,
    width: 100,
  };
  const code = await run(words, makeWorld, terminal, '0.0.0');
  return { code, out, err };
}
