/** What the page does once all nodes are filled: slots counted anew, values mended, primitives and reroutes settled. */

import { executionOrder } from './execution-order.ts';
import { convertGroups } from './group-subgraphs.ts';
import { closeGaps } from './growing-gaps.ts';
import { linkAt, removeInput } from './links.ts';
import { settleMatching } from './match-types.ts';
import { refuseOddSound } from './played-sound.ts';
import { applyPrimitive, settlePrimitive } from './primitive-nodes.ts';
import { settleReroutes } from './reroute-nodes.ts';
import { forEachNode, type Session } from './session.ts';
import { nodeShapeOf } from './shapes.ts';
import { widgetOf, widgetsOn } from './subgraph-nodes.ts';
import type { Graph, GraphNode, InputSlot, Value } from './types.ts';
import { assign, choicesOf } from './values.ts';

/** Everything between filling the nodes and the moment of conversion. */
export function settleNodes(session: Session): void {
  const { stale, primitives, unmended, reroutes, matching, growing } = survey(session);
  for (const node of stale) dropStaleInputs(session, node);
  for (const node of primitives) settlePrimitive(session, node);
  const mend = (node: GraphNode) => mendValues(session, node);
  if (primitives.length > 0) forEachNode(session, mend);
  else unmended.forEach(mend);
  if (session.rules.generation === 'modern') convertGroups(session);
  writeBack(session);
  if (session.groups.size > 0) forEachNode(session, settleMatching);
  else matching.forEach(settleMatching);
  if (session.groups.size > 0 || reroutes.length > 0) settleReroutes(session);
  if (session.groups.size > 0) forEachNode(session, closeGaps);
  else growing.forEach(closeGaps);
}

/** The nodes that have something to settle. Most have not: one walk over all of them finds those that have. */
interface Survey {
  readonly stale: GraphNode[];
  readonly primitives: GraphNode[];
  readonly unmended: GraphNode[];
  readonly reroutes: GraphNode[];
  readonly matching: GraphNode[];
  readonly growing: GraphNode[];
}

function survey(session: Session): Survey {
  const found: Survey = {
    stale: [],
    primitives: [],
    unmended: [],
    reroutes: [],
    matching: [],
    growing: [],
  };
  forEachNode(session, (node) => {
    refuseOddSound(session.rules, node, 'load');
    countSlots(node);
    if (hasStaleInput(node)) found.stale.push(node);
    if (node.type === 'PrimitiveNode' && node.isVirtual) found.primitives.push(node);
    if (node.type === 'Reroute') found.reroutes.push(node);
    if (node.matching !== undefined) found.matching.push(node);
    if (node.growing !== undefined) found.growing.push(node);
    if (wantsMending(session, node)) found.unmended.push(node);
  });
  return found;
}

/** What the page does at the moment of conversion: primitives write their values. */
export function prepareNodes(session: Session): void {
  const seen = new Set<Graph>();
  const apply = (graph: Graph, nodes: readonly GraphNode[]): void => {
    seen.add(graph);
    for (const node of nodes) {
      if (node.type === 'PrimitiveNode' && node.isVirtual) applyPrimitive(session, node);
      const inner = node.subgraph;
      if (inner !== undefined && !seen.has(inner)) apply(inner, inner.nodes);
    }
  };
  if (hasPrimitives(session)) apply(session.root, executionOrder(session.root));
  writeBack(session);
}

function hasPrimitives({ root, definitions }: Session): boolean {
  const graphs = [root, ...definitions.values()];
  return graphs.some(({ nodes }) => nodes.some(({ type }) => type === 'PrimitiveNode'));
}

/** Saving a file, which old pages do after loading and before converting, copies promoted values into the definition. */
function writeBack(session: Session): void {
  if (session.rules.generation !== 'classic') return;
  for (const graph of [session.root, ...session.definitions.values()]) {
    for (const node of graph.nodes) if (node.subgraph !== undefined) writeInto(session, node);
  }
}

function writeInto(session: Session, node: GraphNode): void {
  const graph = node.subgraph as Graph;
  for (const widget of node.widgets ?? []) {
    const slot = graph.inputs.find((each) => each.name === widget.name);
    if (slot === undefined || !node.inputs.some((each) => each.name === slot.name)) continue;
    for (const id of slot.linkIds) {
      const link = linkAt(graph, id);
      const target = link && graph.byId.get(link.target);
      const name = link && target?.inputs[link.targetSlot]?.widget;
      const inner = target?.widgets?.find((each) => each.name === name);
      if (target !== undefined && inner !== undefined) {
        assign(target, inner, widget.cell.value, session.rules);
      }
    }
  }
}

function countSlots(node: GraphNode): void {
  for (let slot = 0; slot < node.inputs.length; slot += 1) {
    const input = node.inputs[slot] as InputSlot;
    const link = linkAt(node.graph, input.link);
    if (link !== undefined && input.link !== 0) link.targetSlot = slot;
  }
}

function hasStaleInput(node: GraphNode): boolean {
  if (node.nodeType === undefined) return false;
  for (const input of node.inputs) {
    if (input.widget === undefined) continue;
    if (input.shape === undefined || widgetOf(node, input) === undefined) return true;
  }
  return false;
}

/**
 * Inputs of widgets that the node no longer has are taken off, one after the other as the page walks over them; those
 * that the file names otherwise learn what their widget is.
 */
function dropStaleInputs({ rules }: Session, node: GraphNode): void {
  if (node.nodeType === undefined) return;
  for (let slot = 0; slot < node.inputs.length; slot += 1) {
    const input = node.inputs[slot];
    if (input?.widget === undefined) continue;
    input.shape ??= nodeShapeOf(node.nodeType, rules).defined.find(
      ({ name }) => name === input.widget,
    );
    if (widgetOf(node, input) === undefined) removeInput(node, slot);
  }
}

function wantsMending(session: Session, node: GraphNode): boolean {
  const { rules } = session;
  const isSampler = isSamplerType(node.type);
  if (rules.generation === 'classic') return isSampler && node.graph.isRoot;
  for (const { cell, traits } of widgetsOn(node)) {
    if ((isSampler || traits.kind === 'combo') && !isKeptValue(cell.value)) return true;
  }
  return false;
}

function isKeptValue(value: Value): boolean {
  return (
    value !== undefined &&
    value !== null &&
    !(typeof value === 'string' && value.startsWith('sample_'))
  );
}

function isSamplerType(type: string): boolean {
  return type === 'KSampler' || type === 'KSamplerAdvanced';
}

function mendValues(session: Session, node: GraphNode): void {
  const { rules } = session;
  if (rules.generation === 'classic' && !node.graph.isRoot) return;
  const isSampler = isSamplerType(node.type);
  for (const widget of widgetsOn(node)) {
    const { value } = widget.cell;
    if (isSampler && widget.name === 'sampler_name' && typeof value === 'string') {
      if (value.startsWith('sample_')) assign(node, widget, value.slice(7), rules);
    }
    if (rules.generation === 'classic' || widget.traits.kind !== 'combo') continue;
    const first = choicesOf(node, widget)?.[0];
    if (first !== undefined && (value ?? null) === null) assign(node, widget, first, rules);
  }
}
