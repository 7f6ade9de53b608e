import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gitProcess } from '../../../src/world/git-process.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'comfypin-git-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('reads all that git says, also what comes after the program itself has ended', async () => {
  const program = join(folder, 'git');
  writeFileSync(program, '#!/bin/sh\necho early\n(sleep 0.3; echo late) &\nexit 0\n');
  chmodSync(program, 0o755);
  const PATH = [folder, process.env['PATH']].join(delimiter);
  const git = gitProcess(folder, { PATH });
  expect(await git.text(['ls-remote'])).toBe('early\nlate\n');
  expect(String(await git.bytes(['ls-remote'], {}))).toBe('early\nlate\n');
});
