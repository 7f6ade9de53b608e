/** A fresh node of a type, kept once and copied for every node of the type: most nodes of a canvas share few types. */

import type { NodeShape } from './shapes.ts';
import { outputSlot } from './slots.ts';
import type { GraphNode, InputSlot, Widget } from './types.ts';

/** What a fresh node has before the file's values are put in. */
type NodePattern = Pick<GraphNode, 'inputs' | 'outputs' | 'widgets' | 'title' | 'properties'>;

const patterns = new WeakMap<NodeShape, NodePattern>();

/** Fills an empty node as the ones before it; false where none is kept. */
export function fillFromPattern(node: GraphNode, shape: NodeShape): boolean {
  const pattern = patterns.get(shape);
  if (pattern === undefined) return false;
  fill(node, pattern);
  return true;
}

/** Keeps a fresh node for the next ones of its type, unless its slots follow its values or links. */
export function keepPattern(node: GraphNode, shape: NodeShape): void {
  const isFixed =
    node.growing === undefined &&
    node.matching === undefined &&
    node.widgets?.some(({ setter }) => isFollowed(setter)) !== true;
  if (!isFixed) return;
  const pattern: NodePattern = {
    inputs: [],
    outputs: [],
    widgets: undefined,
    title: undefined,
    properties: node.properties,
  };
  fill(pattern, node);
  patterns.set(shape, pattern);
}

function isFollowed(setter: Widget['setter']): boolean {
  return setter === 'dynamic-combo' || setter === 'choice-option';
}

/** `map` makes lists of exactly the length that is needed. */
function fill(node: NodePattern, pattern: NodePattern): void {
  node.inputs = pattern.inputs.map(copyOfInput);
  node.outputs = pattern.outputs.map(({ name, type }) => outputSlot(name, type));
  node.widgets = pattern.widgets?.map(copyOfWidget);
  node.title = pattern.title;
  node.properties = pattern.properties;
}

function copyOfInput(input: InputSlot): InputSlot {
  return {
    name: input.name,
    type: input.type,
    link: null,
    label: undefined,
    widget: input.widget,
    shape: input.shape,
    promoted: undefined,
    slot: undefined,
  };
}

function copyOfWidget(widget: Widget): Widget {
  return {
    name: widget.name,
    kind: widget.kind,
    cell: { value: widget.cell.value },
    keeps: widget.keeps,
    sends: widget.sends,
    filled: widget.filled,
    choices: widget.choices,
    range: widget.range,
    setter: widget.setter,
    shape: widget.shape,
    initial: widget.initial,
  };
}
