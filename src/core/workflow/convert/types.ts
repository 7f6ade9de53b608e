/** The live graph that a canvas becomes while it is converted, as the frontend holds it after loading. */

import type { Json, JsonObject } from '../../../base/json.ts';
import type { NodeType } from '../../catalog/types.ts';
import type { IdTable } from './id-table.ts';

/** A link's id as the file has it; undefined and null are not ids. */
export type LinkId = number | string;
/** A widget's value; undefined where the frontend has undefined (the key is then absent from the prompt). */
export type Value = Json | undefined;

/** One input as the page sees it. */
export interface InputShape {
  readonly name: string;
  /** Type of the slot. */
  readonly type: string;
  /** Type of the widget: `widgetType` where the definition names one. */
  readonly widgetType: string;
  readonly isOptional: boolean;
  /** Never a widget. */
  readonly isForced: boolean;
  readonly config: JsonObject;
  readonly choices: readonly Json[];
  readonly isCombo: boolean;
}

export interface Link {
  readonly id: LinkId;
  /** Node id as text; `-10` is the input node of a subgraph. */
  origin: string;
  originSlot: number;
  /** Node id as text; `-20` is the output node of a subgraph. */
  target: string;
  targetSlot: number;
}

export interface InputSlot {
  name: string;
  type: Value;
  link: LinkId | null;
  label: Value;
  /** Name of the widget whose value the link replaces. */
  widget: string | undefined;
  /** The widget's definition where the node type gave it. */
  shape: InputShape | undefined;
  /** Value of a promoted widget on a subgraph node. */
  promoted: Widget | undefined;
  /** The definition's slot behind an input of a subgraph node. */
  slot: SubgraphSlot | undefined;
}

export interface OutputSlot {
  name: string;
  type: Value;
  links: LinkId[] | null;
  /** What a PrimitiveNode has learnt from its first target. */
  shape: InputShape | undefined;
  /** The same, narrowed by all its targets. */
  merged: InputShape | undefined;
}

/** How assigning to a widget's value acts, where it is more than keeping it. */
export type Setter = 'text-area' | 'media-file' | 'dynamic-combo' | 'choice-option' | 'fixed';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Step of an INT. */
  readonly step: number;
  /** Rounding of a FLOAT; 0 for none. */
  readonly round: number;
  readonly precision: number;
}

/** A widget: what is its own, and what it has in common with those of all nodes of its type. */
export interface Widget {
  readonly name: string;
  /** Shared between a widget and its promoted copies where the page shares one text area. */
  readonly cell: { value: Value };
  readonly traits: WidgetTraits;
}

export interface WidgetTraits {
  /** `number`, `combo`, `text`, `customtext`, `toggle`, … */
  readonly kind: string;
  /** Takes a place in `widgets_values`. */
  readonly keeps: boolean;
  /** Stands in the prompt. */
  readonly sends: boolean;
  /** What the page fills in when it converts: choices and comments, or `%Node.widget%` and dates. */
  readonly filled: 'prompt' | 'file-prefix' | undefined;
  readonly choices: readonly Json[] | undefined;
  readonly range: NumberRange | undefined;
  readonly setter: Setter | undefined;
  readonly shape: InputShape | undefined;
  /** Default of a media file widget. */
  readonly initial: string | undefined;
}

/** Every field is always there, so that all nodes have one shape in memory. */
export interface GraphNode {
  /** Id as text. */
  id: string;
  type: string;
  classType: Value;
  title: Value;
  mode: number;
  inputs: InputSlot[];
  outputs: OutputSlot[];
  widgets: Widget[] | undefined;
  properties: JsonObject;
  readonly saved: JsonObject;
  readonly graph: Graph;
  readonly nodeType: NodeType | undefined;
  /** The definition that a subgraph node stands for. */
  readonly subgraph: Graph | undefined;
  isVirtual: boolean;
  readonly isUnknown: boolean;
  /** Groups of growing inputs by input name. */
  growing: Map<string, GrowingGroup> | undefined;
  /** Slots of growing inputs that lost their link. */
  gaps: number[] | undefined;
  /** Template → input name → allowed types. */
  matching: Map<string, Map<string, string>> | undefined;
}

export interface GrowingGroup {
  readonly names?: readonly string[];
  readonly prefix: string;
  readonly min: number;
  readonly max: number;
  readonly shapes: readonly InputShape[];
  /** Slots at which inputs of a matched type stood when they were made. */
  readonly announced: number[];
}

export interface SubgraphSlot {
  readonly name: string;
  readonly type: Value;
  label: Value;
  linkIds: LinkId[];
}

export interface Graph {
  /** Empty for the root. */
  readonly id: string;
  readonly isRoot: boolean;
  name: Value;
  nodes: GraphNode[];
  readonly byId: IdTable<string, GraphNode>;
  readonly links: IdTable<LinkId, Link>;
  inputs: SubgraphSlot[];
  outputs: SubgraphSlot[];
}

export const inputNodeId = '-10';
export const outputNodeId = '-20';
export const muted = 2;
export const bypassed = 4;
