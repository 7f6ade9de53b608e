/** Makes nodes as the page does when it meets a node type, before saved values are put in. */

import { type JsonObject, member } from '../../../base/json.ts';
import type { NodeType } from '../../catalog/types.ts';
import { type AddInput, addMatching, chooseOption, startGrowing } from './dynamic-inputs.ts';
import {
  copyOfOutput,
  copyOfWidget,
  keepPattern,
  type NodeParts,
  patternOf,
} from './node-pattern.ts';
import { stringOf, textAt } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import { nodeShapeOf } from './shapes.ts';
import { inputSlot, outputSlot } from './slots.ts';
import type { Graph, GraphNode, InputShape, Widget } from './types.ts';
import { isWidgetType, makeWidget, widgetsOf } from './widget-kinds.ts';

const noParts: NodeParts = {
  inputs: [],
  outputs: [],
  widgets: undefined,
  title: undefined,
  properties: {},
};

/** What is known of a node before its type is looked up. */
export interface Draft {
  readonly graph: Graph;
  readonly id: string;
  readonly type: string;
  readonly saved: JsonObject;
}

/** A node with every field, nothing in it yet. */
export function emptyNode(
  draft: Draft,
  nodeType?: NodeType,
  subgraph?: Graph,
  isUnknown = false,
): GraphNode {
  return nodeOf(draft, noParts, nodeType, subgraph, isUnknown);
}

/** A node with its own copy of the parts. */
function nodeOf(
  draft: Draft,
  parts: NodeParts,
  nodeType?: NodeType,
  subgraph?: Graph,
  isUnknown = false,
): GraphNode {
  return {
    id: draft.id,
    type: draft.type,
    classType: nodeType?.name,
    title: parts.title,
    mode: 0,
    inputs: parts.inputs.slice(),
    outputs: parts.outputs.map(copyOfOutput),
    widgets: parts.widgets?.map(copyOfWidget),
    properties: parts.properties,
    saved: draft.saved,
    graph: draft.graph,
    nodeType,
    subgraph,
    isVirtual: false,
    isUnknown,
    growing: undefined,
    gaps: undefined,
    matching: undefined,
  };
}

/** A node that lives on the page only. */
function pageNode(draft: Draft, title: string, parts: Partial<GraphNode>): GraphNode {
  const node = emptyNode(draft);
  return Object.assign(node, parts, { title, isVirtual: true });
}

/** The node types that live in the page only. */
const pageTypes: Readonly<Record<string, (draft: Draft) => GraphNode>> = {
  Reroute: (draft) =>
    pageNode(draft, 'Reroute', { inputs: [inputSlot('', '*')], outputs: [outputSlot('', '*')] }),
  PrimitiveNode: (draft) =>
    pageNode(draft, 'Primitive', { outputs: [outputSlot('connect to widget input', '*')] }),
  Note: (draft) => pageNode(draft, 'Note', { widgets: [noteText('customtext')] }),
  MarkdownNote: (draft) => pageNode(draft, 'Markdown Note', { widgets: [noteText('MARKDOWN')] }),
};

function noteText(kind: string): Widget {
  return makeWidget('text', kind, '', { setter: 'text-area' });
}

export function isPageType(type: string): boolean {
  return Object.hasOwn(pageTypes, type);
}

/** Returns a node of a type of the page, of the catalog, or one that stands for an unknown type. */
export function makeNode(
  draft: Draft,
  nodeType: NodeType | undefined,
  rules: FrontendRules,
): GraphNode {
  const own = Object.hasOwn(pageTypes, draft.type) ? pageTypes[draft.type] : undefined;
  if (own !== undefined) return own(draft);
  if (nodeType === undefined) return emptyNode(draft, undefined, undefined, true);
  const shape = nodeShapeOf(nodeType, rules);
  const pattern = patternOf(shape);
  if (pattern !== undefined) return nodeOf(draft, pattern, nodeType);
  const node = emptyNode(draft, nodeType);
  node.title = Object.hasOwn(rules.titles, nodeType.name)
    ? rules.titles[nodeType.name]
    : nodeType.displayName;
  for (const input of shape.ordered) addSocket(node, input, rules);
  for (const input of shape.ordered) addWidgets(node, input, rules);
  node.outputs = shape.outputs.map(({ name, type }) => outputSlot(name, type));
  finish(node, rules);
  keepPattern(node, shape);
  return node;
}

/** Adds an input with what it brings: a socket, widgets, or a group of inputs. */
export function addInput(node: GraphNode, shape: InputShape, rules: FrontendRules): void {
  addSocket(node, shape, rules);
  addWidgets(node, shape, rules);
}

export function adderOf(rules: FrontendRules): AddInput {
  return (node, shape) => addInput(node, shape, rules);
}

function addSocket(node: GraphNode, shape: InputShape, rules: FrontendRules): void {
  if (!shape.isForced && isWidgetType(shape.widgetType, rules)) return;
  if (rules.generation === 'modern' && shape.type === 'COMFY_AUTOGROW_V3') {
    startGrowing(node, shape, adderOf(rules));
  } else if (rules.generation === 'modern' && shape.type === 'COMFY_MATCHTYPE_V3') {
    addMatching(node, shape, adderOf(rules));
  } else {
    node.inputs.push(inputSlot(shape.name, shape.type));
  }
}

function addWidgets(node: GraphNode, shape: InputShape, rules: FrontendRules): void {
  if (shape.isForced) return;
  const widgets = widgetsOf(shape, rules);
  if (widgets === undefined) return;
  node.widgets ??= [];
  node.widgets.push(...widgets);
  const first = widgets[0];
  if (first?.traits.setter === 'dynamic-combo')
    chooseOption(node, first, first.cell.value, adderOf(rules));
  if (shape.widgetType === 'IMAGEUPLOAD' && rules.generation === 'classic') {
    watchMediaFile(node.widgets, shape);
  }
  if (member(shape.config, 'socketless') === true) return;
  const slot = inputSlot(shape.name, shape.type);
  slot.widget = shape.name;
  slot.shape = shape;
  node.inputs.push(slot);
}

/** Old pages turn whatever is assigned to the file of an upload into a path. */
function watchMediaFile(widgets: Widget[], shape: InputShape): void {
  const name = textAt(shape.config, 'imageInputName');
  const index = widgets.findIndex((widget) => widget.name === name);
  const widget = widgets[index];
  if (widget === undefined) return;
  const initial = stringOf(widget.cell.value);
  const traits = { ...widget.traits, setter: 'media-file', initial } as const;
  widgets[index] = { name: widget.name, cell: { value: initial }, traits };
}

/** What the page's extensions do to a fresh node. */
function finish(node: GraphNode, rules: FrontendRules): void {
  const name = node.type;
  if (rules.savers.has(name)) {
    const widgets = node.widgets ?? [];
    const index = widgets.findIndex((widget) => widget.name === 'filename_prefix');
    const widget = widgets[index];
    if (widget !== undefined) {
      widgets[index] = { ...widget, traits: { ...widget.traits, filled: 'file-prefix' } };
    }
  } else {
    node.properties = { 'Node name for S&R': name };
  }
  if (rules.generation === 'classic') {
    if (name === 'PreviewAny') {
      node.widgets ??= [];
      node.widgets.push(
        makeWidget('preview', 'customtext', '', { keeps: false, setter: 'text-area' }),
      );
    }
    return;
  }
  if (name === 'PreviewAny' || name === 'SaveText') {
    node.widgets ??= [];
    node.widgets.push(
      makeWidget('preview_text', 'textPreview', '', { keeps: false, sends: false }),
      makeWidget('preview_mode', 'toggle', false, { keeps: false, sends: false }),
    );
  }
  if (name === 'CustomCombo' && node.widgets !== undefined) {
    node.widgets.push(makeWidget('index', 'hidden', -1, { setter: 'fixed' }));
    addChoiceOption(node);
  }
}

/** Adds the next empty option of a CustomCombo. */
export function addChoiceOption(node: GraphNode): void {
  const widgets = node.widgets ?? [];
  if (widgets.length > 10_000) return;
  widgets.push(
    makeWidget(`option${widgets.length - 1}`, 'string', '', { setter: 'choice-option' }),
  );
}
