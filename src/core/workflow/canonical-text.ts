/** The canonical text of workflow.json: stable lines, so that a change of one input is a change of one line. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  withMember,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import type { Catalog } from '../catalog/types.ts';
import { inputSpecsOf } from './input-specs.ts';
import { isNumberType, normalNumber } from './numbers.ts';
import type { ApiNode, ApiPrompt } from './types.ts';

/**
 * Returns the prompt with the numbers of INT and FLOAT inputs in their normal spelling; what the catalog does not know
 * stays as it is.
 */
export function normalizeNumbers(prompt: ApiPrompt, catalog: Catalog): ApiPrompt {
  const nodes = entriesOf(prompt as unknown as JsonObject).map(([id, value]): [string, Json] => {
    const node = value as unknown as ApiNode;
    const nodeType = catalog.nodeTypes.get(node.class_type);
    if (nodeType === undefined) return [id, value];
    const specs = inputSpecsOf(nodeType, node.inputs);
    const inputs = entriesOf(node.inputs).map(([name, given]): [string, Json] => [
      name,
      isNumberType(specs.get(name)?.type ?? '') ? normalNumber(given) : given,
    ]);
    return [id, withMember(value as JsonObject, 'inputs', jsonObject(inputs))];
  });
  return jsonObject(nodes) as unknown as ApiPrompt;
}

/**
 * Returns the text: nodes in natural order of ids; in a node `class_type`, `inputs`, then the rest, `_meta` last; inputs
 * by name, each on one line; 2 spaces, one line feed at the end.
 */
export function canonicalWorkflowText(prompt: ApiPrompt): string {
  const ids = Object.keys(prompt).sort(compareNatural);
  const nodes = ids.map((id) => `  ${JSON.stringify(id)}: ${nodeText(prompt[id] as ApiNode)}`);
  return nodes.length === 0 ? '{}\n' : `{\n${nodes.join(',\n')}\n}\n`;
}

const leading = ['class_type', 'inputs'];

function nodeText(node: ApiNode): string {
  const object = node as unknown as JsonObject;
  const rest = Object.keys(object).filter((key) => !leading.includes(key) && key !== '_meta');
  const keys = [...leading, ...rest.sort(compareText), '_meta'];
  const fields = keys.flatMap((key): string[] => {
    const value = member(object, key);
    if (value === undefined) return [];
    const text = key === 'inputs' ? inputsText(node.inputs) : lineText(value);
    return [`    ${JSON.stringify(key)}: ${text}`];
  });
  return `{\n${fields.join(',\n')}\n  }`;
}

function inputsText(inputs: JsonObject): string {
  const names = Object.keys(inputs).sort(compareNatural);
  if (names.length === 0) return '{}';
  const lines = names.map(
    (name) => `      ${JSON.stringify(name)}: ${lineText(inputs[name] as Json)}`,
  );
  return `{\n${lines.join(',\n')}\n    }`;
}

/** One line, numbers as spelled, the keys of objects sorted. */
function lineText(value: Json): string {
  return writeJson(sortedKeys(value));
}

function sortedKeys(value: Json): Json {
  if (isJsonArray(value)) return value.map(sortedKeys);
  if (!isJsonObject(value)) return value;
  return jsonObject(
    Object.keys(value)
      .sort(compareText)
      .map((key) => [key, sortedKeys(value[key] as Json)]),
  );
}
