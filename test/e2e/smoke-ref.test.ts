import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import { heroGraph, type SmokeProject, smokeProject } from '../support/smoke-project.ts';

let server: RunningStandin;
let project: SmokeProject;

const run = (...words: string[]) => comfypin(project.ada.folder, project.ada.env, ...words);

beforeEach(async () => {
  server = await startStandin({ port: 0 });
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${server.url}] }\n`;
  project = await smokeProject(promotion, server.url);
});
afterEach(async () => {
  await server.stop();
  await project.remote.stop();
});

it('runs what a ref of the remote pins, under the promotion.yaml that is checked out, and only at the commit that was named', async () => {
  const { ada, publish } = project;
  await ada.run('checkout', '--quiet', '-b', 'proposal');
  writeFiles(ada.folder, {
    'workflows/dev/hero/workflow.json': heroGraph.replace('"sigma":1', '"sigma":2'),
    'promotion.yaml': 'version: 1\nenvironments:\n  dev: { servers: [http://127.0.0.1:1] }\n',
  });
  expect(await run('pin')).toMatchObject({ code: 0 });
  const head = await publish('Blur more', 'proposal');
  await ada.run('push', '--quiet', 'origin', 'HEAD:refs/pull/12/head');
  await ada.run('checkout', '--quiet', 'main');
  const words = ['smoke', 'hero', '--env', 'dev', '--candidate', '--ref', 'refs/pull/12/head'];
  const ran = await run(...words, '--commit', head, '--json');
  expect(ran).toMatchObject({ code: 0 });
  const pinned = JSON.parse(await ada.run('show', `${head}:workflows/dev/hero/pin.json`));
  expect(ran.out).toContain(pinned.digests.rendering);
  expect(await run(...words, '--commit', 'a'.repeat(40))).toMatchObject({
    code: 1,
    err: expect.stringContaining(`refs/pull/12/head is at ${head.slice(0, 12)} now`),
  });
  expect(await run('smoke', '--env', 'dev', '--ref', 'refs/pull/12/head')).toMatchObject({
    code: 2,
  });
});
