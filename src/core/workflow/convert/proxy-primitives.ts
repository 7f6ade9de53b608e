/** Entries of `proxyWidgets` on a PrimitiveNode: its targets hang on a new input of the subgraph instead. */

import { disconnectInput } from './links.ts';
import { isTruthy, stringOf } from './plain.ts';
import { addSlot, connectSlot, type ProxyEntry, setValue } from './proxy-slots.ts';
import type { Session } from './session.ts';
import { widgetOf } from './subgraph-nodes.ts';
import type { Graph, GraphNode, InputSlot, Value } from './types.ts';

/** Property that names the input which stands for the node. */
export const bypassMark = 'proxyBypassedToSubgraphInput';

interface Target {
  readonly node: GraphNode;
  readonly input: InputSlot;
}

/** Moves the targets of a PrimitiveNode to a new input; false where the entries or the targets do not allow it. */
export function bypassPrimitive(
  session: Session,
  host: GraphNode,
  entries: readonly ProxyEntry[],
): boolean {
  const graph = host.subgraph as Graph;
  const first = entries[0];
  if (first === undefined || entries.some((entry) => entry.name !== first.name)) return false;
  const primitive = graph.byId.get(first.source);
  const output = primitive?.outputs[0];
  if (primitive === undefined || output === undefined) return false;
  const targets = targetsOf(graph, primitive);
  if (targets === undefined || targets.length === 0) return false;
  const type = stringOf(output.type ?? '*');
  if (!targets.every(({ input }) => fits(input, type)) || !haveOneWidget(targets)) return false;
  const { title } = primitive;
  const isNamed = isTruthy(title) && title !== 'PrimitiveNode';
  const slot = addSlot(session, graph, isNamed ? stringOf(title) : first.name, type);
  for (const { node, input } of targets) disconnectInput(node, node.inputs.indexOf(input));
  for (const { node, input } of targets) connectSlot(session, graph, slot, node, input);
  setValue(
    host.inputs.find((input) => input.name === slot.name),
    entries.find((entry) => entry.value !== undefined)?.value,
  );
  primitive.properties = { ...primitive.properties, [bypassMark]: slot.name };
  return true;
}

function targetsOf(graph: Graph, primitive: GraphNode): readonly Target[] | undefined {
  const targets: Target[] = [];
  for (const id of primitive.outputs[0]?.links ?? []) {
    const link = graph.links.get(id);
    const node = link && graph.byId.get(link.target);
    const input = link && node?.inputs[link.targetSlot];
    if (node === undefined || input === undefined) return undefined;
    targets.push({ node, input });
  }
  return targets;
}

function fits(input: InputSlot, type: string): boolean {
  const own: Value = input.type ?? '*';
  return own === type || own === '*' || type === '*';
}

/** One input drives widgets of one kind and range only. */
function haveOneWidget(targets: readonly Target[]): boolean {
  const widgets = targets.flatMap(({ node, input }) => widgetOf(node, input) ?? []);
  const keys = widgets.map(({ traits }) => JSON.stringify([traits.kind, traits.range ?? null]));
  return new Set(keys).size <= 1;
}
