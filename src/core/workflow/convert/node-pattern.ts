/** A fresh node of a type, kept once and copied for every node of the type: most nodes of a canvas share few types. */

import type { NodeShape } from './shapes.ts';
import { outputSlot } from './slots.ts';
import type { GraphNode, InputSlot, OutputSlot, Setter, Widget } from './types.ts';

/** What a fresh node has before the file's values are put in. */
export type NodeParts = Pick<GraphNode, 'inputs' | 'outputs' | 'widgets' | 'title' | 'properties'>;

const patterns = new WeakMap<NodeShape, NodeParts>();

export function patternOf(shape: NodeShape): NodeParts | undefined {
  return patterns.get(shape);
}

/** Keeps a fresh node for the next ones of its type, unless its slots follow its values or links. */
export function keepPattern(node: GraphNode, shape: NodeShape): void {
  const isFixed =
    node.growing === undefined &&
    node.matching === undefined &&
    node.widgets?.some(({ traits }) => isFollowed(traits.setter)) !== true;
  if (isFixed) patterns.set(shape, copyOf(node));
}

function isFollowed(setter: Setter | undefined): boolean {
  return setter === 'dynamic-combo' || setter === 'choice-option';
}

/** `map` makes lists of exactly the length that is needed. */
export function copyOf(parts: NodeParts): NodeParts {
  return {
    inputs: parts.inputs.map(copyOfInput),
    outputs: parts.outputs.map(copyOfOutput),
    widgets: parts.widgets?.map(copyOfWidget),
    title: parts.title,
    properties: parts.properties,
  };
}

function copyOfOutput({ name, type }: OutputSlot): OutputSlot {
  return outputSlot(name, type);
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
    cell: { value: widget.cell.value },
    traits: widget.traits,
  };
}
