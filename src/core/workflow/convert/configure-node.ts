/** Puts what the file says of a node into the fresh node: id, title, mode, slots, links, values. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { growBehind } from './dynamic-inputs.ts';
import { ownInput } from './node-pattern.ts';
import { adderOf } from './nodes.ts';
import { isTruthy, linkIdOf, listAt, numberAt, objectAt, stop, stringOf, textOf } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import { inputSlot, outputSlot } from './slots.ts';
import type { GraphNode, InputSlot, LinkId, OutputSlot } from './types.ts';
import { fillUnknown } from './unknown-nodes.ts';
import { assignSaved, savedValuesOf, withoutForced } from './values.ts';

/** Fills a node of the catalog, of the page, or of an unknown type; subgraph nodes have their own way. */
export function configureNode(node: GraphNode, rules: FrontendRules): void {
  const { saved } = node;
  copyFields(node);
  if (node.nodeType === undefined) {
    overlaySlots(node);
  } else {
    node.inputs = mergeInputs(node.inputs, saved);
    node.outputs = mergeOutputs(node.outputs, saved);
  }
  if (node.growing !== undefined) growAll(node, rules);
  const values = savedValuesOf(member(saved, 'widgets_values'));
  if (node.isUnknown) fillUnknown(node, values, rules);
  else if (values !== undefined) {
    const isPage = node.nodeType === undefined;
    const fitting = isPage ? values : withoutForced(node, values, rules);
    if (node.widgets !== undefined) assignSaved(node, fitting, rules);
  }
}

function growAll(node: GraphNode, rules: FrontendRules): void {
  const add = adderOf(rules);
  for (let index = 0; index < node.inputs.length; index += 1) {
    const input = node.inputs[index] as InputSlot;
    if (input.link !== null && node.graph.links.has(input.link)) growBehind(node, input, add);
  }
}

/** Copies title, mode and properties; null counts as absent. */
export function copyFields(node: GraphNode): void {
  const { saved } = node;
  const title = member(saved, 'title');
  if (isTruthy(title)) node.title = title;
  else if (node.isUnknown) node.title = undefined;
  const mode = member(saved, 'mode');
  if (mode !== undefined && mode !== null) node.mode = numberAt(saved, 'mode') ?? -1;
  const properties = objectAt(saved, 'properties');
  if (properties !== undefined) node.properties = withProperties(node.properties, properties);
  if (isTruthy(member(saved, 'isVirtualNode'))) node.isVirtual = true;
}

/** What the file says counts; without a copy where it says all. */
function withProperties(own: JsonObject, saved: JsonObject): JsonObject {
  for (const name in own) if (!Object.hasOwn(saved, name)) return { ...own, ...saved };
  return saved;
}

function savedInput(value: Json): InputSlot {
  if (!isJsonObject(value)) stop('load', 'an input of a node is not an object');
  const slot = inputSlot(stringOf(member(value, 'name')), member(value, 'type'));
  slot.link = linkIdOf(member(value, 'link'));
  slot.label = member(value, 'label');
  const widget = objectAt(value, 'widget');
  if (widget !== undefined) slot.widget = stringOf(member(widget, 'name'));
  return slot;
}

function savedInputs(saved: JsonObject): readonly InputSlot[] {
  return listAt(saved, 'inputs').map(savedInput);
}

/** The definition's inputs with the links of saved ones of the same name (the last counts), then all other saved ones. */
export function mergeInputs(defined: InputSlot[], saved: JsonObject): InputSlot[] {
  const inputs = listAt(saved, 'inputs');
  if (inputs.length === 0) return defined;
  const byName = defined.length > fewInputs ? placesByName(defined) : undefined;
  let extra: InputSlot[] | undefined;
  for (const value of inputs) {
    if (!isJsonObject(value)) stop('load', 'an input of a node is not an object');
    const name = stringOf(member(value, 'name'));
    const place = byName === undefined ? lastNamed(defined, name) : (byName.get(name) ?? -1);
    if (place !== -1) takeSaved(defined, place, value);
    else {
      extra ??= [];
      extra.push(savedInput(value));
    }
  }
  if (hasTwins(defined, byName)) settleTwins(defined, placesByName(defined));
  return extra === undefined ? defined : [...defined, ...extra];
}

/** Looking through a few is quicker than making a map of them. */
const fewInputs = 12;

function placesByName(defined: readonly InputSlot[]): ReadonlyMap<string, number> {
  return new Map(defined.map((input, place) => [input.name, place]));
}

function lastNamed(defined: readonly InputSlot[], name: string): number {
  let place = defined.length - 1;
  while (place >= 0 && (defined[place] as InputSlot).name !== name) place -= 1;
  return place;
}

function takeSaved(defined: InputSlot[], place: number, value: JsonObject): void {
  const link = linkIdOf(member(value, 'link'));
  const label = member(value, 'label');
  const fresh = defined[place] as InputSlot;
  if (link === fresh.link && (label === undefined || label === fresh.label)) return;
  const input = ownInput(defined, place);
  input.link = link;
  if (label !== undefined) input.label = label;
}

function hasTwins(
  defined: readonly InputSlot[],
  byName: ReadonlyMap<string, number> | undefined,
): boolean {
  if (byName !== undefined) return byName.size !== defined.length;
  for (let index = 1; index < defined.length; index += 1) {
    const input = defined[index] as InputSlot;
    for (let before = 0; before < index; before += 1) {
      if ((defined[before] as InputSlot).name === input.name) return true;
    }
  }
  return false;
}

/** Defined inputs of one name all take the link of the saved input of that name. */
function settleTwins(defined: InputSlot[], byName: ReadonlyMap<string, number>): void {
  for (let place = 0; place < defined.length; place += 1) {
    const last = byName.get((defined[place] as InputSlot).name) as number;
    if (last === place) continue;
    const input = ownInput(defined, place);
    input.link = (defined[last] as InputSlot).link;
    input.label = (defined[last] as InputSlot).label;
  }
}

function savedLinks(value: JsonObject): LinkId[] | null {
  const links = member(value, 'links');
  if (!isJsonArray(links)) return null;
  return links.every(isLinkId) ? links.slice() : links.flatMap((link) => linkIdOf(link) ?? []);
}

function isLinkId(link: Json): link is LinkId {
  return typeof link === 'number' || typeof link === 'string';
}

function savedOutput(value: Json | undefined): OutputSlot {
  if (!isJsonObject(value)) return outputSlot('', undefined);
  return outputSlot(stringOf(member(value, 'name')), member(value, 'type'), savedLinks(value));
}

/** The definition's outputs with the saved links by position, then further saved ones. */
export function mergeOutputs(defined: OutputSlot[], saved: JsonObject): OutputSlot[] {
  const outputs = listAt(saved, 'outputs');
  const count = defined.length;
  for (let index = 0; index < outputs.length; index += 1) {
    const own = outputs[index];
    const output = index < count ? defined[index] : undefined;
    if (output === undefined) {
      if (own === null) stop('load', 'an output of a node is null');
      defined.push(savedOutput(own));
    } else if (isJsonObject(own)) output.links = savedLinks(own);
  }
  return defined;
}

/** Without a definition saved slots replace the fresh ones by position. */
function overlaySlots(node: GraphNode): void {
  const inputs = savedInputs(node.saved);
  node.inputs = [...inputs, ...node.inputs.slice(inputs.length)];
  const outputs = listAt(node.saved, 'outputs').map(savedOutput);
  node.outputs = [...outputs, ...node.outputs.slice(outputs.length)];
}

export function idOf(saved: JsonObject): string {
  return textOf(member(saved, 'id'));
}
