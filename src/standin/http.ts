/** HTTP as the stand-in needs it: a route table, bodies, answers in the server's words, cut or wrong on demand. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import type { FaultPlan, HttpFault } from './faults.ts';
import { pythonJson } from './python-json.ts';

/** ComfyUI's `--max-upload-size` unless told otherwise. */
const bodyLimit = 104857600;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Request {
  readonly method: string;
  /** Without the query and without `/api`; still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export type Handler = (request: Request, rest: string) => Promise<Answer> | Answer;

/** Method → path → handler. A path that ends in `/*` gets what stands there, decoded, as `rest`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly handle: Handler;
}

export function json(value: Json, status = 200): Answer {
  return jsonText(pythonJson(value), status);
}

export function jsonText(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

export function empty(status: number): Answer {
  return { status };
}

export function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/** What falls through to the frontend's files and is none of them. */
const noSuchPath: Answer = {
  status: 404,
  headers: { 'content-type': 'application/octet-stream' },
};

/** What aiohttp answers when a handler raises; it closes the connection. */
export function serverError(): Answer {
  const answer = plain(500, '500 Internal Server Error\n\nServer got itself in trouble');
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}

/** Returns the body as JSON as Python reads it, or undefined where it is none. */
export function jsonBody(request: Request): Json | undefined {
  const text = request.body.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(request.body)) return undefined;
  const parsed = parseJson(text, 'python');
  return parsed.ok ? parsed.value : undefined;
}

export function objectBody(request: Request): JsonObject | undefined {
  const value = jsonBody(request);
  return isJsonObject(value) ? value : undefined;
}

/** Carries one request through faults, the origin rule and the routes. */
export async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  faults: FaultPlan,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://server');
  const path = url.pathname.replace(/^\/api(?=\/)/, '');
  const method = incoming.method === 'HEAD' ? 'GET' : (incoming.method ?? 'GET');
  const fault = faults.nextHttp(method, path);
  if (fault?.kind === 'reset') {
    cut(incoming);
    return;
  }
  if (fault?.kind === 'delay') {
    await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  }
  const body = await readBody(incoming);
  const headers = headersOf(incoming);
  const request = { method, path, query: url.searchParams, headers, body: body ?? Buffer.alloc(0) };
  const answer =
    fault?.kind === 'answer'
      ? plain(fault.status, fault.body ?? '')
      : body === undefined
        ? empty(413)
        : await answerOf(request, routes);
  write(incoming, response, answer, fault);
}

/** Returns the headers as texts. */
export function headersOf(incoming: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
}

async function answerOf(request: Request, routes: readonly Route[]): Promise<Answer> {
  if (isForeignOrigin(request.headers)) return empty(403);
  const exact = routes.filter((route) => route.path === request.path);
  const open = routes.filter((route) => matchesOpen(route.path, request.path));
  const found = [...exact, ...open];
  const route = found.find((each) => each.method === request.method);
  if (route === undefined) {
    if (request.method === 'OPTIONS') return empty(200);
    return found.length > 0 ? plain(405, '405: Method Not Allowed') : noSuchPath;
  }
  const rest = route.path.endsWith('/*') ? request.path.slice(route.path.length - 1) : '';
  try {
    return await route.handle(request, decodeURIComponent(rest));
  } catch {
    return serverError();
  }
}

function matchesOpen(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/*')) return false;
  const rest = path.slice(pattern.length - 1);
  return path.startsWith(pattern.slice(0, -1)) && rest !== '' && !rest.includes('/');
}

/** A browser page of another origin must not drive a server on this machine; another port is another origin. */
export function isForeignOrigin(headers: Readonly<Record<string, string | undefined>>): boolean {
  const { origin, host } = headers;
  if (origin === undefined || host === undefined) return false;
  try {
    return new URL(origin).host !== host;
  } catch {
    return true;
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming) {
    length += part.length;
    if (length <= bodyLimit) parts.push(part);
  }
  return length > bodyLimit ? undefined : Buffer.concat(parts);
}

function write(
  incoming: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: HttpFault | undefined,
): void {
  if (fault?.kind === 'lose-answer') {
    cut(incoming);
    return;
  }
  const body = Buffer.from(answer.body ?? '');
  const length = { 'content-length': String(body.length) };
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status === 304 ? {} : length),
  });
  if (fault?.kind === 'truncate') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => cut(incoming));
  } else if (incoming.method === 'HEAD' || answer.status === 304) response.end();
  else response.end(body);
}

function cut(incoming: IncomingMessage): void {
  incoming.socket.destroy();
}
