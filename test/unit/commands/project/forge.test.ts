import { expect, it } from 'vitest';
import type { World } from '../../../../src/commands/command.ts';
import { forgeOf, githubRepositoryOf, isOnGithub } from '../../../../src/commands/project/forge.ts';
import type { ForgeOptions, Git } from '../../../../src/world/ports.ts';

it.each([
  ['https://github.com/acme/flows.git', 'acme/flows', true],
  ['https://x-access-token:secret@github.com/acme/flows', 'acme/flows', true],
  ['git@github.com:acme/flows.git', 'acme/flows', true],
  ['ssh://git@github.com/acme/flows.git', 'acme/flows', true],
  ['ssh://git@ssh.github.com:443/acme/flows.git', 'acme/flows', true],
  ['https://github.example.org/acme/flows.git', 'acme/flows', false],
  ['https://github.com.evil.example/acme/flows', 'acme/flows', false],
  ['https://evil.example/github.com/flows', 'github.com/flows', false],
  ['http://127.0.0.1:4000/w.git', undefined, false],
  ['/srv/git/w.git', undefined, false],
  ['../w.git', undefined, false],
])('reads %s', (url, repository, onGithub) => {
  expect(githubRepositoryOf(url)).toBe(repository);
  expect(isOnGithub(url)).toBe(onGithub);
});

async function chosen(
  url: string | undefined,
  config: object = {},
  variables: Record<string, string> = { GITHUB_TOKEN: 'secret' },
): Promise<unknown> {
  const world = {
    variable: (name: string) => variables[name],
    forge: async ({ git: _, ...options }: ForgeOptions) => options,
  } as unknown as World;
  const git = { remoteUrl: async () => url } as unknown as Git;
  return forgeOf(git, { remote: 'origin', ...config }, world).catch((error) => error.message);
}

it('takes GitHub for a remote on github.com, the remote itself elsewhere, and what promotion.yaml says', async () => {
  const url = 'https://github.com/acme/flows.git';
  expect(await chosen(url)).toEqual({
    kind: 'github',
    remote: 'origin',
    repository: 'acme/flows',
    token: 'secret',
  });
  expect(await chosen(url, { kind: 'local' })).toEqual({ kind: 'local', remote: 'origin' });
  expect(await chosen('/srv/w.git')).toEqual({ kind: 'local', remote: 'origin' });
  expect(
    await chosen('/srv/w.git', { kind: 'github', repository: 'a/b', apiUrl: 'http://x' }),
  ).toMatchObject({ repository: 'a/b', apiUrl: 'http://x' });
  expect(await chosen('git@ghe.example:a/b.git', { kind: 'github' })).toMatchObject({
    repository: 'a/b',
    apiUrl: 'https://ghe.example/api/v3',
  });
});

it('says what is missing, without the login in the address', async () => {
  expect(await chosen(undefined)).toContain('no remote of this name');
  expect(await chosen('https://github.com/acme/flows', {}, {})).toContain(
    'no token for acme/flows',
  );
  expect(
    await chosen('https://github.com/acme/flows', {}, { GITHUB_TOKEN: '', GH_TOKEN: 'x' }),
  ).toMatchObject({ token: 'x' });
  const nameless = await chosen('https://ada:secret@host/w.git', { kind: 'github' });
  expect(nameless).toContain('https://host/w.git');
  expect(nameless).not.toContain('secret');
});
