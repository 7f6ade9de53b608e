/** What the page does once all nodes are filled: slots counted anew, values mended, primitives and reroutes settled. */

import { linkAt, removeInput } from './links.ts';
import { forEachNode, type Session } from './session.ts';
import { widgetOf, widgetsOn } from './subgraph-nodes.ts';
import type { GraphNode } from './types.ts';
import { assign } from './values.ts';

/** Everything between filling the nodes and the moment of conversion. */
export function settleNodes(session: Session): void {
  forEachNode(session, countSlots);
  forEachNode(session, dropStaleInputs);
  forEachNode(session, (node) => mendValues(session, node));
}

/** What the page does at the moment of conversion. */
export function prepareNodes(_session: Session): void {}

function countSlots(node: GraphNode): void {
  for (const [slot, input] of node.inputs.entries()) {
    const link = linkAt(node.graph, input.link);
    if (link !== undefined && input.link !== 0) link.targetSlot = slot;
  }
}

/** Inputs of widgets that the node no longer has are taken off, one after the other as the page walks over them. */
function dropStaleInputs(node: GraphNode): void {
  if (node.nodeType === undefined) return;
  for (let slot = 0; slot < node.inputs.length; slot += 1) {
    const input = node.inputs[slot];
    if (input?.widget !== undefined && widgetOf(node, input) === undefined) removeInput(node, slot);
  }
}

function mendValues(session: Session, node: GraphNode): void {
  const { rules } = session;
  if (rules.generation === 'classic' && !node.graph.isRoot) return;
  const isSampler = node.type === 'KSampler' || node.type === 'KSamplerAdvanced';
  for (const widget of widgetsOn(node)) {
    const { value } = widget.cell;
    if (isSampler && widget.name === 'sampler_name' && typeof value === 'string') {
      if (value.startsWith('sample_')) assign(node, widget, value.slice(7), rules);
    }
    if (rules.generation === 'classic' || widget.kind !== 'combo') continue;
    const first = widget.choices?.[0];
    if (first !== undefined && (value ?? null) === null) assign(node, widget, first, rules);
  }
}
