/**
 * A server that plays one prompt of a recorded transcript to a real client. Ids are rewritten. What the recording does
 * not hold is answered from stated defaults, and anything that is not a read is an unexpected request:
 * - `/history/{id}`: the recorded answers after the prompt's last frame in their order, the last one again and again; `{}`
 *   before that frame; where no entry was recorded one made of the prompt's frames, and `{}` where they tell no end
 * - `/queue`: ours is running from its first frame until its history is there, absent after; pending before, and gone where it was deleted
 * - `/view`: the recorded file, or as many zero bytes as were recorded, or one byte where nothing was
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { isJsonObject, member } from '../../src/base/json.ts';
import { recordingBytes } from './recordings.ts';
import {
  bodyText,
  hasEntry,
  type RecordedEvent,
  type RecordedPrompt,
  recordedHistories,
  script,
} from './transcript.ts';

export interface Replay {
  readonly url: string;
  readonly requests: readonly string[];
  readonly unexpected: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts the server; the prompt may be sent to it once. */
export async function startReplay(from: RecordedPrompt): Promise<Replay> {
  const steps = script(from);
  const stopsServing = from.events.some(
    (each) => each.ev === 'response' && each.error !== undefined,
  );
  const wasDeleted = from.events.some(
    (each) =>
      each.ev === 'request' && each.path === '/queue' && each.method === 'POST' && !hasEntry(from),
  );
  const requests: string[] = [];
  const unexpected: string[] = [];
  const sockets = new Map<string, WebSocket>();
  let waiting: (() => void) | undefined;
  let ours: { promptId: string; clientId: string } | undefined;
  let started = false;
  let finished = false;
  const histories = recordedHistories(from);

  const rewrite = (text: string): string =>
    text
      .replaceAll(from.promptId ?? '\u0000', ours?.promptId ?? '')
      .replaceAll(from.clientId ?? '\u0000', ours?.clientId ?? '');

  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const url = new URL(request.url ?? '/', 'http://replay');
    requests.push(`${request.method} ${url.pathname}`);
    const json = (text: string, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text);
    };
    if (request.method === 'POST' && url.pathname === '/prompt' && ours === undefined) {
      const sent = JSON.parse(body) as { prompt_id: string; client_id: string };
      ours = { promptId: sent.prompt_id, clientId: sent.client_id };
      json(rewrite(from.answer), from.status);
      void play();
    } else if (request.method === 'GET' && url.pathname === `/history/${ours?.promptId}`) {
      json(
        finished
          ? rewrite(histories.length > 1 ? (histories.shift() ?? '{}') : (histories[0] ?? '{}'))
          : '{}',
      );
    } else if (request.method === 'GET' && url.pathname === '/queue') {
      const item = [0, ours?.promptId, {}, {}, []];
      const gone = (finished && histories.length < 2) || (wasDeleted && !started);
      json(
        JSON.stringify({
          queue_running: started && !gone ? [item] : [],
          queue_pending: started || gone ? [] : [item],
        }),
      );
    } else if (request.method === 'GET' && url.pathname === '/view') {
      view(from, url, response);
    } else {
      unexpected.push(`${request.method} ${request.url}`);
      json('{}', 500);
    }
  };

  const play = async (): Promise<void> => {
    for (const step of steps) {
      await new Promise((done) => setImmediate(done));
      if (step.ev === 'ws-open') {
        while (![...sockets.values()].some((each) => each.readyState === 1)) {
          await new Promise<void>((done) => {
            waiting = done;
          });
        }
      } else if (step.ev === 'ws-close') {
        for (const each of sockets.values()) each.terminate();
        sockets.clear();
        if (stopsServing && step.by === 'server') await close();
      } else {
        started ||= from.promptId !== undefined && bodyText(step.raw).includes(from.promptId);
        for (const each of sockets.values()) send(each, step, rewrite);
      }
    }
    finished = !stopsServing;
  };

  const http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => answer(request, response, body));
  });
  const upgrades = new WebSocketServer({ server: http, path: '/ws' });
  upgrades.on('connection', (socket, request) => {
    const id = new URL(request.url ?? '/', 'http://replay').searchParams.get('clientId') ?? '';
    sockets.set(id, socket);
    const sid = {
      type: 'status',
      data: { status: { exec_info: { queue_remaining: 0 } }, sid: id },
    };
    socket.send(JSON.stringify(sid));
    waiting?.();
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    for (const each of upgrades.clients) each.terminate();
    http.closeAllConnections();
    await new Promise<void>((done) => http.close(() => done()));
  };
  return { url, requests, unexpected, stop: close };
}

function send(socket: WebSocket, step: RecordedEvent, rewrite: (text: string) => string): void {
  if (step.ev === 'ws-text') socket.send(rewrite(bodyText(step.raw)));
  else {
    const { length = 8, head = '' } = (member(step.raw, 'binary') ?? {}) as {
      length?: number;
      head?: string;
    };
    const bytes = Buffer.alloc(Number(length), 1);
    Buffer.from(String(head), 'hex').copy(bytes);
    socket.send(bytes);
  }
}

function view(from: RecordedPrompt, url: URL, response: ServerResponse): void {
  const file = url.searchParams.get('filename') ?? '';
  const asked = from.events.find(
    (each) =>
      each.ev === 'request' &&
      /^(\/api)?\/view\?/.test(each.path ?? '') &&
      new URL(each.path ?? '', 'http://x').searchParams.get('filename') === file &&
      new URL(each.path ?? '', 'http://x').searchParams.size === 3,
  );
  const recorded = from.events.find((each) => each.ev === 'response' && each.id === asked?.id);
  const body = recorded === undefined ? undefined : member(recorded.raw, 'body');
  if (body === undefined || !isJsonObject(body)) {
    response
      .writeHead(recorded?.status ?? 200)
      .end(recorded === undefined || recorded.status === 200 ? 'x' : '');
    return;
  }
  const kept = member(body, 'file');
  const bytes =
    typeof kept === 'string'
      ? recordingBytes(`${from.folder}/${kept}`)
      : Buffer.alloc(Number(member(body, 'length') ?? 0));
  response.writeHead(recorded?.status ?? 200).end(bytes);
}
