/** The websocket of the Server port over ws: compressed frames, a heartbeat, frames as an ordered stream. */

import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import type { ServerAddress, ServerSocket, SocketFrame } from './ports-server.ts';
import { openTunnel } from './proxy.ts';
import { failureOf, shownUrl } from './server-failures.ts';

const heartbeatMs = 30_000;
const maxFrameBytes = 64 * 1024 * 1024;

/** Resolves when the handshake is done; frames that come at once are kept for the reader. */
export function openSocket(
  address: ServerAddress,
  ca: readonly string[] | undefined,
  path: string,
  timeoutMs: number,
): Promise<ServerSocket> {
  const url = `${address.url}${path}`.replace(/^http/, 'ws');
  const { proxy } = address;
  const socket = new WebSocket(url, {
    headers: { ...address.headers },
    handshakeTimeout: timeoutMs,
    maxPayload: maxFrameBytes,
    perMessageDeflate: !isHere(url),
    followRedirects: false,
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(proxy === undefined ? {} : { agent: through(proxy, new URL(url), ca, timeoutMs) }),
  });
  const frames = frameQueue();
  listen(socket, frames);
  return new Promise((resolve, reject) => {
    socket.once('open', () =>
      resolve({
        frames: frames.stream,
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => end(socket),
      }),
    );
    socket.once('error', (error: Error) => reject(refusal(error, address, path, timeoutMs)));
  });
}

/** Frames to the same machine are not compressed: it would only cost both sides time. */
function isHere(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Makes the connection of the handshake through a proxy. */
function through(
  proxy: string,
  { protocol, hostname, port }: URL,
  ca: readonly string[] | undefined,
  timeoutMs: number,
): Agent {
  const isSecure = protocol === 'wss:';
  const end = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    isSecure,
    ca,
  };
  const agent = isSecure ? new SecureAgent() : new Agent();
  agent.createConnection = (_, done) => {
    openTunnel(proxy, end, timeoutMs).then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, new Socket()),
    );
    return undefined;
  };
  return agent;
}

function refusal(error: Error, address: ServerAddress, path: string, timeoutMs: number): Failure {
  const server = shownUrl(address.url);
  if (error.message.startsWith('Unexpected server response')) {
    return new Failure(
      problem('server/socket-refused', {}, { server, reason: error.message }),
      error,
    );
  }
  const timedOut = error.message === 'Opening handshake has timed out';
  return failureOf(error, {
    server,
    path: path.split('?')[0] ?? path,
    ...(address.proxy === undefined ? {} : { proxy: shownUrl(address.proxy) }),
    ...(timedOut ? { timedOutAfterMs: timeoutMs } : {}),
  });
}

function listen(socket: WebSocket, frames: FrameQueue): void {
  let answered = true;
  let isHalfOpen = false;
  const heartbeat = setInterval(() => {
    if (!answered) {
      isHalfOpen = true;
      socket.terminate();
    } else if (socket.readyState === WebSocket.OPEN) {
      answered = false;
      socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data, isBinary) => {
    answered = true;
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    frames.push(
      isBinary ? { kind: 'binary', data: bytes } : { kind: 'text', text: bytes.toString('utf8') },
    );
  });
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    clearInterval(heartbeat);
    frames.push({ kind: 'closed', code, reason: reason.toString('utf8'), isHalfOpen });
    frames.end();
  });
}

/** Closes politely, and for good where the other side does not answer. */
function end(socket: WebSocket): void {
  socket.close();
  setTimeout(() => socket.terminate(), 2000).unref();
}

interface FrameQueue {
  readonly push: (frame: SocketFrame) => void;
  readonly end: () => void;
  readonly stream: AsyncIterable<SocketFrame>;
}

function frameQueue(): FrameQueue {
  const waiting: SocketFrame[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    push: (frame) => {
      waiting.push(frame);
      ring();
    },
    end: () => {
      ended = true;
      ring();
    },
    stream: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const frame = waiting.shift();
          if (frame !== undefined) yield frame;
          else if (ended) return;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      },
    },
  };
}
