/** The workflows of this repository are the example: their pins hold, and every environment could run them. */

import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comfypin } from '../support/in-process.ts';

const top = resolve(import.meta.dirname, '../..');
const env = { PATH: process.env['PATH'] ?? '', HOME: top, GIT_CONFIG_GLOBAL: '/dev/null' };

describe('the example workflows', () => {
  it('are what their pins say, in different stages of promotion', async () => {
    const { code, out, err } = await comfypin(top, env, 'pin', '--check', '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    const rows: { name: string; environment: string; release: string }[] =
      JSON.parse(out).value.workflows;
    const releases = (name: string) =>
      rows.filter((row) => row.name === name).map((row) => `${row.environment} ${row.release}`);
    expect(new Set(rows.map((row) => row.name))).toEqual(
      new Set(['portrait', 'product-card', 'restyle']),
    );
    expect(releases('portrait')).toHaveLength(3);
    expect(new Set(releases('portrait').map((row) => row.split(' ')[1])).size).toBe(2);
    expect(releases('restyle').map((row) => row.split(' ')[0])).toEqual(['dev', 'staging']);
  });

  it('pass the check of every environment, as it is recorded', async () => {
    const { code, out } = await comfypin(top, env, 'validate', '--all', '--offline', '--json');
    expect(
      JSON.parse(out).problems.filter((each: { severity: string }) => each.severity === 'error'),
    ).toEqual([]);
    expect(code).toBe(0);
  });
});
