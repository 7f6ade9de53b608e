/** The Server port over undici: base path, headers bound to their origin, own CA, timeouts and size limits. */

import { rootCertificates } from 'node:tls';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { type Dispatcher, FormData, request as send } from 'undici';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import type {
  MultipartPart,
  Server,
  ServerAddress,
  ServerRequest,
  ServerResponse,
} from './ports-server.ts';
import { dispatcherFor } from './proxy.ts';
import { failureOf, shownUrl } from './server-failures.ts';
import { openSocket } from './server-socket.ts';

const defaultMaxBytes = 256 * 1024 * 1024;
const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Returns a server whose connections are kept open between requests until `close`. */
export function connectServer(address: ServerAddress): Server {
  const ca = address.ca === undefined ? undefined : [...rootCertificates, address.ca];
  const agent = dispatcherFor(address.proxy, ca);
  return {
    address,
    request: (request) => exchange(address, agent, request),
    openSocket: (path, timeoutMs) => openSocket(address, ca, path, timeoutMs),
    close: () => agent.destroy(),
  };
}

async function exchange(
  address: ServerAddress,
  agent: Dispatcher,
  request: ServerRequest,
): Promise<ServerResponse> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), request.timeoutMs);
  const signal =
    request.signal === undefined
      ? timeout.signal
      : AbortSignal.any([timeout.signal, request.signal]);
  try {
    return await follow(address, agent, request, signal);
  } catch (thrown) {
    if (request.signal?.aborted === true) throw request.signal.reason;
    if (thrown instanceof Failure) throw thrown;
    throw failureOf(thrown, {
      server: shownUrl(address.url),
      path: shownPath(request.path),
      ...(address.proxy === undefined ? {} : { proxy: shownUrl(address.proxy) }),
      ...(timeout.signal.aborted ? { timedOutAfterMs: request.timeoutMs } : {}),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Sends, and follows redirects of reads; headers of the address stay with its own origin (as curl does since 7.58). */
async function follow(
  address: ServerAddress,
  agent: Dispatcher,
  request: ServerRequest,
  signal: AbortSignal,
): Promise<ServerResponse> {
  const home = new URL(address.url).origin;
  let url = new URL(`${address.url}${request.path}`);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const own = url.origin === home;
    const { headers, body } = bodyOf(request);
    const response = await send(url, {
      dispatcher: agent,
      method: request.method,
      headers: { accept: '*/*', ...(own ? address.headers : {}), ...headers },
      body,
      signal,
    });
    const location = response.headers['location'];
    const moved = redirects.has(response.statusCode) && typeof location === 'string';
    if (!moved || request.method !== 'GET') return read(address, request, response);
    await response.body.dump({ limit: 65_536 });
    url = new URL(location, url);
  }
  throw new Failure(
    problem(
      'server/redirects',
      {},
      { server: shownUrl(address.url), path: shownPath(request.path) },
    ),
  );
}

function bodyOf(request: ServerRequest): {
  readonly headers: Record<string, string>;
  readonly body: string | FormData | null;
} {
  if (request.body === undefined) return { headers: {}, body: null };
  if (request.body.kind === 'json') {
    return { headers: { 'content-type': 'application/json' }, body: request.body.text };
  }
  return { headers: {}, body: formOf(request.body.parts) };
}

function formOf(parts: readonly MultipartPart[]): FormData {
  const form = new FormData();
  for (const part of parts) {
    if (typeof part.value === 'string') form.append(part.name, part.value);
    else {
      const type = part.contentType ?? 'application/octet-stream';
      const blob = new Blob([Buffer.from(part.value)], { type });
      form.append(part.name, blob, part.fileName ?? part.name);
    }
  }
  return form;
}

async function read(
  address: ServerAddress,
  request: ServerRequest,
  response: Dispatcher.ResponseData,
): Promise<ServerResponse> {
  const limit = request.maxBytes ?? defaultMaxBytes;
  const tooLarge = () =>
    new Failure(
      problem(
        'server/too-large',
        {},
        { server: shownUrl(address.url), path: shownPath(request.path), limit },
      ),
    );
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    received += chunk.byteLength;
    if (received > limit) throw tooLarge();
    chunks.push(chunk);
    request.onProgress?.(received);
  }
  const headers = flatHeaders(response.headers);
  const body = decoded(Buffer.concat(chunks), headers['content-encoding'], limit);
  if (body === undefined) throw tooLarge();
  return { status: response.statusCode, headers, body };
}

/** Undoes a compression that a proxy applied unasked; undefined where the content is beyond the limit. */
function decoded(body: Buffer, encoding: string | undefined, limit: number): Buffer | undefined {
  const decode = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[
    encoding ?? ''
  ];
  if (decode === undefined || body.length === 0) return body;
  try {
    return decode(body, { maxOutputLength: limit });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw thrown;
  }
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined)
      flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** The path without its query: file names and ids in it belong to no message. */
function shownPath(path: string): string {
  return path.split('?')[0] ?? path;
}
