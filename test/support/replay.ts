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
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { writeJson } from '../../src/base/json-write.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { recording, recordingBytes } from './recordings.ts';

interface RecordedEvent {
  readonly ev: string;
  readonly t: number;
  readonly id?: number;
  readonly ws?: string;
  readonly by?: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly error?: string;
  readonly raw: JsonObject;
}

export interface RecordedPrompt {
  readonly folder: string;
  readonly file: string;
  readonly nth: number;
  readonly prompt: ApiPrompt;
  readonly promptId: string | undefined;
  readonly clientId: string | undefined;
  readonly status: number;
  readonly answer: string;
  readonly events: readonly RecordedEvent[];
  /** Index of the request among the events. */
  readonly from: number;
}

export interface Replay {
  readonly url: string;
  readonly requests: readonly string[];
  readonly unexpected: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Returns the prompts of a recording that were sent as a graph; bodies that are none cannot be sent by a client. */
export function recordedPrompts(folder: string, file: string): readonly RecordedPrompt[] {
  const parsed = parseJson(recording(`${folder}/${file}`), 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error(`${file} is no recording`);
  const list = member(parsed.value, 'events');
  if (list === undefined || !isJsonArray(list)) return [];
  const events = list.filter(isJsonObject).map(eventOf);
  const posts = events.filter((each) => isPost(each));
  return posts.flatMap((post, nth): RecordedPrompt[] => {
    const body = member(post.raw, 'json');
    const prompt = body !== undefined && isJsonObject(body) ? member(body, 'prompt') : undefined;
    if (body === undefined || !isJsonObject(body) || prompt === undefined || !isGraph(prompt))
      return [];
    const response = events.find((each) => each.ev === 'response' && each.id === post.id);
    if (response?.status === undefined) return [];
    const answer = bodyText(response.raw);
    const said = parseJson(answer, 'python');
    const promptId =
      said.ok && isJsonObject(said.value) ? member(said.value, 'prompt_id') : undefined;
    const clientId = member(body, 'client_id');
    return [
      {
        folder,
        file,
        nth,
        prompt: prompt as unknown as ApiPrompt,
        promptId: typeof promptId === 'string' ? promptId : undefined,
        clientId: typeof clientId === 'string' ? clientId : undefined,
        status: response.status,
        answer,
        events,
        from: events.indexOf(post),
      },
    ];
  });
}

function isPost({ ev, method, path }: RecordedEvent): boolean {
  return ev === 'request' && method === 'POST' && /^(\/api)?\/prompt$/.test(path ?? '');
}

function isGraph(prompt: Json): boolean {
  return (
    isJsonObject(prompt) &&
    Object.values(prompt).every(
      (node) =>
        isJsonObject(node) &&
        isJsonObject(member(node, 'inputs')) &&
        typeof member(node, 'class_type') === 'string',
    )
  );
}

function eventOf(raw: JsonObject): RecordedEvent {
  return { ...(JSON.parse(JSON.stringify(raw)) as Omit<RecordedEvent, 'raw'>), raw };
}

function bodyText(raw: JsonObject): string {
  const json = member(raw, 'json');
  const text = member(raw, 'text');
  return json === undefined ? (typeof text === 'string' ? text : '') : writeJson(json);
}

/** Frames of the sockets that belong to the prompt's client, and what happens to those sockets, in order. */
function script(from: RecordedPrompt): readonly RecordedEvent[] {
  const { events, clientId, promptId } = from;
  const own = new Set<string>();
  const steps: RecordedEvent[] = [];
  for (const [index, each] of events.entries()) {
    if (each.ev === 'ws-open' && clientId !== undefined && (each.path ?? '').includes(clientId))
      own.add(each.ws ?? '');
    if (!own.has(each.ws ?? '') || index < from.from) continue;
    if (['ws-open', 'ws-close', 'ws-text', 'ws-binary'].includes(each.ev)) steps.push(each);
  }
  const last = steps.findLastIndex(
    (each) => promptId !== undefined && bodyText(each.raw).includes(promptId),
  );
  const lost = promptId !== undefined && !hasEntry(from);
  return lost ? steps : steps.slice(0, last + 1);
}

function hasEntry({ events, promptId }: RecordedPrompt): boolean {
  return events.some((each) => each.ev === 'response' && isEntry(each, promptId));
}

function isEntry({ raw }: RecordedEvent, promptId: string | undefined): boolean {
  const json = member(raw, 'json');
  const entry =
    promptId !== undefined && json !== undefined && isJsonObject(json)
      ? member(json, promptId)
      : undefined;
  return entry !== undefined && isJsonObject(entry) && member(entry, 'status') !== undefined;
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

/** Answers to `/history/{id}` and whole histories, from the first that holds the entry's end on; empty ones before it are kept. */
function recordedHistories(from: RecordedPrompt): string[] {
  const { events, promptId } = from;
  const asked = new Set(
    events
      .filter((each) => each.ev === 'request' && (each.path ?? '').startsWith('/history'))
      .map((each) => each.id),
  );
  const after = events
    .slice(from.from)
    .filter((each) => each.ev === 'response' && asked.has(each.id));
  const first = after.findIndex((each) => isEntry(each, promptId));
  if (first === -1) return entryOfFrames(from);
  const terminal = events.findIndex(
    (each) =>
      each.ev === 'ws-text' &&
      /"execution_(success|error|interrupted)"/.test(bodyText(each.raw)) &&
      bodyText(each.raw).includes(promptId ?? ''),
  );
  const empty = after
    .slice(0, first)
    .filter((each) => events.indexOf(each) > terminal && bodyText(each.raw) === '{}');
  return [...empty, after[first] as RecordedEvent].map((each) => bodyText(each.raw));
}

/** Returns what the history would hold by the frames: outputs of `executed`, status of the last, the graph as sent. */
function entryOfFrames({ events, promptId, prompt }: RecordedPrompt): string[] {
  const outputs: Record<string, Json> = {};
  const messages: Json[] = [];
  for (const { ev, raw } of events) {
    const json = ev === 'ws-text' ? member(raw, 'json') : undefined;
    const data = json !== undefined && isJsonObject(json) ? member(json, 'data') : undefined;
    if (data === undefined || !isJsonObject(data) || member(data, 'prompt_id') !== promptId)
      continue;
    const type = String(member(json as JsonObject, 'type'));
    if (type === 'executed') outputs[String(member(data, 'node'))] = member(data, 'output') ?? null;
    if (type.startsWith('execution_')) messages.push([type, data]);
  }
  const last = String((messages.at(-1) as readonly Json[] | undefined)?.[0]);
  if (!['execution_success', 'execution_error', 'execution_interrupted'].includes(last)) return [];
  const success = last === 'execution_success';
  const status = { status_str: success ? 'success' : 'error', completed: success, messages };
  const graph = prompt as unknown as Json;
  return [
    writeJson({
      [promptId ?? '']: { prompt: [0, promptId ?? '', graph, {}, []], outputs, status },
    }),
  ];
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
