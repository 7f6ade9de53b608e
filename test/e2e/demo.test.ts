/** The demo, with the built program: every command of the story answers as told, and nothing is left behind. */

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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
    const told = stderr.split('\n');
    for (const line of shownInReadme()) {
      expect(
        told.some((each) => each.startsWith(line)),
        `README.md shows: ${line}`,
      ).toBe(true);
    }
  } finally {
    clean();
  }
});

/** The lines of the README's transcript; what stands behind an ellipsis is left out there. */
function shownInReadme(): readonly string[] {
  const page = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
  const transcript = page.slice(page.indexOf('<!-- transcript -->'), page.indexOf('<!-- end tra'));
  const blocks = [...transcript.matchAll(/```\n(.*?)```/gs)].map((match) => match[1] ?? '');
  const lines = blocks.flatMap((block) => block.split('\n')).filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(15);
  return lines.map((line) => (line.split('…')[0] ?? '').trimEnd());
}
