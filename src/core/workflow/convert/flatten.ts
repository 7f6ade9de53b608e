/** Lists the nodes of a conversion: those of the root, and those inside each subgraph node under the path of ids. */

import { openGroup } from './group-nodes.ts';
import type { GroupType } from './group-types.ts';
import { nodeTable } from './id-table.ts';
import type { Place, Places } from './places.ts';
import { stop } from './plain.ts';
import type { Session } from './session.ts';
import { bypassed, type GraphNode, muted } from './types.ts';

/** More nodes than this after all subgraphs are opened are refused. */
const maxNodes = 200_000;
/** Subgraph nodes inside one another more than this deep are refused. */
const maxDepth = 200;

/** Returns every place by id, in the order of conversion. */
export function flatten(session: Session, order: readonly GraphNode[]): Places {
  const places: Places = nodeTable(order.length);
  const isModern = session.rules.generation === 'modern';
  for (const node of order) {
    const place: Place = { node, id: node.id, path: '', host: undefined };
    const isOff = node.mode === muted || node.mode === bypassed;
    if (isModern) places.set(place.id, place);
    if (node.subgraph !== undefined && !(isModern && isOff)) {
      open(places, place, new Set(), 0);
    }
    const group = isModern ? undefined : session.groups.get(node.type);
    if (group === undefined) places.set(place.id, place);
    else openInto(session, places, place, group);
  }
  return places;
}

function openInto(session: Session, places: Places, place: Place, group: GroupType): void {
  const owner = place.node;
  const nodes = openGroup(session, owner, group);
  for (const [index, node] of nodes.entries()) {
    const inside = { owner, group, index, nodes };
    places.set(node.id, {
      node,
      id: node.id,
      path: '',
      host: undefined,
      inside,
    });
  }
  owner.isVirtual = true;
  places.set(place.id, { ...place, group });
}

function open(places: Places, outer: Place, around: ReadonlySet<GraphNode>, depth: number): void {
  const { node } = outer;
  if (around.has(node)) stop('convert', 'a subgraph contains itself');
  if (depth > maxDepth) stop('limit', 'its subgraphs are nested too deeply');
  const within = new Set(around).add(node);
  places.set(outer.id, outer);
  for (const inner of node.subgraph?.nodes ?? []) {
    const place: Place = {
      node: inner,
      id: `${outer.id}:${inner.id}`,
      path: outer.id,
      host: node,
    };
    if (inner.subgraph !== undefined) open(places, place, within, depth + 1);
    else places.set(place.id, place);
    if (places.size() > maxNodes) stop('limit', `it has more than ${maxNodes} nodes`);
  }
}
