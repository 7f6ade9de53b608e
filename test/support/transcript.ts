/** One prompt of a recorded transcript: what was sent, what its client was told, and what the history held. */

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
import { recording } from './recordings.ts';

export interface RecordedEvent {
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

export function bodyText(raw: JsonObject): string {
  const json = member(raw, 'json');
  const text = member(raw, 'text');
  return json === undefined ? (typeof text === 'string' ? text : '') : writeJson(json);
}

/** Frames of the sockets that belong to the prompt's client, and what happens to those sockets, in order. */
export function script(from: RecordedPrompt): readonly RecordedEvent[] {
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

export function hasEntry({ events, promptId }: RecordedPrompt): boolean {
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

/** Answers to `/history/{id}` and whole histories, from the first that holds the entry's end on; empty ones before it are kept. */
export function recordedHistories(from: RecordedPrompt): string[] {
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
