/** Sends the requests of a recorded transcript to a stand-in and sets its answers and frames beside the recorded ones. */

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import WebSocket from 'ws';
import { recording } from './recordings.ts';

export interface RecordedEvent {
  readonly ev: string;
  readonly id?: number;
  readonly ws?: string;
  readonly by?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly multipart?: readonly RecordedPart[];
}

interface RecordedPart {
  readonly name: string;
  readonly value?: string;
  readonly filename?: string;
  readonly content_type?: string;
  readonly sha256?: string;
}

export interface Transcript {
  readonly server: { readonly version: string; readonly arguments: readonly string[] };
  readonly events: readonly RecordedEvent[];
}

export interface Comparison {
  readonly what: string;
  readonly recorded: unknown;
  readonly answered: unknown;
}

export function transcript(version: string, name: string): Transcript {
  return JSON.parse(recording(`comfyui-${version}/execution/${name}.json`)) as Transcript;
}

/** Which frames are set side by side; progress frames only where the stand-in has the same steps. */
export interface ReplayOptions {
  readonly leaveOutFrames?: readonly string[];
  /** Begins of paths that the stand-in does not have. */
  readonly leaveOutPaths?: readonly string[];
}

/** Returns one comparison per recorded answer and frame, ids, times and counters replaced. */
export async function replayOn(
  url: string,
  { events }: Transcript,
  options: ReplayOptions = {},
): Promise<readonly Comparison[]> {
  const sockets = new Map<string, FrameReader>();
  const recordedNames = new Map<string, string>();
  const answeredNames = new Map<string, string>();
  const answers = new Map<number, Promise<Response>>();
  const comparisons: Comparison[] = [];
  const compare = (what: string, recorded: unknown, answered: unknown) =>
    comparisons.push({
      what,
      recorded: normal(recorded, recordedNames),
      answered: normal(answered, answeredNames),
    });
  let etag = '';
  const leftOut = new Set(options.leaveOutFrames ?? []);
  for (const event of events) {
    const socket = sockets.get(event.ws ?? '');
    if (event.ev === 'ws-open') {
      sockets.set(event.ws ?? '', await openFrames(`${url}${event.path}`, leftOut));
    } else if (event.ev === 'ws-close') {
      socket?.close();
      await socket?.closed;
    } else if (event.ev === 'ws-send') socket?.send(JSON.stringify(event.json));
    else if (event.ev === 'request') {
      if (options.leaveOutPaths?.some((path) => event.path?.startsWith(path)) === true) continue;
      const told = rename(event, recordedNames, answeredNames);
      answers.set(event.id ?? 0, send(url, told, etag));
      await answers.get(event.id ?? 0);
    } else if (event.ev === 'response') {
      const response = await answers.get(event.id ?? 0);
      if (response === undefined) continue;
      const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
      const answered = event.json === undefined ? undefined : jsonOrText(text);
      etag = response.headers.get('etag') ?? etag;
      learnId(event.json, recordedNames);
      learnId(answered, answeredNames);
      const what = `answer ${event.id}`;
      compare(
        what,
        [event.status, typeOf(event.headers)],
        [response.status, typeOf(response.headers)],
      );
      if (event.json !== undefined) compare(`${what} body`, event.json, answered);
    } else if (event.ev === 'ws-text' && event.json !== undefined) {
      const frame = event.json as { type: string };
      if (leftOut.has(frame.type)) continue;
      compare(`frame ${frame.type} on ${event.ws}`, frame, await socket?.next());
    }
  }
  for (const socket of sockets.values()) socket.close();
  return comparisons;
}

/** Frames can come before the answer that tells their prompt's id: ids are numbered as they appear. */
function learnId(body: unknown, names: Map<string, string>): void {
  const id = (body as { prompt_id?: unknown } | undefined)?.prompt_id;
  if (typeof id === 'string' && !names.has(id)) names.set(id, `prompt ${names.size + 1}`);
}

/** Python's bare NaN is no JSON. */
export function lenient(text: string): unknown {
  return JSON.parse(text.replace(/\bNaN\b/g, 'null'));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Writes the stand-in's id where a later recorded request names the recorded one. */
function rename(
  event: RecordedEvent,
  recorded: ReadonlyMap<string, string>,
  answered: ReadonlyMap<string, string>,
): RecordedEvent {
  const back = new Map([...answered].map(([id, name]) => [name, id]));
  let text = JSON.stringify(event);
  for (const [id, name] of recorded) text = text.replaceAll(id, back.get(name) ?? id);
  return JSON.parse(text) as RecordedEvent;
}

/** A recorded entity tag is replaced by the latest that was answered. */
export async function send(url: string, event: RecordedEvent, etag: string): Promise<Response> {
  const body =
    event.multipart === undefined
      ? event.json === undefined
        ? event.text
        : JSON.stringify(event.json)
      : await formOf(event.multipart);
  return fetch(`${url}${event.path}`, {
    method: event.method ?? 'GET',
    headers: {
      ...event.headers,
      ...(event.headers?.['if-none-match'] === undefined ? {} : { 'if-none-match': etag }),
    },
    ...(body === undefined || event.method === 'GET' ? {} : { body }),
  });
}

/** Recordings name uploaded files by digest: equal digests get equal bytes. */
async function formOf(parts: readonly RecordedPart[]): Promise<FormData> {
  const form = new FormData();
  for (const part of parts) {
    if (part.filename === undefined) form.append(part.name, part.value ?? '');
    else {
      const isPicture = part.content_type?.startsWith('image/') === true;
      const content = isPicture ? await pictureFor(part.sha256 ?? '') : `of ${part.sha256}`;
      const blob = new Blob([content], { type: part.content_type ?? '' });
      form.append(part.name, blob, part.filename);
    }
  }
  return form;
}

async function pictureFor(digest: string): Promise<Uint8Array<ArrayBuffer>> {
  const [r = 0, g = 0, b = 0] = createHash('sha256').update(digest).digest();
  const create = {
    width: 24,
    height: 16,
    channels: 4,
    background: { r, g, b, alpha: 0.5 },
  } as const;
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}

function typeOf(headers: Headers | Record<string, string> | undefined): string {
  const found =
    headers instanceof Headers ? headers.get('content-type') : headers?.['content-type'];
  return found ?? '';
}

const unlike = new Set(['traceback', 'current_inputs', 'current_outputs', 'exception_message']);
const numbered = new Set(['number', 'timestamp', 'create_time', 'modified', 'created']);

function normal(value: unknown, names: Map<string, string>): unknown {
  if (typeof value === 'string') return normalText(value, names);
  if (Array.isArray(value)) {
    const isTuple = value.length === 5 && typeof value[0] === 'number';
    return value.map((item, index) => {
      if (isTuple && index === 0) return 0;
      return isTuple && index === 4 ? [...item].sort() : normal(item, names);
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !unlike.has(key))
      .map(([key, item]) => [
        normalText(key, names),
        numbered.has(key)
          ? 0
          : key === 'executed' && Array.isArray(item)
            ? [...item].sort()
            : normal(item, names),
      ]),
  );
}

function normalText(text: string, names: Map<string, string>): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) {
    if (!names.has(text)) names.set(text, `prompt ${names.size + 1}`);
    return names.get(text) ?? text;
  }
  return text.replace(/_\d{5}_/, '_#_').replace(/ComfyUI_temp_[a-z]{5}/, 'ComfyUI_temp');
}

export interface FrameReader {
  /** Returns the next text frame as JSON; waits for it. */
  readonly next: () => Promise<{ readonly type: string; readonly data: Record<string, unknown> }>;
  /** How many frames have come and were not read. */
  readonly waiting: () => number;
  readonly send: (text: string) => void;
  readonly close: () => void;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
}

/** Opens a websocket and keeps its frames in order. */
export async function openFrames(
  url: string,
  leaveOut: ReadonlySet<string> = new Set(),
): Promise<FrameReader> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  const frames: Awaited<ReturnType<FrameReader['next']>>[] = [];
  const waiting: ((frame: (typeof frames)[number]) => void)[] = [];
  socket.on('message', (data, isBinary) => {
    if (isBinary) return;
    const frame = lenient(String(data)) as (typeof frames)[number];
    if (leaveOut.has(frame.type)) return;
    const first = waiting.shift();
    if (first === undefined) frames.push(frame);
    else first(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    next: () => {
      const frame = frames.shift();
      return frame === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(frame);
    },
    waiting: () => frames.length,
    send: (text) => socket.send(text),
    close: () => socket.close(),
    closed,
  };
}
