/** The input that a finding is about, with what is known around it. */

import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import type { Catalog, InputSpec } from '../catalog/types.ts';
import { inputSpecsOf } from '../workflow/input-specs.ts';
import type { ValidationPolicy } from './policy.ts';

export interface Where {
  readonly prompt: JsonObject;
  readonly catalog: Catalog;
  readonly policy: ValidationPolicy;
  readonly node: string;
  readonly nodeType: string;
  readonly input: string;
}

/** Returns the spec of the input, also of one inside a dynamic input. */
export function specOf({ prompt, catalog, node, nodeType, input }: Where): InputSpec | undefined {
  const type = catalog.nodeTypes.get(nodeType);
  return type === undefined ? undefined : inputSpecsOf(type, inputsOf(prompt, node)).get(input);
}

export function valueAt({ prompt, node, input }: Where): Json | undefined {
  return member(inputsOf(prompt, node), input);
}

/** Returns the inputs of a node; none where the node has no object of them. */
export function inputsOf(prompt: JsonObject, node: string): JsonObject {
  const value = member(prompt, node);
  const inputs = isJsonObject(value) ? member(value, 'inputs') : undefined;
  return isJsonObject(inputs) ? inputs : {};
}
