/** Widget values by name. A canvas keeps them as a list by position; what tells the names differs by version. */

import {
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
} from '../../../base/json.ts';
import type { Catalog, InputSpec } from '../../catalog/types.ts';
import { nothing } from '../graph.ts';
import { knownWidgets } from './known-widgets.ts';

export interface Widgets {
  readonly values: ReadonlyMap<string, Json>;
  /** Seeds whose control is not `fixed`: they change with every run. */
  readonly volatile: ReadonlySet<string>;
}

/** Returns the widgets of a node; `named: false` forces positions (`#0`) as names. */
export type ReadWidgets = (node: JsonObject) => Widgets;

/** The widget that says how a seed changes after each run. */
export const controlName = 'control_after_generate';
const controlWords = new Set(['fixed', 'randomize', 'increment', 'decrement']);

/** Names and values in one order; lists of names are shared as far as they can be. */
interface Entries {
  readonly names: readonly string[];
  readonly values: readonly Json[];
}

const empty: Entries = { names: [], values: [] };

/** Returns a reader under which all these nodes speak of one name space: by name where every one of a type can, else by position. */
export function widgetReader(
  nodes: readonly JsonObject[],
  catalog: Catalog | undefined,
): ReadWidgets {
  const own = new Map(nodes.map((node) => [node, namedEntries(node, catalog)]));
  const entriesAt = (node: JsonObject) =>
    own.has(node) ? own.get(node) : namedEntries(node, catalog);
  const learned = learnedNames(own);
  const entries = (node: JsonObject) => entriesAt(node) ?? taughtEntries(node, learned);
  const unnamed = new Set<string>();
  for (const node of nodes) if (entries(node) === undefined) unnamed.add(typeOf(node));
  return (node) =>
    widgetsOf((unnamed.has(typeOf(node)) ? undefined : entries(node)) ?? positionalEntries(node));
}

/** Type and number of values → names, where all nodes that tell them agree: what a newer page wrote names what an older did not. */
type Learned = ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;

function learnedNames(entries: ReadonlyMap<JsonObject, Entries | undefined>): Learned {
  const learned = new Map<string, Map<number, readonly string[]>>();
  for (const [node, found] of entries) {
    const values = member(node, 'widgets_values');
    if (values === undefined || !isJsonArray(values) || values.length === 0) continue;
    if (found?.names.length !== values.length) continue;
    const ofType = learned.get(typeOf(node)) ?? new Map<number, readonly string[]>();
    learned.set(typeOf(node), ofType);
    const known = ofType.get(values.length);
    const agrees = known === undefined || isSameList(known, found.names);
    ofType.set(values.length, agrees ? found.names : []);
  }
  return learned;
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return (
    left === right || (left.length === right.length && left.every((each, at) => each === right[at]))
  );
}

function taughtEntries(node: JsonObject, learned: Learned): Entries | undefined {
  const values = member(node, 'widgets_values');
  if (values === undefined || !isJsonArray(values)) return undefined;
  const names =
    learned.get(typeOf(node))?.get(values.length) ?? knownWidgets(typeOf(node), values.length);
  return names?.length === values.length ? { names, values } : undefined;
}

function typeOf(node: JsonObject): string {
  return String(member(node, 'type') ?? '');
}

function widgetsOf({ names, values }: Entries): Widgets {
  const found = new Map<string, Json>();
  let volatile: Set<string> | undefined;
  names.forEach((name, at) => {
    const value = values[at] as Json;
    found.set(name, value);
    const control = values[at + 1];
    if (typeof control !== 'string' || !isJsonInteger(value)) return;
    if (!controlWords.has(control) || control === 'fixed') return;
    volatile ??= new Set();
    volatile.add(name);
  });
  return { values: found, volatile: volatile ?? nothing };
}

function entriesIn(object: JsonObject): Entries {
  const names = keysOf(object);
  return { names, values: names.map((name) => object[name] as Json) };
}

/** Sources in the order of trust: `widgets_values_named`, an object, the catalog's inputs, the node's own inputs. */
function namedEntries(node: JsonObject, catalog: Catalog | undefined): Entries | undefined {
  const named = member(node, 'widgets_values_named');
  if (named !== undefined && isJsonObject(named)) return entriesIn(named);
  const values = member(node, 'widgets_values');
  if (values === undefined || values === null) return empty;
  if (isJsonObject(values)) return entriesIn(values);
  if (!isJsonArray(values)) return undefined;
  if (values.length === 0) return empty;
  const specs = catalog?.nodeTypes.get(typeOf(node))?.inputs;
  const declared = specs === undefined ? [] : specs.flatMap(namesOfSpec);
  const names = declared.length === values.length ? declared : namesOfInputs(node, values);
  return names.length === values.length ? { names, values } : undefined;
}

const widgetTypes = new Set(['INT', 'FLOAT', 'STRING', 'BOOLEAN', 'COMBO']);

function namesOfSpec(spec: InputSpec): string[] {
  const isWidget = widgetTypes.has(spec.type) || spec.isListTyped;
  if (spec.section === 'hidden' || !isWidget) return [];
  if (member(spec.config, 'forceInput') === true) return [];
  const controlled =
    member(spec.config, controlName) === true ||
    (spec.type === 'INT' && /^(noise_)?seed$/.test(spec.name));
  const uploads = ['image_upload', 'video_upload', 'audio_upload'].some(
    (key) => member(spec.config, key) === true,
  );
  return [spec.name, ...(controlled ? [controlName] : []), ...(uploads ? ['upload'] : [])];
}

/** Newer frontends list every widget among the inputs; the control of a seed is the one that has no entry. */
function namesOfInputs(node: JsonObject, values: readonly Json[]): string[] {
  const inputs = member(node, 'inputs');
  if (inputs === undefined || !isJsonArray(inputs)) return [];
  const names: string[] = [];
  for (const input of inputs) {
    const widget = isJsonObject(input) ? member(input, 'widget') : undefined;
    const name = widget !== undefined && isJsonObject(widget) ? member(widget, 'name') : undefined;
    if (typeof name !== 'string') continue;
    names.push(name);
    const next = values[names.length];
    const isSeed = /seed$/.test(name) && typeof next === 'string' && controlWords.has(next);
    if (isSeed) names.push(controlName);
  }
  return new Set(names).size === names.length ? names : [];
}

function positionalEntries(node: JsonObject): Entries {
  const values = member(node, 'widgets_values');
  if (values === undefined || values === null) return empty;
  if (isJsonArray(values)) return { names: values.map((_, at) => `#${at}`), values };
  return isJsonObject(values) ? entriesIn(values) : { names: ['#0'], values: [values] };
}
