/** `smoke` on servers that are not plain: behind TLS with an authority of its own, live, and stopped by Ctrl-C. */

import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../../src/commands/command.ts';
import { outOfMemory } from '../../src/standin/faults.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { comfypin, comfypinWith } from '../support/in-process.ts';
import { devAndStaging, type SmokeProject, smokeProject } from '../support/smoke-project.ts';
import { certificateIn, hasOpenssl, startTlsProxy, type TlsProxy } from '../support/tls-proxy.ts';

const program = resolve(import.meta.dirname, '../../dist/main.js');

let standin: RunningStandin;
let project: SmokeProject;

beforeEach(async () => {
  standin = await startStandin({ port: 0 });
  const promotion = devAndStaging(standin.url);
  project = await smokeProject(promotion, standin.url);
});
afterEach(async () => {
  await standin.stop();
  await project.remote.stop();
});

function serveDevBy(server: string, more = ''): void {
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${server}]${more} }\n  staging: { after: dev, servers: [http://127.0.0.1:1] }\n`;
  writeFiles(project.ada.folder, { 'promotion.yaml': promotion });
}

async function get(path: string): Promise<Record<string, never>> {
  return (await fetch(`${standin.url}${path}`)).json() as Promise<Record<string, never>>;
}

/** Somebody else's prompt; returns its id. */
async function foreignPrompt(color: number): Promise<string> {
  const prompt = {
    '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color } },
    '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'theirs' } },
  };
  const body = JSON.stringify({ prompt });
  const answer = await fetch(`${standin.url}/prompt`, { method: 'POST', body });
  return ((await answer.json()) as { prompt_id: string }).prompt_id;
}

describe(`behind TLS and a token${hasOpenssl ? '' : ' (skipped: openssl, which makes the certificate, is not here)'}`, () => {
  const token = 'a-token-that-nobody-may-see';
  let proxy: TlsProxy;

  beforeEach(async () => {
    const made = certificateIn(project.remote.folder);
    proxy = await startTlsProxy({ target: standin.url, token, ...made });
    copyFileSync(made.certificate, project.file('ca.pem'));
  });
  afterEach(() => proxy.stop());

  const run = (given: string, ...words: string[]) =>
    comfypin(
      project.ada.folder,
      { ...project.ada.env, TOKEN: given },
      'smoke',
      '--env',
      'dev',
      ...words,
    );

  it.runIf(hasOpenssl)('trusts the authority of promotion.yaml, on the websocket too', async () => {
    serveDevBy(`{ url: '${proxy.url}', token: $TOKEN, ca: ca.pem }`);
    const { code, out, err } = await run(token, '--report', 'out', '--record');
    expect([code, err]).toEqual([0, expect.not.stringContaining('error')]);
    expect(proxy.refused).toEqual([]);
    expect(proxy.passed).toEqual(
      expect.arrayContaining(['WS /ws', 'POST /prompt', 'POST /upload/image', 'GET /view']),
    );
    const report = readFileSync(project.file('out/smoke.json'), 'utf8');
    // timings of nodes are known from the websocket alone
    expect(JSON.parse(report).value.workflows[0].cases[0].timings).not.toEqual([]);
    for (const text of [out, err, report]) expect(text).not.toContain(token);
  });

  it.runIf(hasOpenssl)(
    'says what is wrong without the authority, and with another token',
    async () => {
      serveDevBy(`{ url: '${proxy.url}', token: $TOKEN }`);
      const stranger = await run(token);
      expect([stranger.code, proxy.passed]).toEqual([4, []]);
      expect(stranger.err).toMatch(/certificate/i);
      serveDevBy(`{ url: '${proxy.url}', token: $TOKEN, ca: ca.pem }`);
      const wrong = await run('another');
      expect([wrong.code, proxy.passed]).toEqual([4, []]);
      expect(wrong.err).toContain('401');
      expect(wrong.err).not.toContain('another');
    },
  );
});

describe('a live server', () => {
  let requests: { readonly path: string; readonly body: string; readonly busy: number }[];

  /** Sees each request that changes something, and how long the queue was then; waits are short. */
  const watched = (world: World): World => ({
    ...world,
    clock: {
      now: world.clock.now,
      sleep: (milliseconds, signal) => world.clock.sleep(Math.min(milliseconds, 20), signal),
    },
    server: (address) => {
      const server = world.server(address);
      return {
        ...server,
        request: async (request) => {
          if (request.method !== 'GET') {
            const queue = await get('/queue');
            const { queue_running: running, queue_pending: pending } = queue as unknown as Record<
              string,
              unknown[]
            >;
            const busy = (running?.length ?? 0) + (pending?.length ?? 0);
            const body = request.body?.kind === 'json' ? request.body.text : '';
            requests.push({ path: request.path, body, busy });
          }
          return server.request(request);
        },
      };
    },
  });
  const run = () =>
    comfypinWith(watched, project.ada.folder, project.ada.env, 'smoke', '--env', 'dev', '--json');

  beforeEach(() => {
    requests = [];
    serveDevBy(`{ url: '${standin.url}', role: live }`, ', cache: free');
  });

  it('gets a prompt only when its queue is empty, never before others, and keeps its memory', async () => {
    standin.faults.slow('EmptyImage', 400);
    const theirs = [await foreignPrompt(1), await foreignPrompt(2)];
    expect((await run()).code).toBe(0);
    const [prompt, ...others] = requests.filter(({ path }) => path === '/prompt');
    expect([prompt?.busy, others]).toEqual([0, []]);
    expect(JSON.parse(prompt?.body ?? '')).not.toHaveProperty('front');
    expect(JSON.parse(prompt?.body ?? '')).not.toHaveProperty('number');
    expect(requests.map(({ path }) => path)).not.toContain('/free');
    expect(Object.keys(await get('/history'))).toEqual(expect.arrayContaining(theirs));
  });

  it('is not asked again after out of memory', async () => {
    standin.faults.node('ImageBlur', outOfMemory, 1);
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(JSON.parse(out).value.workflows[0].cases[0].attempts).toMatchObject([
      { end: 'failure' },
    ]);
    expect(requests.map(({ path }) => path)).not.toContain('/free');
  });
});

it('Ctrl-C stops our prompt on the server, leaves the others, and ends with 130', async () => {
  standin.faults.slow('ImageBlur', 120_000);
  const options = { cwd: project.ada.folder, env: project.ada.env, stdio: 'pipe' } as const;
  const words = ['smoke', '--env', 'dev', '--record', '--report', 'out'];
  const child = spawn(process.execPath, [program, ...words], options);
  const closed = new Promise<number | null>((done) => child.on('close', done));
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => {
    out += String(bytes);
  });
  child.stderr.on('data', (bytes) => {
    err += String(bytes);
  });
  let ours: string | undefined;
  await expect
    .poll(
      async () => {
        const { queue_running: running } = (await get('/queue')) as unknown as {
          queue_running: string[][];
        };
        ours = running[0]?.[1];
        return ours;
      },
      { timeout: 60_000 },
    )
    .toBeDefined();
  const theirs = await foreignPrompt(3);
  child.kill('SIGINT');
  expect([await closed, err]).toEqual([130, expect.stringContaining('nterrupted')]);
  expect(out).toContain('errored photo');
  const report = JSON.parse(readFileSync(project.file('out/smoke.json'), 'utf8')).value;
  expect(report).toMatchObject({ verdict: 'errored', recorded: false });
  expect(report.workflows[0].cases[0]).toMatchObject({
    end: 'cancelled',
    error: { class: 'interrupted' },
    attempts: [{ promptId: ours, end: 'cancelled' }],
  });
  expect(readFileSync(project.file('out/index.html'), 'utf8')).toContain('the run was stopped');
  expect(await project.ada.git.remoteRefs('origin', ['refs/heads/comfypin-records'])).toEqual([]);
  await expect
    .poll(async () => Object.keys(await get('/history')), { timeout: 60_000 })
    .toEqual([ours, theirs]);
  const history = (await get('/history')) as unknown as Record<
    string,
    { status: { status_str: string; messages: [string][] } }
  >;
  expect(history[ours ?? '']?.status.messages.map(([name]) => name)).toContain(
    'execution_interrupted',
  );
  expect(history[theirs]?.status.status_str).toBe('success');
  expect(await get('/queue')).toEqual({ queue_running: [], queue_pending: [] });
});
