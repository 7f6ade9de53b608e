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
import {
  hasTwins,
  isSameList,
  type NamedValues,
  namedValues,
  noValues,
  pairsOf,
} from '../named-values.ts';
import { knownWidgets } from './known-widgets.ts';

export interface Widgets {
  readonly values: NamedValues;
  /** Seeds whose control is not `fixed`: they change with every run. */
  readonly volatile: ReadonlySet<string>;
}

/** Returns the widgets of a node; `named: false` forces positions (`#0`) as names. */
export type ReadWidgets = (node: JsonObject) => Widgets;

/** The widget that says how a seed changes after each run. */
export const controlName = 'control_after_generate';
const controlWords = new Set(['fixed', 'randomize', 'increment', 'decrement']);

/** Names and values in one order, a name perhaps twice: a node with two seeds has two controls. */
type Entries = NamedValues;

/** What is known of the node types while their nodes are read. */
interface Known {
  readonly catalog: Catalog | undefined;
  /** Type → the names that the catalog declares. */
  readonly declared: Map<string, readonly string[]>;
  /** Type → the names that the last node of it had: most nodes of a type have the same, and share one list of them. */
  readonly last: Map<string, readonly string[]>;
  readonly learned: Learned;
}

/** Returns a reader under which all these nodes speak of one name space: by name where every one of a type can, else by position. */
export function widgetReader(
  nodes: readonly JsonObject[],
  catalog: Catalog | undefined,
): ReadWidgets {
  const known: Known = { catalog, declared: new Map(), last: new Map(), learned: new Map() };
  const nameless = nodes.filter((node) => {
    const found = namedEntries(node, known);
    learnNames(node, found, known.learned);
    return found === undefined;
  });
  const untaught = nameless.filter((node) => taughtEntries(node, known.learned) === undefined);
  const unnamed = new Set(untaught.map(typeOf));
  return (node) => {
    const isNamed = !unnamed.has(typeOf(node));
    const entries = isNamed
      ? (namedEntries(node, known) ?? taughtEntries(node, known.learned))
      : undefined;
    return widgetsOf(entries ?? positionalEntries(node));
  };
}

/** Type and number of values → names, where all nodes that tell them agree: what a newer page wrote names what an older did not. */
type Learned = Map<string, Map<number, readonly string[]>>;

function learnNames(node: JsonObject, found: Entries | undefined, learned: Learned): void {
  const values = member(node, 'widgets_values');
  if (values === undefined || !isJsonArray(values) || values.length === 0) return;
  if (found?.names.length !== values.length) return;
  const type = typeOf(node);
  const ofType = learned.get(type) ?? new Map<number, readonly string[]>();
  learned.set(type, ofType);
  const known = ofType.get(values.length);
  const agrees = known === undefined || isSameList(known, found.names);
  ofType.set(values.length, agrees ? found.names : []);
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

function widgetsOf(entries: Entries): Widgets {
  const { names, values } = entries;
  let volatile: Set<string> | undefined;
  for (let at = 0; at < names.length; at += 1) {
    const control = values[at + 1];
    if (typeof control !== 'string' || !isJsonInteger(values[at])) continue;
    if (!controlWords.has(control) || control === 'fixed') continue;
    volatile ??= new Set();
    volatile.add(names[at] as string);
  }
  return {
    values: hasTwins(names) ? namedValues(pairsOf(entries)) : entries,
    volatile: volatile ?? nothing,
  };
}

function entriesIn(object: JsonObject): Entries {
  const names = keysOf(object);
  return { names, values: names.map((name) => object[name] as Json) };
}

/** Sources in the order of trust: `widgets_values_named`, an object, the catalog's inputs, the node's own inputs. */
function namedEntries(node: JsonObject, known: Known): Entries | undefined {
  const named = member(node, 'widgets_values_named');
  if (named !== undefined && isJsonObject(named)) return entriesIn(named);
  const values = member(node, 'widgets_values');
  if (values === undefined || values === null) return noValues;
  if (isJsonObject(values)) return entriesIn(values);
  if (!isJsonArray(values)) return undefined;
  if (values.length === 0) return noValues;
  const declared = declaredNames(typeOf(node), known);
  const names = declared.length === values.length ? declared : namesOfInputs(node, values, known);
  return names.length === values.length ? { names, values } : undefined;
}

function declaredNames(type: string, { catalog, declared }: Known): readonly string[] {
  const names =
    declared.get(type) ?? catalog?.nodeTypes.get(type)?.inputs.flatMap(namesOfSpec) ?? noNames;
  if (catalog !== undefined) declared.set(type, names);
  return names;
}

const noNames: readonly string[] = [];

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
function namesOfInputs(node: JsonObject, values: readonly Json[], { last }: Known) {
  const inputs = member(node, 'inputs');
  if (inputs === undefined || !isJsonArray(inputs)) return noNames;
  const known = last.get(typeOf(node)) ?? noNames;
  let own: string[] | undefined;
  let count = 0;
  const add = (name: string): void => {
    if (own === undefined && known[count] !== name) own = known.slice(0, count);
    own?.push(name);
    count += 1;
  };
  for (const input of inputs) {
    const widget = isJsonObject(input) ? member(input, 'widget') : undefined;
    const name = widget !== undefined && isJsonObject(widget) ? member(widget, 'name') : undefined;
    if (typeof name !== 'string') continue;
    add(name);
    const next = values[count];
    const isSeed = name.endsWith('seed') && typeof next === 'string' && controlWords.has(next);
    if (isSeed) add(controlName);
  }
  if (own === undefined && count === known.length) return known;
  const names = own ?? known.slice(0, count);
  if (hasTwins(names)) return noNames;
  last.set(typeOf(node), names);
  return names;
}

function positionalEntries(node: JsonObject): Entries {
  const values = member(node, 'widgets_values');
  if (values === undefined || values === null) return noValues;
  if (isJsonArray(values)) return { names: values.map((_, at) => `#${at}`), values };
  return isJsonObject(values) ? entriesIn(values) : { names: ['#0'], values: [values] };
}
