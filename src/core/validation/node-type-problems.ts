/** Findings about a node's type alone: what the environment forbids, and what a person should know. */

import { isJsonArray, isJsonObject, member } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog, NodeType } from '../catalog/types.ts';
import { brokenRule } from './environment-rules.ts';
import type { ValidationPolicy } from './policy.ts';

export function problemsOfNodeType(
  node: string,
  type: NodeType,
  catalog: Catalog,
  policy: ValidationPolicy,
): readonly Problem[] {
  const nodeType = type.name;
  const found: Problem[] = [];
  const rule = brokenRule([nodeType], 'nodes', policy);
  if (rule !== undefined) {
    found.push(problem('validate/forbidden-node-type', { node }, { nodeType, rule }));
  }
  if (type.isDeprecated) {
    const replacement = replacementOf(nodeType, catalog);
    found.push(problem('validate/deprecated-node', { node }, { nodeType, replacement }));
  }
  if (type.isExperimental) {
    found.push(problem('validate/experimental-node', { node }, { nodeType }));
  }
  if (type.isApiNode) found.push(problem('validate/paid-node', { node }, { nodeType }));
  return found;
}

function replacementOf(nodeType: string, catalog: Catalog): string | undefined {
  const entries = member(catalog.nodeReplacements, nodeType);
  const first = isJsonArray(entries) ? entries[0] : undefined;
  const name = isJsonObject(first) ? member(first, 'new_node_id') : undefined;
  return typeof name === 'string' ? name : undefined;
}
