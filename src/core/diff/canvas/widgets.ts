/** Widget values by name. A canvas keeps them as a list by position; what tells the names differs by version. */

import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import type { Catalog, InputSpec } from '../../catalog/types.ts';
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

/** Returns a reader under which all these nodes speak of one name space: by name where every one of a type can, else by position. */
export function widgetReader(
  nodes: readonly JsonObject[],
  catalog: Catalog | undefined,
): ReadWidgets {
  const learned = learnedNames(nodes, catalog);
  const entries = (node: JsonObject) => namedEntries(node, catalog) ?? taughtEntries(node, learned);
  const unnamed = new Set<string>();
  for (const node of nodes) if (entries(node) === undefined) unnamed.add(typeOf(node));
  return (node) =>
    widgetsOf((unnamed.has(typeOf(node)) ? undefined : entries(node)) ?? positionalEntries(node));
}

/** Type and number of values → names, where all nodes that tell them agree: what a newer page wrote names what an older did not. */
function learnedNames(
  nodes: readonly JsonObject[],
  catalog: Catalog | undefined,
): ReadonlyMap<string, readonly string[]> {
  const learned = new Map<string, readonly string[]>();
  for (const node of nodes) {
    const values = member(node, 'widgets_values');
    if (values === undefined || !isJsonArray(values) || values.length === 0) continue;
    const names = namedEntries(node, catalog)?.map(([name]) => name);
    if (names?.length !== values.length) continue;
    const key = `${typeOf(node)} ${values.length}`;
    const known = learned.get(key);
    const agrees = known === undefined || known.join('\n') === names.join('\n');
    learned.set(key, agrees ? names : []);
  }
  return learned;
}

function taughtEntries(
  node: JsonObject,
  learned: ReadonlyMap<string, readonly string[]>,
): Entries | undefined {
  const values = member(node, 'widgets_values');
  if (values === undefined || !isJsonArray(values)) return undefined;
  const key = `${typeOf(node)} ${values.length}`;
  const names = learned.get(key) ?? knownWidgets(typeOf(node), values.length);
  if (names?.length !== values.length) return undefined;
  return names.map((name, index) => [name, values[index] as Json] as const);
}

function typeOf(node: JsonObject): string {
  return String(member(node, 'type') ?? '');
}

type Entries = readonly (readonly [string, Json])[];

function widgetsOf(entries: Entries): Widgets {
  const volatile = new Set<string>();
  entries.forEach(([name, value], index) => {
    const control = entries[index + 1]?.[1];
    if (!isJsonInteger(value) || typeof control !== 'string') return;
    if (controlWords.has(control) && control !== 'fixed') volatile.add(name);
  });
  return { values: new Map(entries), volatile };
}

/** Sources in the order of trust: `widgets_values_named`, an object, the catalog's inputs, the node's own inputs. */
function namedEntries(node: JsonObject, catalog: Catalog | undefined): Entries | undefined {
  const named = member(node, 'widgets_values_named');
  if (named !== undefined && isJsonObject(named)) return entriesOf(named);
  const values = member(node, 'widgets_values');
  if (values === undefined || values === null) return [];
  if (isJsonObject(values)) return entriesOf(values);
  if (!isJsonArray(values)) return undefined;
  if (values.length === 0) return [];
  const specs = catalog?.nodeTypes.get(typeOf(node))?.inputs;
  const names = [
    specs === undefined ? [] : specs.flatMap(namesOfSpec),
    namesOfInputs(node, values),
  ];
  const fitting = names.find((each) => each.length === values.length);
  return fitting?.map((name, index) => [name, values[index] as Json] as const);
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
  if (values === undefined || values === null) return [];
  if (isJsonArray(values)) return values.map((value, index) => [`#${index}`, value] as const);
  return isJsonObject(values) ? entriesOf(values) : [['#0', values]];
}
