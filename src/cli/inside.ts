/** Runs a command line inside of this process, in another folder and with other variables, and keeps what it prints. */

import type { World } from '../commands/command.ts';
import type { Surroundings } from './process.ts';
import type { SharedOptions } from './program.ts';
import { run } from './run.ts';

export interface InsidePlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Returns a function that runs words as `comfypin` would, plain and 100 columns wide; Ctrl-C reaches it as it reaches us. */
export function runInside(
  from: Surroundings,
  worldOf: (from: Surroundings) => (options: SharedOptions) => World,
  version: string,
): (
  words: readonly string[],
  place: InsidePlace,
) => Promise<{ readonly exitCode: number; readonly text: string }> {
  return async (words, place) => {
    let text = '';
    const write = (part: string) => {
      text += part;
    };
    const inside = { ...from, ...place, stderr: { write, live: false }, width: 100 };
    const terminal = { out: write, err: write, color: false, live: false, width: 100 };
    const exitCode = await run(words, worldOf(inside), terminal, version);
    return { exitCode, text };
  };
}
