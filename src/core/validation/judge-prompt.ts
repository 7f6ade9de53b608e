/** Judges a prompt as `validate_prompt` does: first every node's class, then what the outputs need. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import { mayBeNoOutput } from './custom-code.ts';
import { mayBeUnlisted } from './custom-packs.ts';
import { missingNodeError } from './missing-node.ts';
import { checkedTypeOf } from './node-inputs.ts';
import { isIn } from './python/compare.ts';
import { replaceNodes } from './replace-nodes.ts';
import { type Rules, rulesOf } from './rules.ts';
import type { ServerError, Uncertainty, Verdict } from './types.ts';
import { walkOutputs } from './walk.ts';

const crash: Verdict = { status: 500, nodeErrors: [], uncertain: [] };

/** `targets` is `partial_execution_targets` of the request, undefined where it is absent. */
export function judgePrompt(given: Json, catalog: Catalog, targets?: Json): Verdict {
  const rules = rulesOf(catalog);
  const uncertain: Uncertainty[] = [];
  let prompt = given;
  if (rules.replacesNodes) {
    const replaced = replaceNodes(given, catalog, uncertain);
    if (replaced === undefined) return { ...crash, uncertain };
    prompt = replaced;
  }
  if (!isJsonObject(prompt)) {
    const isEmpty = prompt === '' || (isJsonArray(prompt) && prompt.length === 0);
    return isEmpty ? refusal(noOutputs, uncertain) : { ...crash, uncertain };
  }
  const outputs = findOutputs(prompt, catalog, rules, targets, uncertain);
  if (outputs === undefined) return { ...crash, uncertain };
  if ('type' in outputs) return refusal(outputs, uncertain);
  if (outputs.ids.length === 0) return refusal(noOutputs, uncertain);
  const { good, bad, nodeErrors } = walkOutputs(outputs.ids, {
    prompt,
    types: catalog.nodeTypes,
    rules,
    uncertain,
  });
  if (good.length > 0) return { status: 200, nodeErrors, uncertain };
  const lines = bad.flatMap(([, reasons]) =>
    reasons.map((each) => `${each.message}: ${each.details}`),
  );
  return { status: 400, error: failedOutputs(lines.join('\n')), nodeErrors, uncertain };
}

function refusal(error: ServerError, uncertain: readonly Uncertainty[]): Verdict {
  return { status: 400, error, nodeErrors: [], uncertain };
}

const noOutputs: ServerError = {
  type: 'prompt_no_outputs',
  message: 'Prompt has no outputs',
  details: '',
  extra_info: {},
};

function failedOutputs(details: string): ServerError {
  return {
    type: 'prompt_outputs_failed_validation',
    message: 'Prompt outputs failed validation',
    details,
    extra_info: {},
  };
}

/** Returns the output nodes, the error of the first bad node, or undefined where the server fails. */
function findOutputs(
  prompt: JsonObject,
  catalog: Catalog,
  rules: Rules,
  targets: Json | undefined,
  uncertain: Uncertainty[],
): { readonly ids: readonly string[] } | ServerError | undefined {
  const ids: string[] = [];
  for (const id of keysOf(prompt)) {
    const node = prompt[id] as Json;
    const classType = isJsonObject(node) ? member(node, 'class_type') : undefined;
    const type = typeof classType === 'string' ? catalog.nodeTypes.get(classType) : undefined;
    if (type === undefined) {
      if (typeof classType === 'string' && mayBeUnlisted(classType, catalog)) {
        uncertain.push({ node: id, reason: 'custom-unlisted' });
      }
      return missingNodeError(id, node, rules);
    }
    if (!type.isOutputNode) continue;
    if (mayBeNoOutput(checkedTypeOf(type, rules))) {
      uncertain.push({ node: id, reason: 'custom-output-node' });
    }
    const isTarget = targets === undefined || targets === null || isAmong(id, targets);
    if (isTarget === undefined) return undefined;
    if (isTarget) ids.push(id);
  }
  return { ids };
}

/** `id in targets`: a text is searched for a part, an object for a key; other values raise. */
function isAmong(id: string, targets: Json): boolean | undefined {
  if (typeof targets === 'string') return targets.includes(id);
  if (isJsonArray(targets)) return isIn(id, targets);
  return isJsonObject(targets) ? Object.hasOwn(targets, id) : undefined;
}
