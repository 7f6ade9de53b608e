/** A small HTTP proxy: passes plain requests on, opens tunnels, and leads names that only it knows to servers of this machine. */

import { createServer, request as forward } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface HttpProxy {
  /** Without a name or password. */
  readonly url: string;
  /** `GET http://host/path` and `CONNECT host:port`, in the order in which they came. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface HttpProxyOptions {
  /** `host:port` → `host:port` on this machine; what is not named is refused with 502. */
  readonly routes: Readonly<Record<string, string>>;
  /** `name:password` that is asked for. */
  readonly credentials?: string;
}

export async function startHttpProxy({
  routes,
  credentials,
}: HttpProxyOptions): Promise<HttpProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const wanted =
    credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const isAllowed = (given: string | undefined): boolean =>
    wanted === undefined || given === wanted;
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? '');
    const target = routes[`${url.hostname}:${url.port === '' ? '80' : url.port}`];
    const { 'proxy-authorization': given, ...headers } = request.headers;
    if (!isAllowed(given)) {
      response.writeHead(407).end();
      return;
    }
    if (target === undefined) {
      response.writeHead(502).end();
      return;
    }
    const [host, port] = target.split(':');
    const path = `${url.pathname}${url.search}`;
    const onward = forward({ host, port, path, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  proxy.on('connect', (request, client: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    client.on('error', () => client.destroy());
    const target = routes[request.url ?? ''];
    if (!isAllowed(request.headers['proxy-authorization'])) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    if (target === undefined) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const [host, port] = target.split(':');
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(client);
      client.pipe(onward);
    });
    onward.on('error', () => client.destroy());
    client.on('close', () => onward.destroy());
  });
  proxy.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    asked,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => proxy.close(() => done()));
    },
  };
}
