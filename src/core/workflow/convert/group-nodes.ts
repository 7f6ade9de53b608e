/** Legacy group nodes on old pages: opened when the prompt is made, their inner nodes named `group:index`. */

import { configureNode } from './configure-node.ts';
import type { GroupType } from './group-types.ts';
import { linkAt } from './links.ts';
import { makeNode } from './nodes.ts';
import type { Place, Places, PromptLink } from './places.ts';
import { stop } from './plain.ts';
import type { Session } from './session.ts';
import type { GraphNode } from './types.ts';
import { assign } from './values.ts';

/** Makes the inner nodes of a group with the values that its widgets have now. */
export function openGroup(
  session: Session,
  owner: GraphNode,
  group: GroupType,
): readonly GraphNode[] {
  const { rules, catalog } = session;
  const nodes = group.nodes.map((saved, index) => {
    const type = String(saved['type']);
    const draft = { graph: owner.graph, id: `${owner.id}:${index}`, type, saved };
    const node = makeNode(draft, catalog.nodeTypes.get(type), rules);
    configureNode(node, rules);
    return node;
  });
  for (const [name, { index, input }] of group.widgets) {
    const outer = owner.widgets?.find((widget) => widget.name === name);
    const node = nodes[index];
    const inner = node?.widgets?.find((widget) => widget.name === input);
    if (outer !== undefined && node !== undefined && inner !== undefined) {
      assign(node, inner, outer.cell.value, rules);
    }
  }
  return nodes;
}

/** Where the input of an inner node comes from: the link as it stands, not followed any further. */
export function groupInput(places: Places, place: Place, slot: number): PromptLink | undefined {
  const inside = place.inside as NonNullable<Place['inside']>;
  const { owner, group, index, nodes } = inside;
  if (!owner.graph.isRoot) stop('convert', 'Group nodes inside subgraphs are not supported');
  const outer = group.inputs[index]?.get(String(slot));
  if (outer !== undefined) {
    const link = linkAt(owner.graph, owner.inputs[outer]?.link);
    const origin = link && owner.graph.byId.get(link.origin);
    if (link === undefined || origin === undefined) return undefined;
    if (!places.has(origin.id)) stop('convert', `Failed to get input node ${origin.id}`);
    return [origin.id, link.originSlot];
  }
  const link = group.links.findLast(([, , target, input]) => target === index && input === slot);
  const origin = link && nodes[link[0]];
  if (link === undefined || origin === undefined || origin.type === 'PrimitiveNode')
    return undefined;
  return [origin.id, link[1]];
}

/** The inner node behind an output of a group, through inner reroutes. */
export function groupOutput(owner: GraphNode, group: GroupType, slot: number): PromptLink {
  const output = group.outputs[slot];
  if (output === undefined) stop('convert', `Failed to update link for group node ${owner.id}`);
  let { index } = output;
  let from = output.slot;
  for (let turn = 0; turn <= group.nodes.length; turn += 1) {
    if (group.nodes[index]?.['type'] !== 'Reroute') break;
    const link = group.links.findLast(([, , target, input]) => target === index && input === 0);
    if (link === undefined) stop('convert', `Failed to update link for group node ${owner.id}`);
    [index, from] = [link[0], link[1]];
  }
  return [`${owner.id}:${index}`, from];
}
