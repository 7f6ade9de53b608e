/** Nodes of the page that only hand on a value: reroutes, and the "Set" and "Get" nodes of KJNodes, which are linked by a name (setgetnodes.js). */

import { isJsonArray, isJsonObject, type Json, member } from '../../../base/json.ts';
import type { CanvasLink, CanvasNode, Scope } from './scope.ts';

const handing = new Set(['Reroute', 'SetNode', 'GetNode']);

export function isHandOn(type: string): boolean {
  return handing.has(type);
}

/** Returns the link that the node hands on; undefined for a node that makes its value, or gets it by a name that no one node sets. */
export function handedOn(
  node: CanvasNode,
  scope: Scope | undefined,
): { readonly link: CanvasLink | undefined } | undefined {
  if (!isHandOn(node.type)) return undefined;
  if (node.type !== 'GetNode') return { link: node.links[0] };
  const name = constantOf(node);
  const setters = (scope?.nodes ?? []).filter(
    (each) => each.type === 'SetNode' && name !== undefined && constantOf(each) === name,
  );
  const [setter] = setters;
  return setter === undefined || setters.length > 1 ? undefined : { link: setter.links[0] };
}

/** The name is the node's one widget. */
function constantOf(node: CanvasNode): string | undefined {
  const values: Json | undefined = member(node.raw, 'widgets_values');
  const first =
    values === undefined
      ? undefined
      : isJsonArray(values)
        ? values[0]
        : isJsonObject(values)
          ? member(values, 'Constant')
          : undefined;
  return typeof first === 'string' && first !== '' ? first : undefined;
}
