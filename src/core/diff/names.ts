/** What nodes and inputs are called, and what kind of value an input holds. */

import { isJsonNumber, type Json, type JsonObject, member, toDouble } from '../../base/json.ts';
import type { Catalog, InputSpec } from '../catalog/types.ts';
import { linkOf, titleOfNode, typeOfNode } from './api-graph.ts';
import type { ChangeClass, NodeName, Source, ValueRole } from './types.ts';

/** Returns the node's name; a title that only repeats the type is left out. */
export function nameOf(
  id: string,
  type: string,
  title: string,
  catalog: Catalog | undefined,
): NodeName {
  const own = title !== '' && title !== type && title !== catalog?.nodeTypes.get(type)?.displayName;
  return own ? { id, type, title } : { id, type };
}

/** Returns the name of a node of a prompt. */
export function apiNameOf(id: string, prompt: JsonObject, catalog: Catalog | undefined): NodeName {
  const node = prompt[id] as JsonObject;
  return nameOf(id, typeOfNode(node), titleOfNode(node), catalog);
}

/** Returns where a link of a prompt comes from, or undefined where the value is no link. */
export function apiSourceOf(
  value: Json | undefined,
  prompt: JsonObject,
  catalog: Catalog | undefined,
): Source | undefined {
  const link = linkOf(value, prompt);
  if (link === undefined) return undefined;
  const name = apiNameOf(link.origin, prompt, catalog);
  const output = catalog?.nodeTypes.get(name.type)?.outputs[Number(link.slot)]?.name ?? link.slot;
  return { ...name, output };
}

const secretName =
  /(^|[_\-. ])(api[_-]?key|apikey|access[_-]?key|private[_-]?key|secret|secret[_-]?key|token|password|passwd|passphrase|credentials?|authorization|bearer)[_-]?\d*$/i;
const modelFile = /\.(safetensors|sft|ckpt|pth?|bin|gguf|onnx|pkl)$/i;

/** True for names of inputs whose value must never be shown. */
export function isSecretName(name: string): boolean {
  return secretName.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

const textName =
  /(^|_)(text|prompt|positive|negative|caption|lyrics|string|instructions?|description)(_|\d|$)/i;

/** Returns what kind of value stands in an input, judged by its name, its values and its declaration. */
export function roleOf(
  input: string,
  values: readonly (Json | undefined)[],
  spec: InputSpec | undefined,
): ValueRole | undefined {
  if (isSecretName(input)) return 'secret';
  if (values.some((value) => typeof value === 'string' && modelFile.test(value))) return 'model';
  if (/^(noise_)?seed$/.test(input)) return 'seed';
  return isText(input, values, spec) ? 'text' : undefined;
}

/** Where nothing declares the input, a name that prompts have or a value of several words tells a text from an option. */
function isText(
  input: string,
  values: readonly (Json | undefined)[],
  spec: InputSpec | undefined,
): boolean {
  const given = values.filter((value) => value !== undefined);
  if (given.length === 0 || !given.every((value) => typeof value === 'string')) return false;
  if (spec !== undefined && spec.type !== 'STRING') return false;
  if (spec !== undefined && member(spec.config, 'multiline') === true) return true;
  return (
    textName.test(input) || (spec === undefined && given.some((each) => /\S\s+\S+\s+\S/.test(each)))
  );
}

/** Returns the declaration of an input in the catalog. */
export function inputSpecOf(
  catalog: Catalog | undefined,
  type: string,
  input: string,
): InputSpec | undefined {
  return catalog?.nodeTypes.get(type)?.inputs.find((each) => each.name === input);
}

/** True for two spellings of one number in an input that takes numbers (`7` and `7.0`). */
export function isSameNumber(spec: InputSpec | undefined, from?: Json, to?: Json): boolean {
  if (spec?.type !== 'INT' && spec?.type !== 'FLOAT') return false;
  if (from === undefined || to === undefined || !isJsonNumber(from) || !isJsonNumber(to))
    return false;
  const [left, right] = [toDouble(from), toDouble(to)];
  return left === right && Math.abs(left) <= Number.MAX_SAFE_INTEGER;
}

/** Titles that declare a contract (`input: prompt`) are part of the release. */
const contractTitle = /^(input|output): [A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Returns the class of a changed title. */
export function titleClass(from: Json | undefined, to: Json | undefined): ChangeClass {
  const declares = [from, to].some((each) => typeof each === 'string' && contractTitle.test(each));
  return declares ? 'behaviour' : 'documentation';
}
