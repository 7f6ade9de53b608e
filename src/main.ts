#!/usr/bin/env node
/** The composition root: the one file that knows both the command line and the real world. */

import { readFileSync, statSync } from 'node:fs';
import { runInside } from './cli/inside.ts';
import { processOf, type Surroundings, terminalOf } from './cli/process.ts';
import { run } from './cli/run.ts';
import type { World } from './commands/command.ts';
import { realEffects } from './world/real.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
/** Two builds of one version may remember in different shapes. */
const build = `${version} ${statSync(new URL(import.meta.url)).mtimeMs}`;
const worldOf =
  (from: Surroundings) =>
  ({ quiet }: { quiet: boolean }): World => ({
    ...realEffects(from, quiet),
    build,
    standin: async (options) => (await import('./standin/start.ts')).startStandin(options),
    playground: async (people) =>
      (await import('./standin/playground.ts')).openPlayground(
        people,
        runInside(from, worldOf, version),
      ),
  });
const from = processOf(process);
process.exitCode = await run(process.argv.slice(2), worldOf(from), terminalOf(process), version);
