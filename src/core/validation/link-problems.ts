/** Findings about one link: to no node, from no output, of another type; with the output that would fit. */

import {
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  member,
  toDouble,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { NodeType } from '../catalog/types.ts';
import { matchTypes } from './check-link.ts';
import { rulesOf } from './rules.ts';
import type { ServerError } from './types.ts';
import { inputsOf, specOf, type Where } from './where.ts';

/** Returns what is wrong with the link that the input holds. */
export function problemOfLink(_: ServerError | undefined, where: Where): Problem {
  const { prompt, catalog, node, nodeType, input } = where;
  const value = member(inputsOf(prompt, node), input);
  const [id, slot] = isJsonArray(value) ? [value[0] ?? null, value[1] ?? null] : [null, null];
  const name = typeof id === 'string' ? id : writeJson(id);
  const origin = typeof id === 'string' ? member(prompt, id) : undefined;
  const classType = isJsonObject(origin) ? member(origin, 'class_type') : undefined;
  const type = typeof classType === 'string' ? catalog.nodeTypes.get(classType) : undefined;
  if (type === undefined) {
    return problem('validate/dangling-link', { node, input }, { nodeType, input, origin: name });
  }
  const from = `${name} (${type.name})`;
  const output = outputAt(type, slot);
  if (output === undefined) {
    const outputs = type.outputs.map((each, at) => `${at} ${each.name}`).join(', ');
    return problem(
      'validate/bad-slot',
      { node, input },
      { nodeType, input, origin: from, slot: writeJson(slot), outputs: outputs || 'no outputs' },
    );
  }
  const wanted = specOf(where)?.type ?? '';
  return problem(
    'validate/type-mismatch',
    { node, input },
    {
      nodeType,
      input,
      received: output.type,
      wanted,
      origin: from,
      slot: writeJson(slot),
      fix: fittingOutput(type, name, wanted, where),
    },
  );
}

function outputAt(type: NodeType, slot: Json) {
  if (!isJsonInteger(slot)) return undefined;
  const index = toDouble(slot);
  return type.outputs[index < 0 ? index + type.outputs.length : index];
}

function fittingOutput(
  type: NodeType,
  id: string,
  wanted: string,
  { catalog }: Where,
): string | undefined {
  const rules = rulesOf(catalog);
  const fitting = type.outputs.flatMap((output, at) =>
    matchTypes(output.raw, wanted, rules) === 'same' ? [{ output, at }] : [],
  );
  const [only] = fitting;
  if (fitting.length !== 1 || only === undefined) return undefined;
  return `Output ${only.at} (${only.output.name}) of node ${id} fits: ${writeJson([id, only.at])}.`;
}
