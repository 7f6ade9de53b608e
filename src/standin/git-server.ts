/** Git over HTTP on this machine: every bare repository in a folder, through git's own `http-backend`. */

import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RunningGitServer {
  /** A repository `w.git` in the folder is `<url>/w.git`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves the folder's repositories on loopback, for reading and pushing by anyone who reaches the port. */
export async function startGitServer(folder: string): Promise<RunningGitServer> {
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const backend = spawn('git', ['http-backend'], { env: variablesOf(folder, request) });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  backend.stderr.resume();
  let head = Buffer.alloc(0);
  let inBody = false;
  backend.stdout.on('data', (chunk: Buffer) => {
    if (inBody) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    inBody = true;
    const { status, headers } = headOf(head.toString('latin1', 0, end));
    response.writeHead(status, headers);
    response.write(head.subarray(end + 4));
  });
  backend.on('error', () => response.writeHead(500).end());
  backend.on('close', () => {
    if (!inBody) response.writeHead(500);
    response.end();
  });
}

/** The variables of RFC 3875 that `git http-backend` reads, and its own. */
function variablesOf(folder: string, request: IncomingMessage): Record<string, string> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  const variables: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'http.receivepack',
    GIT_CONFIG_VALUE_0: 'true',
    GIT_CONFIG_KEY_1: 'safe.directory',
    GIT_CONFIG_VALUE_1: '*',
    GIT_PROJECT_ROOT: folder,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: [headers['git-protocol']].flat()[0],
    REMOTE_ADDR: '127.0.0.1',
  };
  return Object.fromEntries(
    Object.entries(variables).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function headOf(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}
