/** Validates a workflow for an environment: what its server would answer, and what the server lets through. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { shortened } from '../../base/text.ts';
import { withNodeFacts } from '../catalog/node-facts.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { beyondServer } from './beyond-server.ts';
import { judgePrompt } from './judge-prompt.ts';
import { lineOfNode } from './line-of-node.ts';
import { otherModelFiles } from './model-identity.ts';
import type { ValidationPolicy } from './policy.ts';
import { problemsOfVerdict } from './problems-of-verdict.ts';
import { replaceNodes } from './replace-nodes.ts';
import { rulesOf } from './rules.ts';
import { inputsOf } from './where.ts';

/** Returns the findings in an API prompt; a canvas is told apart and refused, for only its conversion can be sent. */
export function validateWorkflow(
  workflow: ApiPrompt | CanvasWorkflow | JsonObject,
  offered: Catalog,
  policy: ValidationPolicy = {},
): { readonly problems: readonly Problem[] } {
  const prompt = workflow as JsonObject;
  const catalog = withNodeFacts(offered, policy.nodes);
  const place = {
    ...(policy.file === undefined ? {} : { file: policy.file }),
    ...(policy.workflow === undefined ? {} : { workflow: policy.workflow }),
    ...(policy.environment === undefined ? {} : { environment: policy.environment }),
  };
  if (isCanvas(prompt)) {
    return { problems: [problem('validate/canvas-as-prompt', place, {})] };
  }
  const verdict = judgePrompt(prompt, catalog);
  const run = replacedPrompt(prompt, catalog);
  const beyond = [
    ...replacements(prompt, run),
    ...beyondServer(run, catalog, policy),
    ...otherModelFiles(run, catalog, policy),
  ];
  const told = problemsOfVerdict(verdict, run, catalog, policy).filter(
    (each) => !isSettled(each, run, policy, beyond),
  );
  return { problems: [...told, ...beyond].map((each) => placed(each, prompt, place, policy.text)) };
}

/** What the server checks and runs: the prompt with its old nodes replaced. */
function replacedPrompt(prompt: JsonObject, catalog: Catalog): JsonObject {
  return rulesOf(catalog).replacesNodes ? (replaceNodes(prompt, catalog, []) ?? prompt) : prompt;
}

function replacements(prompt: JsonObject, run: JsonObject): readonly Problem[] {
  if (prompt === run) return [];
  return keysOf(prompt).flatMap((node): readonly Problem[] => {
    const [from, to] = [classTypeOf(prompt[node]), classTypeOf(run[node])];
    if (from === undefined || to === undefined || from === to) return [];
    return [problem('validate/replaced-node', { node }, { nodeType: from, replacement: to })];
  });
}

function classTypeOf(node: Json | undefined): string | undefined {
  const classType = isJsonObject(node) ? member(node, 'class_type') : undefined;
  return typeof classType === 'string' ? classType : undefined;
}

/** A doubt about a file is settled where the file is uploaded first, or where another finding says more. */
function isSettled(
  found: Problem,
  prompt: JsonObject,
  policy: ValidationPolicy,
  beyond: readonly Problem[],
): boolean {
  const { node, input } = found.at;
  if (found.code !== 'validate/only-server-can-tell' || node === undefined) return false;
  const value = input === undefined ? undefined : member(inputsOf(prompt, node), input);
  if (typeof value === 'string' && policy.uploads?.includes(value) === true) return true;
  return beyond.some(
    ({ code, at }) => code === 'validate/missing-file' && at.node === node && at.input === input,
  );
}

function isCanvas(workflow: JsonObject): boolean {
  return isJsonArray(member(workflow, 'nodes'));
}

/** Characters of a value that a finding carries. */
const longestSent = 200;

function placed(found: Problem, prompt: JsonObject, place: Problem['at'], text?: string): Problem {
  const { node, input } = found.at;
  if (node === undefined) return { ...found, at: { ...place, ...found.at } };
  const value = input === undefined ? undefined : member(inputsOf(prompt, node), input);
  const title = titleOf(member(prompt, node));
  const line = text === undefined ? undefined : lineOfNode(text, node);
  return {
    ...found,
    at: {
      ...place,
      ...(title === undefined ? {} : { title }),
      ...(line === undefined ? {} : { line }),
      ...(value === undefined ? {} : { sent: shortened(writeJson(value), longestSent) }),
      ...found.at,
    },
  };
}

function titleOf(node: Json | undefined): string | undefined {
  const meta = isJsonObject(node) ? member(node, '_meta') : undefined;
  const title = isJsonObject(meta) ? member(meta, 'title') : undefined;
  return typeof title === 'string' && title !== '' ? title : undefined;
}
