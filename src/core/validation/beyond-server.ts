/** What the server lets through: files that are not there, nodes that do nothing, links that nothing checks. */

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
import { filesBehind } from '../catalog/file-lists.ts';
import type { Catalog, InputSpec, NodeType } from '../catalog/types.ts';
import { walkFrom } from '../workflow/graph.ts';
import { inputSpecsOf } from '../workflow/input-specs.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { matchTypes } from './check-link.ts';
import { forbiddenModel, valuesBeyondLimits } from './environment-rules.ts';
import { missingModel } from './model-problems.ts';
import { onlyAlike } from './names-alike.ts';
import { problemsOfNodeType } from './node-type-problems.ts';
import type { ValidationPolicy } from './policy.ts';
import { type Rules, rulesOf } from './rules.ts';
import { inputsOf } from './where.ts';

/** Types of data that only another node can give; no widget holds them (comfy/comfy_types/node_typing.py). */
const dataTypes: ReadonlySet<string> = new Set([
  'MODEL',
  'CLIP',
  'VAE',
  'CONDITIONING',
  'LATENT',
  'IMAGE',
  'MASK',
  'AUDIO',
  'VIDEO',
  'CONTROL_NET',
  'CLIP_VISION',
  'CLIP_VISION_OUTPUT',
  'STYLE_MODEL',
  'UPSCALE_MODEL',
  'GLIGEN',
  'SAMPLER',
  'SIGMAS',
  'NOISE',
  'GUIDER',
]);

interface Place {
  readonly prompt: JsonObject;
  readonly catalog: Catalog;
  readonly policy: ValidationPolicy;
  readonly rules: Rules;
  readonly node: string;
  readonly type: NodeType;
}

/** Returns findings about the nodes that will run, and warnings about those that will not. */
export function beyondServer(
  prompt: JsonObject,
  catalog: Catalog,
  policy: ValidationPolicy,
): readonly Problem[] {
  const rules = rulesOf(catalog);
  const known = keysOf(prompt).flatMap((node) => {
    const value = prompt[node];
    const classType = isJsonObject(value) ? member(value, 'class_type') : undefined;
    const type = typeof classType === 'string' ? catalog.nodeTypes.get(classType) : undefined;
    return type === undefined ? [] : [{ node, type }];
  });
  const outputs = known.filter(({ type }) => type.isOutputNode).map(({ node }) => node);
  const reached = reachedFrom(outputs, prompt);
  const found: Problem[] = rules.reportsCycles ? [] : [...cycleOf(prompt, outputs)];
  for (const { node, type } of known) {
    found.push(...problemsOfNodeType(node, type, catalog, policy));
    if (!reached.has(node)) {
      if (outputs.length > 0) {
        found.push(problem('validate/unreachable-node', { node }, { nodeType: type.name }));
      }
      continue;
    }
    found.push(...problemsOfInputs({ prompt, catalog, policy, rules, node, type }));
  }
  return found;
}

function reachedFrom(outputs: readonly string[], prompt: JsonObject): ReadonlySet<string> {
  const reached = new Set(outputs);
  for (const id of reached) {
    const node = member(prompt, id);
    const inputs = isJsonObject(node) ? member(node, 'inputs') : undefined;
    if (!isJsonObject(inputs)) continue;
    for (const value of Object.values(inputs)) {
      const origin = isJsonArray(value) && value.length === 2 ? value[0] : undefined;
      if (typeof origin === 'string' && Object.hasOwn(prompt, origin)) reached.add(origin);
    }
  }
  return reached;
}

/** Servers that swallow a cycle still answer that the prompt is good. */
function cycleOf(prompt: JsonObject, outputs: readonly string[]): readonly Problem[] {
  const nodes = Object.values(prompt);
  const isWhole = nodes.every((node) => isJsonObject(node) && isJsonObject(member(node, 'inputs')));
  const walk = isWhole ? walkFrom(prompt as unknown as ApiPrompt, outputs) : undefined;
  if (walk?.cycle === undefined) return [];
  const [node] = walk.cycle;
  return [
    problem('validate/dependency-cycle', node === undefined ? {} : { node }, { nodes: walk.cycle }),
  ];
}

function problemsOfInputs(place: Place): readonly Problem[] {
  const { prompt, node, type } = place;
  const value = prompt[node] as JsonObject;
  const inputs = member(value, 'inputs');
  if (!isJsonObject(inputs)) return [];
  const specs = inputSpecsOf(type, inputs);
  const names = [...specs.keys()];
  const beyond = valuesBeyondLimits(inputs, specs, { ...place, nodeType: type.name });
  return [
    ...beyond,
    ...keysOf(inputs).flatMap((input): readonly Problem[] => {
      const spec = specs.get(input);
      const given = inputs[input] as Json;
      if (spec === undefined)
        return isExtra(input, place) ? [unknownInput(input, names, place)] : [];
      if (isJsonArray(given)) return wildcardLink(given, spec, place);
      if (dataTypes.has(spec.type)) {
        const args = { nodeType: type.name, input, wanted: spec.type, value: writeJson(given) };
        return [problem('validate/value-for-link', { node, input }, args)];
      }
      const text = isJsonObject(given) ? member(given, '__value__') : given;
      if (typeof text !== 'string') return [];
      return [...fileProblems(text, spec, place), ...embeddingProblems(text, spec, place)];
    }),
  ];
}

/** Hidden inputs may be given, and some classes take any input. */
function isExtra(input: string, { type, rules }: Place): boolean {
  if (rules.ownChecks.get(type.name)?.acceptsAll === true) return false;
  // the upload button of older frontends is saved as an input of its own
  if (
    input === 'upload' &&
    type.inputs.some((each) => /_upload/.test(Object.keys(each.config).join()))
  ) {
    return false;
  }
  return !type.inputs.some((each) => each.name === input);
}

function unknownInput(input: string, names: readonly string[], place: Place): Problem {
  const { prompt, node, type } = place;
  const given = inputsOf(prompt, node);
  const open = names.filter((name) => !Object.hasOwn(given, name));
  const nearest = nearestName(input, names) ?? onlyAlike(input, open);
  return problem(
    'validate/unknown-input',
    { node, input },
    { nodeType: type.name, input, nearest },
  );
}

function wildcardLink(link: readonly Json[], spec: InputSpec, place: Place): readonly Problem[] {
  const { prompt, catalog, node, type, rules } = place;
  const origin = typeof link[0] === 'string' ? member(prompt, link[0]) : undefined;
  const classType = isJsonObject(origin) ? member(origin, 'class_type') : undefined;
  const from = typeof classType === 'string' ? catalog.nodeTypes.get(classType) : undefined;
  const received = typeof link[1] === 'number' ? from?.outputs[link[1]] : undefined;
  const wanted = isJsonArray(spec.raw) ? (spec.raw[0] ?? null) : spec.raw;
  const isMatched = received?.raw === 'COMFY_MATCHTYPE_V3' || wanted === 'COMFY_MATCHTYPE_V3';
  if (received === undefined || isMatched) return [];
  if (matchTypes(received.raw, wanted, rules) !== 'wildcard') return [];
  const at = { node, input: spec.name };
  const args = {
    nodeType: type.name,
    input: spec.name,
    received: received.type,
    wanted: spec.type,
  };
  return [problem('validate/link-by-wildcard', at, args)];
}

function fileProblems(text: string, spec: InputSpec, place: Place): readonly Problem[] {
  const { catalog, policy, node, type, rules } = place;
  const isChecked = spec.isListTyped || (rules.checksCombo && spec.type === 'COMBO');
  const where = { ...place, nodeType: type.name, input: spec.name };
  const isListed = spec.options?.includes(text) ?? false;
  // what the server checks by its list is reported already; the folder itself may still lack the file
  const model = isChecked && !isListed ? undefined : missingModel(text, spec, where);
  const forbidden = forbiddenModel(text, spec, where);
  if (model !== undefined || forbidden !== undefined) {
    return [model, forbidden].filter((each) => each !== undefined);
  }
  if (filesBehind(type.name, spec, catalog.models) !== 'input' || spec.options === undefined)
    return [];
  if (isListed || policy.uploads?.includes(text) === true || /[/\\]| \[\w+\]$/.test(text))
    return [];
  const files = spec.options.filter((each) => typeof each === 'string');
  const args = {
    nodeType: type.name,
    input: spec.name,
    file: text,
    nearest: nearestName(text, files),
  };
  return [problem('validate/missing-file', { node, input: spec.name }, args)];
}

/** `embedding:name` as comfy/sd1_clip.py finds it in a text. */
const embeddingPattern = /embedding:([^\s,()[\]:]+)/g;

function embeddingProblems(text: string, spec: InputSpec, place: Place): readonly Problem[] {
  const { catalog, node, type } = place;
  if (spec.type !== 'STRING' || !text.includes('embedding:')) return [];
  const known = new Set(catalog.embeddings.map(withoutEnding));
  return [...text.matchAll(embeddingPattern)].flatMap(([, given = '']) => {
    const name = withoutEnding(given);
    if (known.has(name)) return [];
    const args = {
      nodeType: type.name,
      input: spec.name,
      name,
      nearest: nearestName(name, known),
    };
    return [problem('validate/unknown-embedding', { node, input: spec.name }, args)];
  });
}

function withoutEnding(name: string): string {
  return name.replaceAll('\\', '/').replace(/\.(?:safetensors|pt|bin)$/, '');
}
