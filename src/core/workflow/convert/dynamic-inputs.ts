/** Inputs that follow a value or their links: dynamic combos, growing groups, inputs of one common type. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { linkAt, removeInput } from './links.ts';
import { isTruthy, listAt, numberAt, objectAt, stop, stringOf, textAt } from './plain.ts';
import { inputShape } from './shapes.ts';
import type { GraphNode, GrowingGroup, InputShape, InputSlot, Value, Widget } from './types.ts';
import { makeWidget } from './widget-kinds.ts';

/** Adds an input with what it brings to a node. */
export type AddInput = (node: GraphNode, shape: InputShape) => void;

/** More inputs than this on one node are refused. */
const maxInputs = 5000;

/** Replaces the inputs and widgets behind a dynamic combo by those of the option it now has. */
export function chooseOption(node: GraphNode, widget: Widget, value: Value, add: AddInput): void {
  if (node.widgets === undefined) return;
  const prefix = `${widget.name}.`;
  const isInGroup = (each: { readonly name: string }) => each.name.startsWith(prefix);
  const removed = takeOut(node.inputs, isInGroup);
  takeOut(node.widgets, isInGroup);
  const option = optionOf(widget, value);
  if (option === undefined) return;
  const place = node.widgets.indexOf(widget) + 1;
  const widgetCount = node.widgets.length;
  const inputCount = node.inputs.length;
  for (const section of ['required', 'optional']) {
    const specs = objectAt(option, section) ?? {};
    for (const key of Object.keys(specs)) {
      add(node, inputShape(prefix + key, specs[key] as Json, section === 'optional'));
    }
  }
  if (node.inputs.length > maxInputs) stop('limit', 'a node has too many inputs');
  const addedWidgets = node.widgets.splice(widgetCount);
  node.widgets.splice(place, 0, ...addedWidgets);
  const inputPlace = node.inputs.findIndex((input) => input.name === widget.name) + 1;
  if (inputPlace === 0) return;
  insertInputs(node, inputPlace, node.inputs.splice(inputCount));
  for (const old of removed) keepLink(node, old, add);
}

function keepLink(node: GraphNode, old: InputSlot, add: AddInput): void {
  const input = node.inputs.find((each) => each.name === old.name);
  if (input === undefined) {
    node.inputs.push(old);
    removeInput(node, node.inputs.length - 1);
    return;
  }
  input.link = old.link;
  const link = linkAt(node.graph, old.link);
  if (link === undefined) return;
  link.targetSlot = node.inputs.indexOf(input);
  growBehind(node, input, add);
}

function optionOf(widget: Widget, value: Value): JsonObject | undefined {
  if (!isTruthy(value) || widget.traits.shape === undefined) return undefined;
  const wanted = stringOf(value);
  for (const choice of widget.traits.shape.choices) {
    if (!isJsonObject(choice)) continue;
    if (stringOf(member(choice, 'key')) === wanted) return objectAt(choice, 'inputs') ?? {};
  }
  return undefined;
}

function takeOut<T>(items: T[], isOut: (item: T) => boolean): T[] {
  const out = items.filter(isOut);
  if (out.length > 0) items.splice(0, items.length, ...items.filter((item) => !isOut(item)));
  return out;
}

/** Adds the first inputs of a growing group. */
export function startGrowing(node: GraphNode, shape: InputShape, add: AddInput): void {
  const template = objectAt(shape.config, 'template') ?? {};
  const names = member(template, 'names');
  const texts = isJsonArray(names) ? names.map(stringOf) : undefined;
  const input = objectAt(template, 'input') ?? {};
  const shapes = ['required', 'optional'].flatMap((section) => {
    const specs = objectAt(input, section) ?? {};
    return Object.keys(specs).map((name) =>
      inputShape(name, specs[name] as Json, section === 'optional'),
    );
  });
  const min = Math.min(numberAt(template, 'min') ?? 1, maxInputs);
  const group: GrowingGroup = {
    ...(texts === undefined ? {} : { names: texts }),
    prefix: textAt(template, 'prefix') ?? '',
    min,
    max:
      texts === undefined || texts.length === 0 ? (numberAt(template, 'max') ?? 100) : texts.length,
    shapes,
    announced: [],
  };
  node.growing ??= new Map();
  node.growing.set(shape.name, group);
  for (let ordinal = 0; ordinal === 0 || ordinal < min + 1; ordinal += 1) {
    grow(node, shape.name, ordinal, add);
  }
}

function grow(node: GraphNode, groupName: string, ordinal: number, add: AddInput): void {
  const group = node.growing?.get(groupName);
  if (group === undefined || ordinal >= group.max || group.shapes.length === 0) return;
  const added = group.shapes.map((shape) => {
    const name = nameIn(groupName, group, ordinal, shape.name);
    add(node, { ...shape, name });
    const slot = node.inputs.pop() as InputSlot;
    if (shape.type === 'COMFY_MATCHTYPE_V3') group.announced.push(node.inputs.length);
    if (group.shapes.length !== 1) shim(node, slot);
    return slot;
  });
  for (const slot of added) {
    for (const old of takeOut(node.inputs, (each) => each.name === slot.name)) {
      slot.link ??= old.link;
    }
  }
  const before = nameIn(groupName, group, ordinal - 1, group.shapes.at(-1)?.name ?? '');
  const last = node.inputs.findLastIndex((each) => each.name.startsWith(before));
  insertInputs(node, last === -1 ? node.inputs.length : last + 1, added);
}

/** The links into what stands behind the new inputs follow; link 0 counts as none. */
function insertInputs(node: GraphNode, place: number, added: readonly InputSlot[]): void {
  node.inputs.splice(place, 0, ...added);
  for (let slot = place; slot < node.inputs.length; slot += 1) {
    const id = node.inputs[slot]?.link;
    const link = id === 0 || id === '' ? undefined : linkAt(node.graph, id);
    if (link !== undefined) link.targetSlot = slot;
  }
}

function shim(node: GraphNode, slot: InputSlot): void {
  node.widgets ??= [];
  if (slot.widget !== undefined && node.widgets.some((each) => each.name === slot.widget)) return;
  node.widgets.push(makeWidget(slot.name, 'shim', undefined, { keeps: false }));
  slot.widget = slot.name;
}

function nameIn(groupName: string, group: GrowingGroup, ordinal: number, key: string): string {
  const own = group.names?.[ordinal];
  if (group.names !== undefined) return `${groupName}.${own}`;
  return `${groupName}.${group.shapes.length === 1 ? group.prefix : key}${ordinal}`;
}

/** Shows one more input behind a linked one of a growing group. */
export function growBehind(node: GraphNode, input: InputSlot, add: AddInput): void {
  const groupName = input.name.slice(0, Math.max(0, input.name.lastIndexOf('.')));
  const group = node.growing?.get(groupName);
  if (group === undefined) return;
  const ordinal = ordinalOf(group, input.name.slice(groupName.length + 1));
  if (ordinal !== undefined) grow(node, groupName, ordinal + 1, add);
}

/** Which of its group an input is, by its name without the group's. */
export function ordinalOf({ names }: GrowingGroup, name: string): number | undefined {
  if (names === undefined) {
    const digits = /\d+$/.exec(name)?.[0];
    return digits === undefined ? undefined : Number.parseInt(digits, 10);
  }
  const place = names.indexOf(name);
  return place === -1 ? undefined : place;
}

/** True for the name of an input right in the group. */
export function isGrouped(groupName: string, name: string): boolean {
  return name.startsWith(`${groupName}.`) && name.lastIndexOf('.') === groupName.length;
}

/** Adds an input whose type follows the other inputs of its template. */
export function addMatching(node: GraphNode, shape: InputShape, add: AddInput): void {
  const template = objectAt(shape.config, 'template') ?? {};
  const allowed = textAt(template, 'allowed_types') ?? '*';
  add(node, { ...shape, type: allowed, widgetType: allowed });
  const id = stringOf(member(template, 'template_id'));
  node.matching ??= new Map();
  const group = node.matching.get(id) ?? new Map<string, string>();
  group.set(shape.name, allowed);
  node.matching.set(id, group);
}

/** Types listed in a definition's `output_matchtypes`. */
export function templatesOf(node: GraphNode): readonly Json[] {
  return node.nodeType === undefined ? [] : listAt(node.nodeType.raw, 'output_matchtypes');
}
