/** A node without a class, or of one that is not there: the server's refusal, or its crash on odd values. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { pythonStr } from './python/repr.ts';
import { isTruthy, pythonOf } from './python/value.ts';
import type { Rules } from './rules.ts';
import type { ServerError } from './types.ts';

/** Returns undefined where Python raises, which the server answers with 500. */
export function missingNodeError(id: string, node: Json, rules: Rules): ServerError | undefined {
  if (!isJsonObject(node)) return errorOfOddNode(id, node, rules);
  const classType = member(node, 'class_type');
  if (isJsonArray(classType) || isJsonObject(classType)) return undefined;
  if (rules.missingNode === 'invalid_prompt') {
    return classType === undefined
      ? invalidPrompt(id, 'Cannot execute because a node is missing the class_type property.')
      : invalidPrompt(
          id,
          `Cannot execute because node ${pythonStr(pythonOf(classType))} does not exist.`,
        );
  }
  return missingNodeType(id, node, classType);
}

/** `'class_type' in node` works for texts and lists, and then `node['class_type']` raises. */
function errorOfOddNode(id: string, node: Json, rules: Rules): ServerError | undefined {
  const canBeAsked = typeof node === 'string' || isJsonArray(node);
  if (rules.missingNode !== 'invalid_prompt' || !canBeAsked) return undefined;
  if (node.includes('class_type')) return undefined;
  return invalidPrompt(id, 'Cannot execute because a node is missing the class_type property.');
}

function invalidPrompt(id: string, message: string): ServerError {
  return { type: 'invalid_prompt', message, details: `Node ID '#${id}'`, extra_info: {} };
}

function missingNodeType(
  id: string,
  node: JsonObject,
  classType: Json | undefined,
): ServerError | undefined {
  const meta = member(node, '_meta');
  if (meta !== undefined && !isJsonObject(meta)) return undefined;
  const own = meta === undefined ? undefined : member(meta, 'title');
  if (classType === undefined) {
    const title = own !== undefined && isTruthy(pythonOf(own)) ? own : `ID #${id}`;
    const sentence = 'The workflow may be corrupted or a custom node is missing.';
    return {
      type: 'missing_node_type',
      message: `Node '${pythonStr(pythonOf(title))}' has no class_type. ${sentence}`,
      details: `Node ID '#${id}'`,
      extra_info: { node_id: id, class_type: null, node_title: own ?? null },
    };
  }
  const title = own === undefined ? classType : own;
  return {
    type: 'missing_node_type',
    message: `Node '${pythonStr(pythonOf(title))}' not found. The custom node may not be installed.`,
    details: `Node ID '#${id}'`,
    extra_info: { node_id: id, class_type: classType, node_title: title },
  };
}
