/** What a server said of each prompt of a transcript: its answer, its frames, its entry in the history. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recordingsFolder } from './recordings.ts';
import { lenient, type RecordedEvent, type Transcript, transcript } from './replay-on-standin.ts';

/** Frames and outputs with all that is a matter of chance, time or content left out. */
export interface Trace {
  /** The text of the request's body, as it was sent. */
  readonly body: string;
  readonly path: string;
  readonly origin?: string;
  readonly answer: unknown;
  /** Absent where no socket heard the whole run. */
  readonly frames?: readonly string[];
  readonly entry?: unknown;
  /** Nodes that were in the cache when it began. */
  readonly cached: readonly string[];
  readonly ended?: {
    readonly kind: string;
    readonly node: string;
    readonly classType: string;
    readonly type: string;
  };
}

export interface Frame {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events of a transcript other than its prompts that change what later prompts meet. */
export type Step =
  | { readonly kind: 'prompt'; readonly trace: Trace }
  | { readonly kind: 'send'; readonly event: RecordedEvent }
  | { readonly kind: 'restart' };

/** Names of the transcripts that hold a prompt. */
export function transcriptNames(version: string): readonly string[] {
  const folder = join(recordingsFolder, `comfyui-${version}`, 'execution');
  const files = readdirSync(folder).filter((each) => each.endsWith('.json'));
  return files
    .map((each) => each.slice(0, -'.json'.length))
    .filter((name) => transcript(version, name).events?.some(isPrompt) === true)
    .sort();
}

export function stepsOf({ events }: Transcript): readonly Step[] {
  return events.flatMap((event): readonly Step[] => {
    if (event.ev === 'note' && event.text?.includes('started again') === true)
      return [{ kind: 'restart' }];
    if (isPrompt(event)) return [{ kind: 'prompt', trace: recordedTrace(event, events) }];
    const path = event.path?.replace(/^\/api(?=\/)/, '') ?? '';
    const matters = event.ev === 'request' && /^\/(free|upload\/)/.test(path);
    return matters ? [{ kind: 'send', event }] : [];
  });
}

function isPrompt({ ev, method, path, json, text }: RecordedEvent): boolean {
  const hasBody = json !== undefined || text !== undefined;
  return ev === 'request' && method === 'POST' && hasBody && /^(\/api)?\/prompt$/.test(path ?? '');
}

function recordedTrace(request: RecordedEvent, all: readonly RecordedEvent[]): Trace {
  const answerTo = ({ id }: RecordedEvent) =>
    all.find((each) => each.ev === 'response' && each.id === id);
  const answer = answerTo(request);
  const origin = request.headers?.['origin'];
  const promptId = idIn(answer?.json);
  // an id may be used again
  const at = all.indexOf(request);
  const later = all.findIndex(
    (each, index) => index > at && isPrompt(each) && idIn(answerTo(each)?.json) === promptId,
  );
  const events = all.slice(at, later < 0 ? undefined : later);
  const frames = promptId === undefined ? [] : framesOf(promptId, events);
  const entries = events.flatMap(({ ev, json, text }) => {
    if (ev !== 'response') return [];
    const body = json ?? (text?.startsWith('{') === true ? lenient(text) : undefined);
    const entry = (body as Record<string, unknown> | undefined)?.[promptId ?? ''];
    return entry === undefined ? [] : [entry];
  });
  return {
    body: request.text ?? JSON.stringify(request.json),
    path: request.path ?? '/prompt',
    ...(origin === undefined ? {} : { origin }),
    answer: answerOf(answer?.status ?? 0, answer?.json),
    ...traceOf(frames, entries.at(-1)),
  };
}

/** Frames of the first socket that heard the run from its start. */
function framesOf(promptId: string, events: readonly RecordedEvent[]): readonly Frame[] {
  const heard = events.flatMap(({ ev, ws, json, text }) => {
    const frame =
      ev === 'ws-text' ? ((json ?? lenient(text ?? 'null')) as Frame | undefined) : undefined;
    return frame?.data?.['prompt_id'] === promptId ? [{ ws, frame }] : [];
  });
  const ears = heard.find(({ frame }) => frame.type === 'execution_start')?.ws;
  return ears === undefined ? [] : heard.filter(({ ws }) => ws === ears).map(({ frame }) => frame);
}

export function idIn(body: unknown): string | undefined {
  const id = (body as { readonly prompt_id?: unknown } | undefined)?.prompt_id;
  return typeof id === 'string' ? id : undefined;
}

export function answerOf(status: number, body: unknown): unknown {
  const { error, node_errors: errors = {} } = (body ?? {}) as {
    readonly error?: { readonly type?: string };
    readonly node_errors?: Readonly<Record<string, { readonly errors?: readonly Frame[] }>>;
  };
  const nodes = Object.entries(errors).map(([id, each]) => [
    id,
    (each.errors ?? []).map(({ type }) => type).sort(),
  ]);
  return { status, error: error?.type, nodes: Object.fromEntries(nodes) };
}

const ends = ['execution_success', 'execution_error', 'execution_interrupted'];

/** Returns what of frames and history entry can be compared. */
export function traceOf(
  frames: readonly Frame[],
  entry: unknown,
): Pick<Trace, 'frames' | 'entry' | 'cached' | 'ended'> {
  const messages = (entry as { status?: { messages?: readonly [string, Frame['data']][] } })?.status
    ?.messages;
  const told = messages?.map(([type, data]): Frame => ({ type, data })) ?? [];
  const all = [...frames, ...told];
  const end = all.find(({ type }) => ends.includes(type));
  const cached = all.find(({ type }) => type === 'execution_cached')?.data['nodes'];
  return {
    ...(frames.some(({ type }) => ends.includes(type))
      ? { frames: frames.flatMap((each) => lineOf(each) ?? []) }
      : {}),
    ...(entry === undefined ? {} : { entry: entryOf(entry, told) }),
    cached: Array.isArray(cached) ? cached.map(String).sort() : [],
    ...(end === undefined
      ? {}
      : {
          ended: {
            kind: end.type,
            node: String(end.data['node_id'] ?? ''),
            classType: String(end.data['node_type'] ?? ''),
            type: String(end.data['exception_type'] ?? ''),
          },
        }),
  };
}

/** How far a node has come is a matter of time. */
const untold = new Set(['progress', 'progress_state', 'progress_text']);

function lineOf({ type, data }: Frame): string | undefined {
  if (untold.has(type)) return undefined;
  const parts = [
    data['node'] ?? data['node_id'],
    data['exception_type'],
    listed(data['nodes']),
    listed(data['executed']),
    data['output'] === undefined ? undefined : JSON.stringify(kindsOf(data['output'])),
  ];
  return [type, ...parts.filter((part) => part !== undefined)].join(' ');
}

function listed(ids: unknown): string | undefined {
  return Array.isArray(ids) ? `[${ids.map(String).sort().join(' ')}]` : undefined;
}

function entryOf(entry: unknown, told: readonly Frame[]): unknown {
  const { outputs, status } = entry as {
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly status: { readonly status_str: string; readonly completed: boolean };
  };
  const kinds = Object.entries(outputs).map(([id, output]) => [id, kindsOf(output)]);
  return {
    status: status.status_str,
    completed: status.completed,
    messages: told.map((each) => lineOf(each)),
    outputs: Object.fromEntries(kinds),
  };
}

/** Files by folder, kind and extension, texts as they are; names hold counters and random letters. */
function kindsOf(output: unknown): unknown {
  return Object.fromEntries(
    Object.entries((output ?? {}) as Readonly<Record<string, unknown>>).map(([key, items]) => [
      key,
      Array.isArray(items) ? items.map(kindOf) : items,
    ]),
  );
}

function kindOf(item: unknown): unknown {
  const file = item as { filename?: unknown; type?: unknown; subfolder?: unknown } | null;
  if (typeof file?.filename !== 'string') return item;
  return `${file.type}/${file.subfolder}/*${/\.\w+$/.exec(file.filename)?.[0] ?? ''}`;
}
