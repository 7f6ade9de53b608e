/** The demo, with the built program: every command of the story answers as told, and nothing is left behind. */

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { hermetic } from '../support/hermetic.ts';

const main = resolve(import.meta.dirname, '../../dist/main.js');

it('goes from dev to prod, refuses what must be refused, and goes back', async () => {
  const { folder, env, clean } = hermetic();
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [main, 'demo', '--json'],
      { cwd: folder, env: { ...env, TMPDIR: folder } },
    );
    const { value } = JSON.parse(stdout);
    expect(value.unexpected, stderr).toBe(0);
    const lines = value.steps.map((step: { line: string }) => step.line);
    expect(lines).toContain('comfypin promote portrait --env prod --merge');
    expect(lines.at(-2)).toMatch(/^comfypin rollback portrait@prod --now/);
    expect(value.steps.at(-1).text).toMatch(/portrait .*v1 \(\S+\)[^\n]*held/);
    expect(stderr).toContain('Ada$ comfypin add first.json --as portrait');
    expect(readdirSync(folder)).toEqual(['home']);
  } finally {
    clean();
  }
});
