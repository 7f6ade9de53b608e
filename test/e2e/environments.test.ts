import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hermetic } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';

const home = hermetic();
afterAll(() => home.clean());

writeFileSync(
  join(home.folder, 'promotion.yaml'),
  `version: 1
environments:
  dev: { servers: [http://127.0.0.1:8188] }
  test: { after: dev, servers: [$TEST_URL], runner: [self-hosted, gpu-test] }
  staging: { after: test, servers: [{ url: $STAGING_URL, token: $STAGING_TOKEN }] }
  prod: { after: staging, servers: [{ url: $PROD_URL, role: live }] }
  archive: { after: prod }
`,
);
const env = { ...home.env, STAGING_URL: 'https://comfy.staging.example' };
const list = (...words: string[]) => comfypin(home.folder, env, 'environments', ...words);

it('lists them in promotion order, with where their servers are', async () => {
  expect((await list()).out).toMatchInlineSnapshot(`
    "dev                     1 server   address private
    test     after dev      1 server   address not set  runner self-hosted, gpu-test
    staging  after test     1 server   address public
    prod     after staging  1 server   address not set
    archive  after prod     0 servers
    "
  `);
});

it('makes a matrix of those that have servers, or of those that a job reaches', async () => {
  const matrix = async (...words: string[]) => {
    const { out } = await list('--as', 'where', ...words);
    const [, text = ''] = /^where=(.*)\n$/.exec(out) ?? [];
    return text === '' ? text : JSON.parse(text).include;
  };
  const [dev, staging, prod] = ['dev', 'staging', 'prod'].map((environment) => ({ environment }));
  const test = { environment: 'test', runner: ['self-hosted', 'gpu-test'] };
  expect(await matrix()).toEqual([dev, test, staging, prod]);
  // a token is the job's own matter: the address alone decides
  expect(await matrix('--reachable')).toEqual([test, staging]);
  expect(await matrix('--first')).toEqual([dev]);
  expect(await matrix('--first', '--reachable')).toBe('');
});
