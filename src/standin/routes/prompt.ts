/** `POST /prompt`, the queue, history, interrupts and memory: what a run is asked for and asked about with. */

import { randomUUID } from 'node:crypto';
import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonNumber,
  type JsonObject,
  jsonObject,
  member,
  numberOf,
  spellingOf,
  toDouble,
} from '../../base/json.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { checkPrompt } from '../check.ts';
import type { Folders } from '../folders.ts';
import {
  type Answer,
  empty,
  json,
  objectBody,
  type Request,
  type Route,
  serverError,
} from '../http.ts';
import { pythonJson } from '../python-json.ts';
import type { PromptQueue } from '../queue.ts';
import type { ServerRules } from '../versions.ts';

export interface PromptTools {
  readonly queue: PromptQueue;
  readonly rules: ServerRules;
  readonly folders: Folders;
  readonly catalog: () => Promise<Catalog>;
  /** Interrupts what runs, or only the prompt with this id. */
  readonly interrupt: (promptId?: string) => void;
  readonly free: (wanted: { readonly results: boolean }) => void;
  readonly wake: () => void;
}

export function promptRoutes(tools: PromptTools): readonly Route[] {
  const { queue } = tools;
  const status = () => json({ exec_info: { queue_remaining: queue.remaining() } });
  return [
    { method: 'POST', path: '/prompt', handle: (request) => submit(request, tools) },
    { method: 'GET', path: '/prompt', handle: status },
    { method: 'GET', path: '/queue', handle: () => json(queue.describe()) },
    {
      method: 'POST',
      path: '/queue',
      handle: (request) => change(request, queue.clear, queue.delete),
    },
    { method: 'GET', path: '/history', handle: (request) => history(request, queue) },
    { method: 'GET', path: '/history/*', handle: (_, id) => json(queue.entry(id)) },
    {
      method: 'POST',
      path: '/history',
      handle: (request) => change(request, queue.clearHistory, queue.deleteHistory),
    },
    { method: 'POST', path: '/interrupt', handle: (request) => interrupt(request, tools) },
    { method: 'POST', path: '/free', handle: (request) => free(request, tools) },
  ];
}

function history(request: Request, queue: PromptQueue): Answer {
  const number = (name: string) => {
    const text = request.query.get(name);
    return text === null ? undefined : Number(text);
  };
  const max = number('max_items');
  const offset = number('offset');
  return json(
    queue.history({
      ...(max === undefined ? {} : { max }),
      ...(offset === undefined || offset < 0 ? {} : { offset }),
    }),
  );
}

/** `{"clear": true}` and `{"delete": [ids]}`, for queue and history; a list as body does nothing. */
function change(request: Request, clear: () => void, remove: (id: string) => void): Answer {
  const body = objectBody(request);
  if (body === undefined) return isEmptyList(request) ? empty(200) : serverError();
  if (member(body, 'clear') === true) clear();
  const ids = member(body, 'delete');
  if (isJsonArray(ids)) for (const id of ids) remove(String(id));
  return empty(200);
}

function isEmptyList(request: Request): boolean {
  return request.body.toString('utf8').trim() === '[]';
}

/** A body that is no JSON counts as none; a list is an error of the server. */
function interrupt(request: Request, tools: PromptTools): Answer {
  const body = objectBody(request);
  if (body === undefined && request.body.toString('utf8').trim().startsWith('[')) {
    return serverError();
  }
  const id = body === undefined ? undefined : member(body, 'prompt_id');
  if (typeof id === 'string' && id !== '') tools.interrupt(id);
  else tools.interrupt();
  return empty(200);
}

function free(request: Request, tools: PromptTools): Answer {
  const body = objectBody(request);
  if (body === undefined) return serverError();
  tools.free({ results: member(body, 'free_memory') === true });
  return empty(200);
}

async function submit(request: Request, tools: PromptTools): Promise<Answer> {
  const text = request.body.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(request.body)) return serverError();
  const checked = await checkPrompt(text, await tools.catalog(), {
    folders: tools.folders,
    replacesNodes: tools.rules.hasNodeReplacements,
  });
  if (checked.kind === 'refused') return checked.answer;
  const { body, prompt, outputs, nodeErrors } = checked;
  const id = promptIdOf(body);
  const number = numberFor(body, tools);
  const clientId = member(body, 'client_id');
  tools.queue.put({
    number,
    id,
    prompt,
    outputs,
    extraData: extraDataOf(body, tools.rules),
    ...(typeof clientId === 'string' ? { clientId } : {}),
  });
  tools.wake();
  return json({ prompt_id: id, number, node_errors: nodeErrors });
}

/** Without one, or with null in newer versions, the server makes it; older ones write anything as text. */
function promptIdOf(body: JsonObject): string {
  const given = member(body, 'prompt_id');
  if (typeof given === 'string') return given;
  if (given === undefined || given === null) return randomUUID();
  return isJsonNumber(given) ? spellingOf(given) : pythonJson(given);
}

/** A given number becomes a float; `front` puts before all others. */
function numberFor(body: JsonObject, tools: PromptTools): JsonNumber {
  const given = member(body, 'number');
  if (isJsonNumber(given)) {
    const value = toDouble(given);
    return numberOf(Number.isInteger(value) ? `${value}.0` : String(value));
  }
  const next = tools.queue.nextNumber();
  return member(body, 'front') === true ? -next : next;
}

function extraDataOf(body: JsonObject, rules: ServerRules): JsonObject {
  const given = member(body, 'extra_data');
  const pairs: [string, Json][] = isJsonObject(given) ? entriesOf(given) : [];
  const clientId = member(body, 'client_id');
  if (clientId !== undefined) pairs.push(['client_id', clientId]);
  if (rules.hasCreateTime) pairs.push(['create_time', Date.now()]);
  return jsonObject(pairs);
}
