#!/usr/bin/env node
/** The composition root: the one file that knows both the command line and the real world. */

import { readFileSync } from 'node:fs';
import { processOf, terminalOf } from './cli/process.ts';
import { run } from './cli/run.ts';
import type { World } from './commands/command.ts';
import { realEffects } from './world/real.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const from = processOf(process);
const makeWorld = ({ quiet }: { quiet: boolean }): World => ({
  ...realEffects(from, quiet),
  standin: async (options) => (await import('./standin/start.ts')).startStandin(options),
});
process.exitCode = await run(process.argv.slice(2), makeWorld, terminalOf(process), version);
