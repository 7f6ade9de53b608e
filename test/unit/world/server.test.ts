import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { Failure } from '../../../src/base/failure.ts';
import type { Server, ServerRequest } from '../../../src/world/ports-server.ts';
import { connectServer } from '../../../src/world/server.ts';

const open: { close: () => unknown }[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const each of open.splice(0).reverse()) await each.close();
});

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; http: HttpServer }> {
  const http = createServer(answer);
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  open.push({
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, http };
}

function client(url: string, headers: Record<string, string> = {}): Server {
  const server = connectServer({ url, headers });
  open.push(server);
  return server;
}

const get = (path: string, more: Partial<ServerRequest> = {}): ServerRequest => ({
  method: 'GET',
  path,
  timeoutMs: 2000,
  ...more,
});

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return 'answered';
  } catch (thrown) {
    if (!(thrown instanceof Failure)) return String((thrown as Error).message);
    expect(thrown.message).not.toContain('secret');
    return thrown.problems.map((each) => each.code).join();
  }
}

describe('requests', () => {
  it('go below the base path with the headers of the address, and an HTTP status is an answer', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(404, { 'x-path': request.url, 'x-auth': request.headers.authorization });
      response.end('none');
    });
    const answer = await client(`${url}/base`, { authorization: 'Bearer secret' }).request(
      get('/history/1?x=2'),
    );
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({
      'x-path': '/base/history/1?x=2',
      'x-auth': 'Bearer secret',
    });
    expect(Buffer.from(answer.body).toString()).toBe('none');
  });

  it('carry JSON as it is written and files as multipart parts', async () => {
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        response.end(
          `${request.headers['content-type']}\n${Buffer.concat(chunks).toString('latin1')}`,
          'latin1',
        );
      });
    });
    const server = client(url);
    const post = { method: 'POST', path: '/', timeoutMs: 2000 } as const;
    const json = await server.request({ ...post, body: { kind: 'json', text: '{"a":1e400}' } });
    expect(Buffer.from(json.body).toString()).toBe('application/json\n{"a":1e400}');
    const parts = [
      { name: 'subfolder', value: 'a/b' },
      {
        name: 'image',
        value: new Uint8Array([255, 0]),
        fileName: 'x.png',
        contentType: 'image/png',
      },
    ];
    const form = await server.request({ ...post, body: { kind: 'multipart', parts } });
    const text = Buffer.from(form.body).toString('latin1');
    expect(text).toMatch(/^multipart\/form-data; boundary=/);
    expect(text).toContain(
      'name="image"; filename="x.png"\r\nContent-Type: image/png\r\n\r\n\u00ff\u0000',
    );
  });

  it('tell progress, undo compression, and stop at their size limit', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/zip') response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(request.url === '/zip' ? gzipSync('x'.repeat(5000)) : 'x'.repeat(5000));
    });
    const server = client(url);
    const seen: number[] = [];
    await server.request(get('/', { onProgress: (bytes) => seen.push(bytes) }));
    expect(seen.at(-1)).toBe(5000);
    expect((await server.request(get('/zip'))).body.length).toBe(5000);
    expect(await codeOf(server.request(get('/', { maxBytes: 100 })))).toBe('server/too-large');
    expect(await codeOf(server.request(get('/zip', { maxBytes: 100 })))).toBe('server/too-large');
  });

  it('follow a redirect without the headers when it leads to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('moved');
    });
    const { url } = await serve((request, response) => {
      seen.push(request.headers.authorization);
      const location = request.url === '/far' ? `${other.url}/x` : '/far';
      response.writeHead(302, { location: request.url === '/round' ? '/round' : location }).end();
    });
    const server = client(url, { authorization: 'Bearer secret' });
    expect((await server.request(get('/near'))).status).toBe(200);
    expect(seen).toEqual(['Bearer secret', 'Bearer secret', undefined]);
    expect(await codeOf(server.request(get('/round')))).toBe('server/redirects');
  });
});

describe('failures are problems', () => {
  it('for a closed port and an unknown name', async () => {
    const { url, http } = await serve(() => undefined);
    http.close();
    expect(await codeOf(client(url).request(get('/')))).toBe('server/refused');
    const unknown = client('http://user:secret@nowhere.invalid');
    expect(await codeOf(unknown.request(get('/?token=secret')))).toMatch(
      /^server\/un(known-host|reachable)$/,
    );
  });

  it('for silence, a connection cut in the middle, and a body that ends too early', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/cut') request.socket.destroy();
      if (request.url === '/short') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('abc', () => response.destroy());
      }
    });
    const server = client(url);
    expect(await codeOf(server.request(get('/silent', { timeoutMs: 50 })))).toBe('server/timeout');
    expect(await codeOf(server.request(get('/cut')))).toBe('server/reset');
    expect(await codeOf(server.request(get('/short')))).toBe('server/reset');
  });

  it('but an abort of the caller keeps its own reason', async () => {
    const { url } = await serve(() => undefined);
    const controller = new AbortController();
    const answer = codeOf(client(url).request(get('/', { signal: controller.signal })));
    controller.abort(new Error('stopped'));
    expect(await answer).toBe('stopped');
  });
});

describe('websocket', () => {
  it.each([
    ['on this machine, as they are', '127.0.0.1', ''],
    ['over a network, compressed', '0.0.0.0', 'permessage-deflate'],
  ])(
    'gives the frames in order, also those sent at once, and the close: %s',
    async (_, host, how) => {
      const { url, http } = await serve(() => undefined);
      const sockets = new WebSocketServer({ server: http, perMessageDeflate: true });
      sockets.on('connection', (socket, request) => {
        socket.send(
          `${request.url} ${request.headers.authorization} ${socket.extensions} ${request.headers.origin}`,
        );
        socket.send(Buffer.from([1, 2]));
        socket.on('message', (data) => {
          socket.send(`you said ${data}`);
          socket.close(1001, 'bye');
        });
      });
      const address = url.replace('127.0.0.1', host);
      const socket = await client(address, { authorization: 'Bearer secret' }).openSocket(
        '/ws?clientId=a',
        2000,
      );
      socket.send('hello');
      const frames = [];
      for await (const frame of socket.frames) frames.push(frame);
      expect(frames).toEqual([
        { kind: 'text', text: `/ws?clientId=a Bearer secret ${how} undefined` },
        { kind: 'binary', data: Buffer.from([1, 2]) },
        { kind: 'text', text: 'you said hello' },
        { kind: 'closed', code: 1001, reason: 'bye', isHalfOpen: false },
      ]);
    },
  );

  it.each([
    ['goes on while something is heard', true, ['pinged 1', 'pinged 2', 1000, false]],
    ['is given up where a ping is not answered', false, ['pinged 1', 1006, true]],
  ] as const)('that is pinged every 30 s %s', async (_, speaks, told) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { url, http } = await serve(() => undefined);
    let pings = 0;
    const pinged = new Promise<void>((done) => {
      new WebSocketServer({ server: http, autoPong: false }).on('connection', (socket) => {
        socket.on('ping', () => {
          done();
          pings += 1;
          if (speaks) socket.send(`pinged ${pings}`);
          if (pings === 2) socket.close(1000);
        });
      });
    });
    const { frames } = await client(url).openSocket('/ws', 2000);
    vi.advanceTimersByTime(30_000);
    await pinged;
    const heard: unknown[] = speaks ? [] : ['pinged 1'];
    if (!speaks) vi.advanceTimersByTime(30_000);
    for await (const frame of frames) {
      if (frame.kind === 'text') heard.push(frame.text);
      if (frame.kind === 'text' && heard.length === 1) vi.advanceTimersByTime(30_000);
      if (frame.kind === 'closed') heard.push(frame.code, frame.isHalfOpen);
    }
    expect(heard).toEqual(told);
  });

  it('that is refused says so', async () => {
    const { url, http } = await serve((_, response) => response.writeHead(403).end());
    expect(await codeOf(client(url).openSocket('/ws', 2000))).toBe('server/socket-refused');
    http.closeAllConnections();
    http.close();
    expect(await codeOf(client(url).openSocket('/ws', 2000))).toBe('server/refused');
  });
});
