/** Answers `POST /prompt` as ComfyUI's server would: text of the request in, status and text of the answer out. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import type { Catalog } from '../catalog/types.ts';
import { judgePrompt } from './judge-prompt.ts';
import { pythonFloat } from './python/convert.ts';
import { pythonOf } from './python/value.ts';
import { writePython } from './python/write.ts';
import { type Rules, rulesOf } from './rules.ts';
import type { NodeErrors, ServerError, Uncertainty, Verdict } from './types.ts';

export interface PromptAnswer {
  readonly status: number;
  /** As the server writes it; `prompt_id` and `number` are null. */
  readonly body: string;
  /** False where the answer depends on code or files that only the server has. */
  readonly certain: boolean;
  readonly uncertain: readonly Uncertainty[];
}

const crashBody = '500 Internal Server Error\n\nServer got itself in trouble';

/** Returns what `POST /prompt` answers to this text. */
export function answerPrompt(requestBody: string, catalog: Catalog): PromptAnswer {
  const parsed = parseJson(requestBody, 'python');
  return parsed.ok ? written(answerRequest(parsed.value, catalog)) : crashed([]);
}

/** Returns the verdict on a request body that is parsed already. */
export function answerRequest(request: Json, catalog: Catalog): Verdict {
  const rules = rulesOf(catalog);
  if (!isJsonObject(request)) return answerOddRequest(request);
  const number = member(request, 'number');
  if (number !== undefined && 'error' in pythonFloat(pythonOf(number))) return crash;
  const prompt = member(request, 'prompt');
  if (prompt === undefined) return refuse(noPrompt);
  if (rules.checksPromptId && !isPromptId(member(request, 'prompt_id'))) return refuse(badPromptId);
  const verdict = judgePrompt(prompt, catalog, member(request, 'partial_execution_targets'));
  return crashesOnExtraData(request, verdict, rules)
    ? { ...crash, uncertain: verdict.uncertain }
    : verdict;
}

const crash: Verdict = { status: 500, nodeErrors: [], uncertain: [] };

function refuse(error: ServerError): Verdict {
  return { status: 400, error, nodeErrors: [], uncertain: [] };
}

const noPrompt: ServerError = {
  type: 'no_prompt',
  message: 'No prompt provided',
  details: 'No prompt provided',
  extra_info: {},
};

const badPromptId: ServerError = {
  type: 'invalid_prompt_id',
  message: 'prompt_id must be a valid UUID',
  details:
    'prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one',
  extra_info: {},
};

/** `"number" in data` and `"prompt" in data` work for texts and lists too, and then indexing raises. */
function answerOddRequest(request: Json): Verdict {
  if (typeof request !== 'string' && !isJsonArray(request)) return crash;
  return request.includes('number') || request.includes('prompt') ? crash : refuse(noPrompt);
}

function isPromptId(id: Json | undefined): boolean {
  if (id === undefined || id === null) return true;
  return (
    typeof id === 'string' &&
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)
  );
}

/** The client's id and, from 0.26.0 on, other keys are set in `extra_data`, whatever it is. */
function crashesOnExtraData(request: JsonObject, verdict: Verdict, rules: Rules): boolean {
  const extra = member(request, 'extra_data');
  if (extra === undefined || isJsonObject(extra)) return false;
  if (member(request, 'client_id') !== undefined) return true;
  if (!rules.checksPromptId) return false;
  return verdict.status === 200 || !(typeof extra === 'string' || isJsonArray(extra));
}

function crashed(uncertain: readonly Uncertainty[]): PromptAnswer {
  return { status: 500, body: crashBody, certain: uncertain.length === 0, uncertain };
}

function written(verdict: Verdict): PromptAnswer {
  const { status, error, uncertain } = verdict;
  if (status === 500) return crashed(uncertain);
  const nodeErrors = jsonObject(verdict.nodeErrors.map((each) => [each.node, nodeErrorOf(each)]));
  const body =
    error === undefined
      ? jsonObject([
          ['prompt_id', null],
          ['number', null],
          ['node_errors', nodeErrors],
        ])
      : jsonObject([
          ['error', errorOf(error)],
          ['node_errors', nodeErrors],
        ]);
  return { status, body: writePython(body), certain: uncertain.length === 0, uncertain };
}

function nodeErrorOf(found: NodeErrors): Json {
  return {
    errors: found.errors.map(errorOf),
    dependent_outputs: found.dependentOutputs,
    class_type: found.classType,
  };
}

function errorOf({ type, message, details, extra_info }: ServerError): Json {
  return { type, message, details, extra_info };
}
