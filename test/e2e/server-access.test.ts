import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningStandin } from '../../src/commands/command.ts';
import { startStandin } from '../../src/standin/start.ts';
import { hermetic, type Variables, writeFiles } from '../support/hermetic.ts';
import { type HttpProxy, startHttpProxy } from '../support/http-proxy.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { textToImage } from '../support/text-to-image.ts';
import { certificateIn, hasOpenssl, startTlsProxy } from '../support/tls-proxy.ts';

const home = hermetic();
const stops: (() => unknown)[] = [];
let comfy: RunningStandin;
let proxy: HttpProxy;
let count = 0;

const graph = textToImage({ checkpoint: 'a.safetensors', size: [64, 64], sampler: { steps: 2 } });

/** A repository of its own with one workflow and this server in dev. */
function repository(
  server: string,
): (env: Variables, ...words: readonly string[]) => Promise<Answer> {
  count += 1;
  const folder = join(home.folder, `r${count}`);
  mkdirSync(folder);
  writeFiles(folder, {
    'promotion.yaml': `version: 1\nenvironments:\n  dev: { servers: [${server}], cache: accept }\n`,
    'workflows/dev/dot/workflow.json': JSON.stringify(graph),
    'workflows/dev/dot/smoke.yaml': 'cases:\n  - name: plain\n',
  });
  return (env, ...words) => comfypin(folder, { ...home.env, ...env }, ...words);
}

const hostOf = (url: string) => new URL(url).host;

beforeAll(async () => {
  comfy = await startStandin({ port: 0, models: { checkpoints: ['a.safetensors'] } });
  proxy = await startHttpProxy({
    routes: {
      'comfy.inside.test:80': hostOf(comfy.url),
      'comfy.inside.test:8188': hostOf(comfy.url),
    },
    credentials: 'me:pa ss',
  });
  stops.push(
    () => comfy.stop(),
    () => proxy.stop(),
  );
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  home.clean();
});

const withUser = () => proxy.url.replace('//', '//me:pa%20ss@');

/** Records, pins and runs: reading, uploading, submitting and the websocket all go the same way. */
async function wholeWay(run: ReturnType<typeof repository>, env: Variables = {}): Promise<Answer> {
  expect(await run(env, 'record', '--env', 'dev')).toMatchObject({ code: 0 });
  expect(await run(env, 'pin')).toMatchObject({ code: 0 });
  return run(env, 'smoke', 'dot', '--env', 'dev');
}

describe('an HTTP proxy', () => {
  it('leads to a server that only it knows, for requests and for the websocket', async () => {
    const run = repository('{ url: http://comfy.inside.test:8188, proxy: $PROXY }');
    expect(await wholeWay(run, { PROXY: withUser() })).toMatchObject({ code: 0 });
    expect(proxy.asked).toContain('GET http://comfy.inside.test:8188/object_info');
    expect(proxy.asked).toContain('POST http://comfy.inside.test:8188/prompt');
    expect(proxy.asked).toContain('CONNECT comfy.inside.test:8188');
  });

  it('is taken from the variables that other programs read, and left where NO_PROXY says so', async () => {
    const run = repository('http://comfy.inside.test');
    const env = { HTTP_PROXY: withUser() };
    expect(await run(env, 'record', '--env', 'dev')).toMatchObject({ code: 0 });
    expect(proxy.asked).toContain('GET http://comfy.inside.test/object_info');
    const before = proxy.asked.length;
    for (const exempt of ['inside.test', '*', 'comfy.inside.test:80, other.test']) {
      const { code } = await run({ ...env, NO_PROXY: exempt }, 'record', '--env', 'dev');
      expect([exempt, code]).toEqual([exempt, 4]);
    }
    expect(proxy.asked).toHaveLength(before);
    const direct = repository(comfy.url);
    expect(await direct(env, 'record', '--env', 'dev')).toMatchObject({ code: 0 });
    expect(proxy.asked).toHaveLength(before);
  });

  it('is named where it refuses, without its password', async () => {
    const run = repository('{ url: http://comfy.inside.test:8188, proxy: $PROXY }');
    const wrong = proxy.url.replace('//', '//me:wrong@');
    const { code, err } = await run({ PROXY: wrong }, 'record', '--env', 'dev');
    expect(code).toBe(4);
    expect(err).toContain(`The proxy ${proxy.url} does not lead to http://comfy.inside.test:8188`);
    expect(err).not.toContain('wrong');
    const gone = await run({ PROXY: 'http://127.0.0.1:9' }, 'record', '--env', 'dev');
    expect(gone.err).toContain('nothing listens there');
  });

  it('is written in promotion.yaml without a password', async () => {
    const run = repository(
      '{ url: http://comfy.inside.test, proxy: "http://me:letmein@127.0.0.1" }',
    );
    const { code, err } = await run({}, 'record', '--env', 'dev');
    expect(code).toBe(2);
    expect(err).not.toContain('letmein');
  });
});

it.skipIf(!hasOpenssl)(
  'goes through a proxy to a server with TLS and an authority of its own',
  async () => {
    const { certificate, key } = certificateIn(home.folder);
    const front = await startTlsProxy({ target: comfy.url, token: 'tok', certificate, key });
    stops.push(() => front.stop());
    const port = new URL(front.url).port;
    const inner = await startHttpProxy({ routes: { [`127.0.0.1:${port}`]: `127.0.0.1:${port}` } });
    stops.push(() => inner.stop());
    const run = repository(
      `{ url: ${front.url}, token: $TOKEN, ca: ${certificate}, proxy: ${inner.url} }`,
    );
    expect(await wholeWay(run, { TOKEN: 'tok' })).toMatchObject({ code: 0 });
    expect(new Set(inner.asked)).toEqual(new Set([`CONNECT 127.0.0.1:${port}`]));
    expect(front.refused).toEqual([]);
    expect(front.passed).toContain('WS /ws');
  },
);

/** A reverse proxy that lets only paths below a prefix through, and shows a page for the rest. */
async function below(prefix: string, user?: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const target = new URL(comfy.url);
  const open = (path: string) => path.startsWith(prefix);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.headers.authorization ?? '-'} ${path.split('?')[0]}`);
    const wanted = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401).end();
      return;
    }
    if (!open(path)) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Studio</title>');
      return;
    }
    const options = { port: target.port, path, method: request.method, headers: request.headers };
    const onward = forward({ host: target.hostname, ...options }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('upgrade', (request, socket) => {
    asked.push(`WS ${(request.url ?? '').split('?')[0]}`);
    const inner = connect(Number(target.port), target.hostname, () => {
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
      inner.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      inner.pipe(socket);
      socket.pipe(inner);
    });
    inner.on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
    socket.on('close', () => inner.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('finds the paths below /api where the bare ones are not served, for reading and for runs', async () => {
  const front = await below('/api/');
  expect(await wholeWay(repository(front.url))).toMatchObject({ code: 0 });
  expect(front.asked).toContain('- /api/prompt');
  expect(front.asked).toContain('WS /api/ws');
  expect(front.asked.filter((each) => each === '- /prompt').length).toBeLessThan(4);
});

it('asks below a path of the address, with a name and password out of a variable', async () => {
  const front = await below('/api/', 'ada:pa ss');
  const run = repository('{ url: $COMFY }');
  const url = `${front.url.replace('//', '//ada:pa%20ss@')}/api/`;
  const { code, out, err } = await wholeWay(run, { COMFY: url });
  expect(code).toBe(0);
  expect(`${out}${err}`).not.toContain('pa%20ss');
  const asked = front.asked.filter((each) => !each.startsWith('WS'));
  expect(asked.every((each) => each.includes(' /api/'))).toBe(true);
});

it('never carries a token to another origin', async () => {
  const seen: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    seen.push(request.headers.authorization, request.headers['x-key'] as string | undefined);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const first = createServer((request, response) => {
    response.writeHead(302, { location: `${elsewhere}${request.url}` }).end();
  });
  await new Promise<void>((done) => first.listen(0, '127.0.0.1', done));
  stops.push(
    () => new Promise((done) => other.close(done)),
    () => new Promise((done) => first.close(done)),
  );
  const url = `http://127.0.0.1:${(first.address() as AddressInfo).port}`;
  const run = repository(`{ url: ${url}, token: $TOKEN, headers: { X-Key: $KEY } }`);
  await run({ TOKEN: 'tok', KEY: 'key' }, 'record', '--env', 'dev');
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every((each) => each === undefined)).toBe(true);
});

it('reads what the recording then holds', () => {
  const recorded = readFileSync(join(home.folder, 'r1/workflows/dev/environment.json'), 'utf8');
  expect(recorded).toContain('"SaveImage"');
});
