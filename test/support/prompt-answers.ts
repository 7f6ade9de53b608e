/** Recorded answers to `POST /prompt`, and the comparison that their README asks for: order means nothing, tracebacks are left out. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { canonicalJson, writeJson } from '../../src/base/json-write.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import type { Catalog, NodeFacts } from '../../src/core/catalog/types.ts';
import { recording } from './recordings.ts';

export interface RecordedAnswer {
  readonly id: string;
  readonly environment: string;
  readonly note: string;
  readonly kinds: readonly string[];
  readonly request: string;
  readonly status: number;
  /** The answers that were seen, as text. */
  readonly bodies: readonly string[];
  readonly differsIn: string;
  readonly fromObjectInfo: boolean;
  /** Classes in the prompt whose behaviour a server does not show in full. */
  readonly ownCode: readonly string[];
}

function parsed(text: string): Json {
  const result = parseJson(text, 'python');
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export function recordedCatalog(
  version: string,
  environment: string,
  nodeFacts?: Record<string, NodeFacts>,
): Catalog {
  const at = `comfyui-${version}/environments/${environment}`;
  const folders = parsed(recording(`${at}/models.json`)) as readonly string[];
  const models = Object.fromEntries(
    folders.map((folder) => [folder, JSON.parse(recording(`${at}/models/${folder}.json`))]),
  );
  return parseCatalog({
    objectInfo: recording(`${at}/object_info.json`),
    models,
    embeddings: recording(`${at}/embeddings.json`),
    systemStats: recording(`${at}/system_stats.json`),
    ...(nodeFacts === undefined ? {} : { nodeFacts }),
    ...(version === '0.3.64'
      ? {}
      : { nodeReplacements: recording(`${at}/node_replacements.json`) }),
  });
}

export function recordedAnswers(version: string, file: string): readonly RecordedAnswer[] {
  return recording(`comfyui-${version}/validation/${file}`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value = parsed(line) as JsonObject;
      const text = (key: string) => String(member(value, key) ?? '');
      const body = member(value, 'body');
      const fields = member(value, 'request');
      const request = jsonObject([
        ['prompt', member(value, 'prompt') ?? null],
        ...(isJsonObject(fields) ? entriesOf(fields) : []),
      ]);
      const others = member(value, 'other_answers');
      const answerText = member(value, 'response_text');
      const answers = [member(value, 'response') ?? null, ...(isJsonArray(others) ? others : [])];
      return {
        id: text('id'),
        environment: text('env'),
        note: text('note'),
        kinds: member(value, 'kinds') as readonly string[],
        request: typeof body === 'string' ? body : writeJson(request),
        status: Number(text('status')),
        bodies:
          typeof answerText === 'string' ? [answerText] : answers.map((each) => writeJson(each)),
        differsIn: text('differs_in'),
        fromObjectInfo: member(value, 'from_object_info') === true,
        ownCode: (member(value, 'own_code_classes') ?? []) as readonly string[],
      };
    });
}

/** Returns the body in a form in which equal answers are equal texts. `leaveOut` is the recording's `differs_in`. */
export function comparable(body: string, leaveOut: string): string {
  const result = parseJson(body, 'python');
  return result.ok && isJsonObject(result.value) ? texted(normal(result.value, leaveOut)) : body;
}

/** Types of all errors, and of the refusal. */
export function errorTypes(body: string): string {
  const result = parseJson(body, 'python');
  if (!result.ok || !isJsonObject(result.value)) return '';
  const error = member(result.value, 'error');
  const found = [isJsonObject(error) ? String(member(error, 'type')) : ''];
  for (const [node, entry] of entriesOf(
    (member(result.value, 'node_errors') ?? {}) as JsonObject,
  )) {
    const errors = isJsonObject(entry) ? member(entry, 'errors') : undefined;
    for (const each of isJsonArray(errors) ? errors : []) {
      found.push(`${node} ${String(member(each as JsonObject, 'type'))}`);
    }
  }
  return found.sort().join('\n');
}

function normal(value: Json, leaveOut: string, key = ''): Json {
  if (leaveOut === 'errors' && ['node_errors', 'details'].includes(key)) return null;
  if (isJsonArray(value)) {
    if (key === 'dependent_outputs') return leaveOut === '' ? [...value].map(String).sort() : [];
    const items = value.map((item) => normal(item, leaveOut));
    return key === 'errors' ? items.sort((a, b) => (texted(a) < texted(b) ? -1 : 1)) : items;
  }
  if (!isJsonObject(value)) return value;
  const isInner = /consumer|errors/.test(leaveOut) && member(value, 'traceback') !== undefined;
  return jsonObject(
    entriesOf(value)
      .filter(([name]) => name !== 'traceback')
      .filter(([name]) => !isInner || !['input_name', 'input_config', 'linked_node'].includes(name))
      .map(([name, item]): [string, Json] =>
        name === 'details' && typeof item === 'string' && leaveOut !== 'errors'
          ? [name, item.split('\n').sort().join('\n')]
          : [name, normal(item, leaveOut, name)],
      ),
  );
}

function texted(value: Json): string {
  try {
    return canonicalJson(value);
  } catch {
    return writeJson(value);
  }
}
