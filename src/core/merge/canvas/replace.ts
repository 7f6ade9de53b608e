/** Puts other nodes in the place of nodes of a canvas, in any of its scopes. */

import { isJsonObject, type JsonObject, member, withMember } from '../../../base/json.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { definitionsOf } from '../../diff/canvas/scope.ts';

/** The id of a scope and of a node in it, in one word. */
export type Place = string & { readonly place: never };

export function placeOf(scope: string, id: string): Place {
  return `${scope}\n${id}` as Place;
}

export type Rewritten = Map<Place, JsonObject>;

/** Returns the canvas; itself where there is nothing to put. */
export function withNodes(canvas: JsonObject, nodes: ReadonlyMap<Place, JsonObject>): JsonObject {
  if (nodes.size === 0) return canvas;
  const rewrite = (scope: JsonObject, id: string): JsonObject =>
    withMember(
      scope,
      'nodes',
      objectsIn(member(scope, 'nodes')).map(
        (node) => nodes.get(placeOf(id, idOf(member(node, 'id')))) ?? node,
      ),
    );
  const root = rewrite(canvas, '');
  const holder = member(root, 'definitions');
  if (!isJsonObject(holder)) return root;
  const subgraphs = definitionsOf(root).map((each) => rewrite(each, idOf(member(each, 'id'))));
  return withMember(root, 'definitions', withMember(holder, 'subgraphs', subgraphs));
}
