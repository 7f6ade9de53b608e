/** Renders canvas.json for another environment, so that the promoted canvas opens there with that environment's names. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  keysOf,
  member,
  toDouble,
  withMember,
} from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { normalizeNumbers } from '../workflow/canonical-text.ts';
import { convertCanvas } from '../workflow/convert/convert.ts';
import { nodeOf } from '../workflow/graph.ts';
import type { ApiPrompt, CanvasWorkflow, InputPlace } from '../workflow/types.ts';
import { withDefaultsSaid } from './canvas-defaults.ts';
import { type CanvasChange, changeNode } from './canvas-edit.ts';

/**
 * Returns the canvas with the new values in its widgets, the very same where none changes. `models` are all model inputs
 * of the release, changed or not: a name is replaced wherever a widget has it, on primitives and promoted widgets too,
 * unless it stands for something else as well; then, and for `values`, the node of the input alone is changed. Where
 * several widgets of it have the value, the catalog tells which one is meant; a model that the canvas leaves to a
 * default of another name is written into it.
 */
export function renderCanvas(
  canvas: CanvasWorkflow,
  prompt: ApiPrompt,
  models: readonly CanvasChange[],
  values: readonly CanvasChange[],
  catalog?: Catalog,
): CanvasWorkflow {
  const renamed = clearNames(prompt, models);
  const everywhere = renamed.size === 0 ? canvas : (withNames(canvas, renamed) as CanvasWorkflow);
  const single = [...models, ...values].filter((each) => {
    const old = valueAt(prompt, each);
    return !sameValue(old, each.value) && !(typeof old === 'string' && renamed.has(old));
  });
  const rendered = single.reduce((document, each) => {
    const old = valueAt(prompt, each);
    const change = (node: JsonObject) => withWidget(node, old, each.value);
    const simple = changeNode(document, document, each.node.split(':'), change);
    return simple ?? tryWidgets(document, each, old, catalog) ?? document;
  }, everywhere);
  const whole =
    catalog === undefined ? rendered : withDefaultsSaid(rendered, prompt, models, catalog);
  return jsonEqual(whole, canvas) ? canvas : whole;
}

/** Returns the names that mean one model in all of the prompt and change, with their new names. */
function clearNames(
  prompt: ApiPrompt,
  models: readonly CanvasChange[],
): ReadonlyMap<string, string> {
  const wanted = new Map<string, Set<Json>>();
  for (const each of models) {
    const old = valueAt(prompt, each);
    if (typeof old === 'string') wanted.set(old, (wanted.get(old) ?? new Set()).add(each.value));
  }
  const places = new Set(models.map(placeKey));
  for (const [node, { inputs }] of Object.entries(prompt)) {
    for (const [input, value] of entriesOf(inputs)) {
      if (typeof value === 'string' && !places.has(placeKey({ node, input }))) {
        wanted.get(value)?.add(value);
      }
    }
  }
  const renamed = new Map<string, string>();
  for (const [old, names] of wanted) {
    const [name] = names;
    if (names.size === 1 && typeof name === 'string' && name !== old) renamed.set(old, name);
  }
  return renamed;
}

const widgetKeys = new Set(['widgets_values', 'widgets_values_named']);
/** Where the page of 1.49.6 keeps the value of a promoted widget that it cannot place; it still counts. */
const strandedKey = 'hostValue';
const noteTypes = new Set<Json | undefined>(['Note', 'MarkdownNote']);

function withNames(value: Json, renamed: ReadonlyMap<string, string>): Json {
  if (isJsonArray(value)) return value.map((each) => withNames(each, renamed));
  if (!isJsonObject(value) || noteTypes.has(member(value, 'type'))) return value;
  const one = (each: Json): Json => (typeof each === 'string' ? (renamed.get(each) ?? each) : each);
  return jsonObject(
    entriesOf(value).map(([key, each]): [string, Json] => [
      key,
      widgetKeys.has(key)
        ? eachValue(each, one)
        : key === strandedKey
          ? one(each)
          : withNames(each, renamed),
    ]),
  );
}

function eachValue(values: Json, change: (value: Json) => Json): Json {
  if (isJsonArray(values)) return values.map(change);
  if (!isJsonObject(values)) return values;
  return jsonObject(entriesOf(values).map(([key, value]) => [key, change(value)]));
}

/** Changes the one widget that has the old value; where several have it nobody can tell which is meant. */
function withWidget(node: JsonObject, old: Json | undefined, value: Json): JsonObject | undefined {
  let changed = node;
  for (const key of widgetKeys) {
    const values = member(node, key);
    if (values === undefined) continue;
    let count = 0;
    const next = eachValue(values, (each) => {
      if (!sameValue(each, old)) return each;
      count += 1;
      return value;
    });
    if (count > 1) return undefined;
    if (count === 1) changed = withMember(changed, key, next);
  }
  return changed === node ? undefined : changed;
}

/** More widgets of one node with one value than this are left as they are. */
const mostTries = 12;

/** Changes one widget after the other until the page would send the new value in the input, and nothing else changes. */
function tryWidgets(
  document: CanvasWorkflow,
  { node: id, input, value }: CanvasChange,
  old: Json | undefined,
  catalog: Catalog | undefined,
): CanvasWorkflow | undefined {
  if (catalog === undefined) return undefined;
  const before = convertCanvas(document, catalog).prompt;
  if (before === undefined || nodeOf(before, id) === undefined) return undefined;
  for (let at = 0; at < mostTries; at += 1) {
    const change = (node: JsonObject) => withWidgetAt(node, { old, value, input, at });
    const changed = changeNode(document, document, id.split(':'), change);
    if (changed === undefined) return undefined;
    const after = convertCanvas(changed, catalog).prompt;
    const inputs = after === undefined ? undefined : nodeOf(after, id)?.inputs;
    if (inputs === undefined || !sameValue(member(inputs, input), value)) continue;
    const wanted = withMember(nodeOf(before, id)?.inputs ?? {}, input, value);
    if (jsonEqual(inputs, wanted)) return changed;
  }
  return undefined;
}

/** Changes the widget that is the `at`th with the old value, and the one of the input's name where values have names. */
function withWidgetAt(
  node: JsonObject,
  change: {
    readonly old: Json | undefined;
    readonly value: Json;
    readonly input: string;
    readonly at: number;
  },
): JsonObject | undefined {
  const values = member(node, 'widgets_values');
  if (!isJsonArray(values)) return undefined;
  const places = values.flatMap((each, index) => (sameValue(each, change.old) ? [index] : []));
  const place = places[change.at];
  if (place === undefined) return undefined;
  const next = values.map((each, index) => (index === place ? change.value : each));
  const changed = withMember(node, 'widgets_values', next);
  const named = member(node, 'widgets_values_named');
  if (!isJsonObject(named) || !sameValue(member(named, change.input), change.old)) return changed;
  const renamed = withMember(named, change.input, change.value);
  return withMember(changed, 'widgets_values_named', renamed);
}

/** Says where the page of the environment would make another prompt of the canvas than the one that is pinned there. */
export function opensDifferently(
  canvas: CanvasWorkflow,
  rendered: ApiPrompt,
  catalog: Catalog,
  environment: string,
): readonly Problem[] {
  const { prompt, problems } = convertCanvas(canvas, catalog);
  const found = (how: string): readonly Problem[] => [
    problem('canvas/opens-differently', { environment }, { environment, how }),
  ];
  if (prompt === undefined) {
    const reason = problems.some(({ code }) => code === 'canvas/not-convertible');
    return found(reason ? 'the page cannot convert it' : 'the page makes no prompt of it');
  }
  const how = firstDifference(
    normalizeNumbers(prompt, catalog),
    normalizeNumbers(rendered, catalog),
  );
  return how === undefined ? [] : found(how);
}

/** Titles do not count, since they do not run. */
function firstDifference(page: ApiPrompt, pinned: ApiPrompt): string | undefined {
  const ids = [...new Set([...Object.keys(page), ...Object.keys(pinned)])].sort(compareNatural);
  for (const id of ids) {
    const [there, here] = [nodeOf(page, id), nodeOf(pinned, id)];
    if (there === undefined) return `node ${id} is left out`;
    if (here === undefined) return `node ${id} is added`;
    if (there.class_type !== here.class_type) return `node ${id} becomes ${there.class_type}`;
    for (const input of new Set([...keysOf(there.inputs), ...keysOf(here.inputs)])) {
      const [value, wanted] = [member(there.inputs, input), member(here.inputs, input)];
      if (jsonEqual(value, wanted)) continue;
      if (value === undefined) return `${input} of node ${id} is left out`;
      return `${input} of node ${id} ${wanted === undefined ? 'is added' : 'has another value'}`;
    }
  }
  return undefined;
}

function valueAt(prompt: ApiPrompt, { node, input }: InputPlace): Json | undefined {
  const inputs = nodeOf(prompt, node)?.inputs;
  return inputs === undefined ? undefined : member(inputs, input);
}

/** A number is the same however it is spelled: workflow.json holds it in normal form, the canvas as it was typed. */
function sameValue(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (isJsonNumber(left) && isJsonNumber(right) && Number.isFinite(toDouble(left))) {
    return jsonEqual(left, right) || toDouble(left) === toDouble(right);
  }
  return jsonEqual(left, right);
}

function placeKey({ node, input }: InputPlace): string {
  return JSON.stringify([node, input]);
}
