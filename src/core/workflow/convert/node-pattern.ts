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

/**
 * Keeps a fresh node for the next ones of its type, unless its slots follow its values or links. Its inputs are frozen,
 * since all nodes of the type show them until one of theirs is linked (`ownInput`).
 */
export function keepPattern(node: GraphNode, shape: NodeShape): void {
  const isFixed =
    node.growing === undefined &&
    node.matching === undefined &&
    node.widgets?.some(({ traits }) => isFollowed(traits.setter)) !== true;
  if (isFixed) patterns.set(shape, { ...copyOf(node), inputs: node.inputs.map(sharedInput) });
}

function isFollowed(setter: Setter | undefined): boolean {
  return setter === 'dynamic-combo' || setter === 'choice-option';
}

/** Returns the input at a place of a node's inputs as one that is its own, to be changed. */
export function ownInput(inputs: InputSlot[], place: number): InputSlot {
  const input = inputs[place] as InputSlot;
  if (!Object.isFrozen(input)) return input;
  const own = copyOfInput(input);
  inputs[place] = own;
  return own;
}

/** `map` makes lists of exactly the length that is needed. */
function copyOf(parts: NodeParts): NodeParts {
  return {
    inputs: parts.inputs.map(copyOfInput),
    outputs: parts.outputs.map(copyOfOutput),
    widgets: parts.widgets?.map(copyOfWidget),
    title: parts.title,
    properties: parts.properties,
  };
}

export function copyOfOutput({ name, type }: OutputSlot): OutputSlot {
  return outputSlot(name, type);
}

function sharedInput(input: InputSlot): InputSlot {
  return Object.freeze(copyOfInput(input));
}

/** The same input without a link. */
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

export function copyOfWidget(widget: Widget): Widget {
  return {
    name: widget.name,
    cell: { value: widget.cell.value },
    traits: widget.traits,
  };
}
