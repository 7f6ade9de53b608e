/** What `POST /prompt` answers: comfypin's own verdict, settled by the files that the stand-in has. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
} from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import type { Catalog } from '../core/catalog/types.ts';
import { answerPrompt, type PromptAnswer } from '../core/validation/answer.ts';
import { replaceNodes } from '../core/validation/replace-nodes.ts';
import { annotatedPath, type Folders, readOrNothing } from './folders.ts';
import { type Graph, type GraphNode, graphOf, neededNodes } from './graph.ts';
import { type Answer, json, jsonText, serverError } from './http.ts';

export type Checked =
  | { readonly kind: 'refused'; readonly answer: Answer }
  | {
      readonly kind: 'accepted';
      readonly body: JsonObject;
      /** The graph that runs: old node types replaced where the version does that. */
      readonly prompt: JsonObject;
      /** The outputs without an error upstream. */
      readonly outputs: readonly string[];
      readonly nodeErrors: JsonObject;
    };

export interface CheckTools {
  readonly folders: Folders;
  readonly replacesNodes: boolean;
}

/** Returns the refusal, or what is to run. */
export async function checkPrompt(
  text: string,
  catalog: Catalog,
  tools: CheckTools,
): Promise<Checked> {
  const answer = answerPrompt(text, catalog);
  const body = objectIn(text);
  if (answer.status === 400) return refused(jsonText(answer.body, 400));
  if (answer.status !== 200 || body === undefined) return refused(serverError());
  const given = member(body, 'prompt') ?? null;
  const replaced = tools.replacesNodes ? replaceNodes(given, catalog, []) : undefined;
  const prompt = replaced ?? (isJsonObject(given) ? given : {});
  const graph = graphOf(prompt);
  const told = member(objectIn(answer.body) ?? {}, 'node_errors');
  const asked = outputsOf(body, graph, catalog);
  const absent = await absentFiles(answer, graph, tools.folders, asked);
  const nodeErrors = jsonObject([...(isJsonObject(told) ? entriesOf(told) : []), ...absent]);
  const failed = dependentsOf(nodeErrors);
  const outputs = asked.filter((id) => !failed.has(id));
  if (outputs.length === 0) return refused(json(failure(nodeErrors), 400));
  return { kind: 'accepted', body, prompt, outputs, nodeErrors };
}

function refused(answer: Answer): Checked {
  return { kind: 'refused', answer };
}

function objectIn(text: string): JsonObject | undefined {
  const parsed = parseJson(text, 'python');
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** All output nodes, or those of them that the request names. */
function outputsOf(body: JsonObject, graph: Graph, catalog: Catalog): readonly string[] {
  const targets = member(body, 'partial_execution_targets');
  return [...graph.values()]
    .filter((node) => catalog.nodeTypes.get(node.classType)?.isOutputNode === true)
    .map((node) => node.id)
    .filter((id) => !isJsonArray(targets) || targets.includes(id));
}

/** Nodes with a check of their own that name a file which is not there. */
async function absentFiles(
  { uncertain }: PromptAnswer,
  graph: Graph,
  folders: Folders,
  outputs: readonly string[],
): Promise<[string, Json][]> {
  const errors: [string, Json][] = [];
  for (const { node: id, input, reason } of uncertain) {
    const node = graph.get(id);
    if (reason !== 'own-check' || node === undefined || !node.classType.startsWith('Load'))
      continue;
    const name = node.inputs.find(([each]) => each === input)?.[1];
    if (typeof name !== 'string' || (await isThere(name, folders))) continue;
    errors.push([id, absentFile(node, input ?? '', name, graph, outputs)]);
  }
  return errors;
}

async function isThere(name: string, folders: Folders): Promise<boolean> {
  const { path } = annotatedPath(folders, name);
  return path !== undefined && (await readOrNothing(path)) !== undefined;
}

function absentFile(
  node: GraphNode,
  input: string,
  name: string,
  graph: Graph,
  outputs: readonly string[],
): Json {
  const what = node.classType.replace(/^Load/, '').replace(/Mask$/, '').toLowerCase();
  const error = {
    type: 'custom_validation_failed',
    message: 'Custom validation failed for node',
    details: `${input} - Invalid ${what} file: ${name}`,
    extra_info: { input_name: input },
  };
  const dependents = outputs.filter((id) =>
    neededNodes(graph, [id], () => false).includes(node.id),
  );
  return { errors: [error], dependent_outputs: dependents, class_type: node.classType };
}

function dependentsOf(nodeErrors: JsonObject): ReadonlySet<Json> {
  const lists = keysOf(nodeErrors).map((id) => {
    const error = member(nodeErrors, id);
    const dependents = isJsonObject(error) ? member(error, 'dependent_outputs') : undefined;
    return isJsonArray(dependents) ? dependents : [];
  });
  return new Set(lists.flat());
}

function failure(nodeErrors: JsonObject): Json {
  return {
    error: {
      type: 'prompt_outputs_failed_validation',
      message: 'Prompt outputs failed validation',
      details: '',
      extra_info: {},
    },
    node_errors: nodeErrors,
  };
}
