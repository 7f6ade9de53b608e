import { expect, it } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { serverAddresses } from '../../../src/commands/servers/servers.ts';
import type { ServerConfig } from '../../../src/core/promotion/config-types.ts';

const variables: Record<string, string> = {
  TOKEN: 's3cret',
  URL: 'https://c.example/base/',
  PEM: '-----BEGIN X',
};
const world = {
  folder: '/repository',
  variable: (name: string) => variables[name],
  disk: {
    read: async (path: string) => (path === '/repository/ca.pem' ? Buffer.from('PEM') : undefined),
  },
} as unknown as Parameters<typeof serverAddresses>[1];

const plain = { headers: {}, role: 'test' } as const;
const addresses = (...servers: ServerConfig[]) =>
  serverAddresses({ name: 'staging', servers }, world);

it('resolves variables in url, token, headers and authority', async () => {
  expect(
    await addresses(
      { ...plain, url: '$URL', token: '$TOKEN', ca: 'ca.pem' },
      {
        ...plain,
        url: 'http://me:pa%20ss@127.0.0.1:8188',
        headers: { 'X-Key': 'k-$TOKEN' },
        ca: '$PEM',
      },
    ),
  ).toEqual([
    {
      url: 'https://c.example/base',
      headers: { authorization: 'Bearer s3cret' },
      ca: 'PEM',
      role: 'test',
    },
    {
      url: 'http://127.0.0.1:8188',
      headers: { 'x-key': 'k-s3cret', authorization: `Basic ${btoa('me:pa ss')}` },
      ca: '-----BEGIN X',
      role: 'test',
    },
  ]);
});

it('names every variable that is not set, and no value', async () => {
  const servers = [
    { ...plain, url: '$NO_URL', token: '$NO_TOKEN' },
    { ...plain, url: 'ftp://x', token: '$TOKEN' },
  ];
  const failure = await addresses(...servers).catch((thrown: unknown) => thrown);
  if (!(failure instanceof Failure)) throw new Error('no failure');
  expect(failure.problems.map((each) => [each.code, each.at.environment])).toEqual([
    ['config/missing-variable', 'staging'],
    ['config/missing-variable', 'staging'],
    ['config/bad-server-url', 'staging'],
  ]);
  expect(failure.message).toContain('NO_TOKEN');
  expect(failure.message).not.toContain('s3cret');
});
