/** The example workflows pass their smoke cases on stand-ins that have what their environments record. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parseEnvironment } from '../../src/core/catalog/recording.ts';
import { startStandin } from '../../src/standin/start.ts';
import { comfypin } from '../support/in-process.ts';

const top = resolve(import.meta.dirname, '../..');
const env = { PATH: process.env['PATH'] ?? '', HOME: top, GIT_CONFIG_GLOBAL: '/dev/null' };

it.each(['dev', 'staging', 'prod'])('pass in %s', async (environment) => {
  const recorded = readFileSync(`${top}/workflows/${environment}/environment.json`, 'utf8');
  const { catalog } = parseEnvironment(recorded);
  const standin = await startStandin({ port: 0, models: Object.fromEntries(catalog.models) });
  try {
    const variables = { ...env, [`COMFY_${environment.toUpperCase()}`]: standin.url };
    const { code, out, err } = await comfypin(top, variables, 'smoke', '--env', environment);
    expect(code, err).toBe(0);
    expect(out).toContain('portrait@');
    expect(out).toMatch(/^passed: \d of \d cases passed/m);
  } finally {
    await standin.stop();
  }
});
