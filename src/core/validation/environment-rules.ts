/** What an environment forbids or bounds by promotion.yaml, found in one node. */

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
import { modelFolderOf } from '../catalog/model-folders.ts';
import type { InputSpec } from '../catalog/types.ts';
import {
  type EnvironmentRules,
  type LimitName,
  limitNames,
} from '../workflow/environment-rules.ts';
import { pythonFloat } from './python/convert.ts';
import { pythonOf } from './python/value.ts';
import { inputsOf, type Where } from './where.ts';

type Names = Pick<EnvironmentRules, 'allow' | 'deny'>;

/** Returns the rule that forbids the name, as promotion.yaml spells it. `names` are the ways in which a pattern may name it. */
export function brokenRule(
  names: readonly string[],
  kind: 'nodes' | 'models',
  { allow, deny }: Names,
): string | undefined {
  const fits = (pattern: string) => names.some((name) => matchesName(pattern, name));
  const denied = deny?.[kind]?.find(fits);
  if (denied !== undefined) return `deny: ${denied}`;
  const allowed = allow?.[kind];
  return allowed === undefined || allowed.some(fits) ? undefined : `allow: ${allowed.join(', ')}`;
}

/** `*` stands for any characters. */
export function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}

/** Returns the finding where the input names a model that the environment forbids. */
export function forbiddenModel(file: string, spec: InputSpec, where: Where): Problem | undefined {
  const { catalog, policy, node, input } = where;
  if (policy.allow?.models === undefined && policy.deny?.models === undefined) return undefined;
  const folder = modelFolderOf(where.nodeType, spec, catalog);
  if (folder === undefined || !isFile(file, folder, where)) return undefined;
  const path = file.replaceAll('\\', '/');
  const names = [`${folder}/${path}`, path, path.slice(path.lastIndexOf('/') + 1)];
  const rule = brokenRule(names, 'models', policy);
  if (rule === undefined) return undefined;
  return problem('validate/forbidden-model', { node, input }, { folder, file, rule });
}

/** A word beside the files, as `None`, is no model. */
function isFile(file: string, folder: string, { catalog }: Where): boolean {
  return /\.\w+$/.test(file) || (catalog.models.get(folder)?.includes(file) ?? false);
}

/** Returns a finding for each value of the node that is out of the environment's bounds; of links those to primitives are followed. */
export function valuesBeyondLimits(
  inputs: JsonObject,
  specs: ReadonlyMap<string, InputSpec>,
  { prompt, policy, node, nodeType }: Omit<Where, 'input' | 'catalog'>,
): readonly Problem[] {
  const { limits } = policy;
  if (limits === undefined) return [];
  return keysOf(inputs).flatMap((input): readonly Problem[] => {
    const spec = specs.get(input);
    const limit = spec === undefined ? undefined : limitOf(input, spec);
    const bounds = limit === undefined ? undefined : limits[limit];
    const given = literalOf(inputs[input] as Json, prompt);
    const value = bounds === undefined ? undefined : sizeOf(given, limit);
    if (limit === undefined || bounds === undefined || value === undefined) return [];
    const { min = -Infinity, max = Infinity } = bounds;
    if (value >= min && value <= max) return [];
    const shown = limit === 'prompt' ? `${value} characters` : writeJson(given);
    const args = { nodeType, input, limit, value: shown, ...bounds };
    return [problem('validate/beyond-limit', { node, input }, args)];
  });
}

/** ComfyUI's primitives (comfy_extras/nodes_primitive.py) give what their `value` holds. */
const primitive = /^Primitive(?:Int|Float|String|StringMultiline|Boolean)$/;

function literalOf(given: Json, prompt: JsonObject): Json {
  let value = given;
  for (let hops = 0; hops < 8; hops += 1) {
    const origin = isJsonArray(value) && value.length === 2 ? value[0] : undefined;
    const node = typeof origin === 'string' ? member(prompt, origin) : undefined;
    const classType = isJsonObject(node) ? member(node, 'class_type') : undefined;
    if (typeof classType !== 'string' || !primitive.test(classType)) return value;
    value = member(inputsOf(prompt, String(origin)), 'value') ?? null;
  }
  return value;
}

/** Names of dynamic inputs end with their own name, as `method.width`. */
function limitOf(input: string, spec: InputSpec): LimitName | undefined {
  if (spec.type === 'STRING') return spec.config['multiline'] === true ? 'prompt' : undefined;
  if (spec.type !== 'INT' && spec.type !== 'FLOAT') return undefined;
  const name = input.slice(input.lastIndexOf('.') + 1);
  return limitNames.find((each) => each === name);
}

function sizeOf(value: Json, limit: LimitName | undefined): number | undefined {
  if (limit === 'prompt') return typeof value === 'string' ? [...value].length : undefined;
  const number = pythonFloat(pythonOf(value));
  return 'error' in number ? undefined : number.value;
}
