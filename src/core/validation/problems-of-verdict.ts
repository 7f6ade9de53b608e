/** Translates the server's answer into findings: one code per type of error, with place, value and the way out. */

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
import { nearestName } from '../../base/text.ts';
import type { Catalog } from '../catalog/types.ts';
import { problemOfLink } from './link-problems.ts';
import { missingModel } from './model-problems.ts';
import { onlyAlike } from './names-alike.ts';
import type { ValidationPolicy } from './policy.ts';
import type { ServerError, Uncertainty, Verdict } from './types.ts';
import { inputsOf, specOf, valueAt, type Where } from './where.ts';

/** Returns the problems of everything that the server would say, and of what only it can tell. */
export function problemsOfVerdict(
  verdict: Verdict,
  prompt: JsonObject,
  catalog: Catalog,
  policy: ValidationPolicy,
): readonly Problem[] {
  const found: Problem[] = [];
  if (verdict.status === 500) found.push(problem('validate/server-error', {}, {}));
  if (verdict.error !== undefined) found.push(...problemsOfRefusal(verdict.error, prompt, catalog));
  for (const { node, errors, classType } of verdict.nodeErrors) {
    for (const error of errors) {
      const input = textAt(error.extra_info, 'input_name') ?? error.raisedAt ?? '';
      const where = { prompt, catalog, policy, node, nodeType: String(classType), input };
      found.push(problemOfError(error, where));
    }
  }
  return [...found, ...verdict.uncertain.map((each) => problemOfDoubt(each, prompt))];
}

/** The refusal of the whole prompt; what its outputs lack stands in the errors of the nodes. */
function problemsOfRefusal(
  error: ServerError,
  prompt: JsonObject,
  catalog: Catalog,
): readonly Problem[] {
  if (error.type === 'prompt_no_outputs') return [problem('validate/no-output-node', {}, {})];
  if (error.type !== 'invalid_prompt' && error.type !== 'missing_node_type') return [];
  // the server names the first; all of them are worth knowing
  return keysOf(prompt).flatMap((node): readonly Problem[] => {
    const value = prompt[node];
    const classType = isJsonObject(value) ? member(value, 'class_type') : undefined;
    if (classType === undefined) return [problem('validate/missing-class-type', { node }, {})];
    const nodeType = typeof classType === 'string' ? classType : writeJson(classType);
    if (catalog.nodeTypes.has(nodeType)) return [];
    const nearest = nearestName(nodeType, catalog.nodeTypes.keys());
    return [problem('validate/unknown-node-type', { node }, { nodeType, nearest })];
  });
}

type Translation = (error: ServerError, where: Where) => Problem;

/** One row per error type of execution.py. */
const translations: Readonly<Record<string, Translation>> = {
  required_input_missing: missingInput,
  bad_linked_input: ({ extra_info }, { node, nodeType, input }) => {
    const found = writeJson(member(extra_info, 'received_value') ?? null);
    return problem('validate/bad-link', { node, input }, { nodeType, input, found });
  },
  return_type_mismatch: problemOfLink,
  invalid_input_type: (error, where) => {
    const { node, nodeType, input } = where;
    return problem(
      'validate/wrong-value',
      { node, input },
      {
        nodeType,
        input,
        value: receivedValue(error),
        wanted: specOf(where)?.type ?? 'value of its type',
        reason: textAt(error.extra_info, 'exception_message') ?? '',
      },
    );
  },
  value_smaller_than_min: (error, where) => outOfBounds('validate/below-min', 'min', error, where),
  value_bigger_than_max: (error, where) => outOfBounds('validate/above-max', 'max', error, where),
  value_not_in_list: unknownOption,
  custom_validation_failed: ({ details }, { node, nodeType, input }) =>
    problem('validate/node-check-failed', { node, input }, { nodeType, details }),
  dependency_cycle: ({ extra_info }, { node }) => {
    const nodes = member(extra_info, 'cycle_nodes');
    const names = isJsonArray(nodes) ? nodes.map(String) : [];
    return problem(
      'validate/dependency-cycle',
      { node },
      { nodes: [...names, ...names.slice(0, 1)] },
    );
  },
  exception_during_validation: raised,
  exception_during_inner_validation: raised,
};

export function problemOfError(error: ServerError, where: Where): Problem {
  const translate = Object.hasOwn(translations, error.type) ? translations[error.type] : undefined;
  return (translate ?? raised)(error, where);
}

function raised(error: ServerError, where: Where): Problem {
  // an inner exception names the input of the consumer; the node's own is known from the check alone
  const input = error.raisedAt ?? '';
  const links = input === '' ? undefined : problemOfLinkRaised({ ...where, input });
  const { node, nodeType } = where;
  return (
    links ??
    problem(
      'validate/server-raises',
      { node, ...(input === '' ? {} : { input }) },
      {
        nodeType,
        details: error.details,
        exception: textAt(error.extra_info, 'exception_type') ?? 'an exception',
      },
    )
  );
}

function problemOfLinkRaised(where: Where): Problem | undefined {
  const value = valueAt(where);
  return isJsonArray(value) ? problemOfLink(undefined, where) : undefined;
}

function missingInput(_: ServerError, where: Where): Problem {
  const { prompt, node, nodeType, input } = where;
  const type = where.catalog.nodeTypes.get(nodeType);
  const declared = new Set((type?.inputs ?? []).map((each) => each.name));
  const inputs = inputsOf(prompt, node);
  const extra = keysOf(inputs).filter((name) => !declared.has(name));
  const similar = nearestName(input, extra) ?? onlyAlike(input, extra);
  const wanted = specOf(where)?.type ?? 'a value';
  return problem('validate/missing-input', { node, input }, { nodeType, input, similar, wanted });
}

function outOfBounds(
  code: 'validate/below-min' | 'validate/above-max',
  key: 'min' | 'max',
  error: ServerError,
  where: Where,
): Problem {
  const { node, nodeType, input } = where;
  const bound = configAt(error, key);
  return problem(
    code,
    { node, input },
    {
      nodeType,
      input,
      value: receivedValue(error),
      bound: bound === undefined ? '' : writeJson(bound),
    },
  );
}

function unknownOption(error: ServerError, where: Where): Problem {
  const { node, nodeType, input } = where;
  const spec = specOf(where);
  const value = member(error.extra_info, 'received_value') ?? null;
  if (typeof value === 'string' && spec !== undefined) {
    const model = missingModel(value, spec, where);
    if (model !== undefined) return model;
  }
  const options = spec?.options ?? [];
  const texts = options.filter((each) => typeof each === 'string');
  return problem(
    'validate/unknown-option',
    { node, input },
    {
      nodeType,
      input,
      value: writeJson(value),
      options: options.length,
      nearest: typeof value === 'string' ? nearestName(value, texts) : undefined,
    },
  );
}

const doubts: Readonly<Record<Uncertainty['reason'], string>> = {
  'own-check': 'the node type checks it by code of its own',
  'custom-check': 'code of the custom node may check it in its own way',
  'custom-wildcard': 'code of the custom node tells whether its * takes every type',
  'custom-outputs': 'code of the custom node tells how the server words this',
  'custom-output-node': 'code of the custom node tells whether the server takes it for an output',
  'custom-unlisted':
    'the server leaves out classes that fail to say their inputs, and this one is named like those of an installed pack',
  'unrecorded-list': 'the list of files is not part of the recording',
  recursion: 'the chain of nodes is longer than Python’s recursion limit may allow',
  'replacement-order': 'the server replaces two linked old nodes in an order of its own',
};

function problemOfDoubt(doubt: Uncertainty, prompt: JsonObject): Problem {
  const value = member(prompt, doubt.node);
  const classType = isJsonObject(value) ? member(value, 'class_type') : undefined;
  const { node, input, reason } = doubt;
  return problem(
    'validate/only-server-can-tell',
    { node, ...(input === undefined ? {} : { input }) },
    { reason: doubts[reason], nodeType: String(classType ?? node), input },
  );
}

function receivedValue(error: ServerError): string {
  return writeJson(member(error.extra_info, 'received_value') ?? null);
}

function configAt(error: ServerError, key: string): Json | undefined {
  const config = member(error.extra_info, 'input_config');
  const options = isJsonArray(config) ? config[1] : undefined;
  return isJsonObject(options) ? member(options, key) : undefined;
}

function textAt(from: JsonObject, key: string): string | undefined {
  const value = member(from, key);
  return typeof value === 'string' ? value : undefined;
}
