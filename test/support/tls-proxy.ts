/** A reverse proxy with TLS and a bearer token before a server, as people put before ComfyUI. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as forward, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';

export const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
})();

/** Makes a key and a certificate for 127.0.0.1 that nobody has signed but itself; its path is what `ca:` names. */
export function certificateIn(folder: string): {
  readonly certificate: string;
  readonly key: string;
} {
  const [certificate, key] = [join(folder, 'ca.pem'), join(folder, 'key.pem')];
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=proxy';
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate];
  execFileSync('openssl', [...words.split(' '), ...names], { stdio: 'pipe' });
  return { certificate, key };
}

export interface TlsProxy {
  readonly url: string;
  /** `METHOD /path` of what was let through; an upgrade is `WS /path`. */
  readonly passed: readonly string[];
  /** What came without the token. */
  readonly refused: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startTlsProxy(options: {
  readonly target: string;
  readonly token: string;
  readonly certificate: string;
  readonly key: string;
}): Promise<TlsProxy> {
  const target = new URL(options.target);
  const passed: string[] = [];
  const refused: string[] = [];
  const isAllowed = (request: IncomingMessage, method = request.method): boolean => {
    const allowed = request.headers.authorization === `Bearer ${options.token}`;
    (allowed ? passed : refused).push(`${method} ${(request.url ?? '').split('?')[0]}`);
    return allowed;
  };
  const tls = { cert: readFileSync(options.certificate), key: readFileSync(options.key) };
  const server = createServer(tls, (request, response) => {
    if (!isAllowed(request)) {
      response.writeHead(401, { 'content-type': 'text/html' }).end('<h1>401 Unauthorized</h1>');
      return;
    }
    const { method, headers, url } = request;
    const onward = forward(new URL(url ?? '/', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('upgrade', (request, socket, head) => {
    if (!isAllowed(request, 'WS')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    const onward = connect(Number(target.port), target.hostname, () => {
      const headers = request.rawHeaders
        .map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
        .join('');
      onward.write(`GET ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    refused,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
