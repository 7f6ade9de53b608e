/** Values of widgets that a subgraph shows on its own node: what runs is the value there, not the one that the inner node keeps. */

import { isJsonArray, type Json, jsonEqual, member } from '../../../base/json.ts';
import { pairsOf, valueNamed } from '../named-values.ts';
import { nodeAt, placeOf, type Wiring } from './effects.ts';
import { type CanvasNode, inputsId, propertiesOf } from './scope.ts';
import type { Comparison } from './sides.ts';

/** What an input really gets: a value, or a link from a node (`isLinked`); neither where nothing tells. */
export interface Effective {
  readonly value: Json | undefined;
  readonly isLinked: boolean;
}

/** Subgraphs deeper than this are in a circle. */
const mostDepth = 100;

/** Returns what the input gets, outward through the subgraphs that hold its node; of a definition that stands in several places, the node's own value. */
export function effectiveValue(
  wiring: Wiring,
  scope: string,
  node: CanvasNode,
  input: string,
): Effective {
  let value = valueNamed(node.widgets, input);
  let at = { scope, node, input };
  for (let depth = 0; depth < mostDepth; depth += 1) {
    const { links } = at.node;
    const link = links.find((each) => each.input === at.input);
    const instance = wiring.instances.get(at.scope);
    if (link === undefined) return { value: shownOn(instance?.node, at) ?? value, isLinked: false };
    if (link.origin !== inputsId || at.scope === '') return { value, isLinked: true };
    if (instance === undefined) return { value, isLinked: false };
    value = shownOn(instance.node, at) ?? valueNamed(instance.node.widgets, link.output) ?? value;
    at = { scope: instance.scope, node: instance.node, input: link.output };
  }
  return { value, isLinked: false };
}

/** Older pages name the inner widget and keep the values by the same index: `properties.proxyWidgets` (proxyWidgetMigration.ts). */
function shownOn(
  instance: CanvasNode | undefined,
  { node, input }: { readonly node: CanvasNode; readonly input: string },
): Json | undefined {
  if (instance === undefined) return undefined;
  const entries = member(propertiesOf(instance), 'proxyWidgets');
  const values = member(instance.raw, 'widgets_values');
  if (entries === undefined || !isJsonArray(entries)) return undefined;
  if (values === undefined || !isJsonArray(values)) return undefined;
  const index = entries.findIndex(
    (entry) => isJsonArray(entry) && entry[0] === node.id && entry[1] === input,
  );
  return index < 0 ? undefined : (values[index] ?? undefined);
}

/** Returns the node with the values that its inputs really get. */
export function withEffectiveValues(wiring: Wiring, scope: string, node: CanvasNode): CanvasNode {
  if (scope === '') return node;
  const { names } = node.widgets;
  const values = pairsOf(node.widgets).map(
    ([input, own]) => effectiveValue(wiring, scope, node, input).value ?? own,
  );
  return { ...node, widgets: { names, values } };
}

/** Returns the links that bring a value from a node: not those through which a subgraph's node shows a widget. */
export function realLinks(wiring: Wiring, scope: string, node: CanvasNode): CanvasNode['links'] {
  return node.links.filter(({ input }) => effectiveValue(wiring, scope, node, input).isLinked);
}

/** True where a value that a subgraph's node shows, or showed, is the one that its inner nodes had and have. */
export function isSameInside(
  { wiring, cameFrom }: Pick<Comparison, 'wiring' | 'cameFrom'>,
  left: CanvasNode,
  right: CanvasNode,
  input: string,
): boolean {
  const targets = (side: 'from' | 'to', type: string) =>
    (wiring[side].scopes.get(type)?.nodes ?? []).flatMap((node) =>
      node.links
        .filter((link) => link.origin === inputsId && link.output === input)
        .map((link) => ({ place: placeOf(type, node.id), name: link.input })),
    );
  const shown = [...targets('from', left.type), ...targets('to', right.type)];
  const inner = shown.flatMap(({ place, name }) => {
    const pairs = [...cameFrom.places()].filter(([to, from]) => to === place || from === place);
    return pairs.map(([to, from]) => ({ to, from, name }));
  });
  const valueAt = (side: 'from' | 'to', place: string, name: string) => {
    const [scope = '', id = ''] = place.split('\n');
    const node = nodeAt(wiring[side], scope, id);
    const found = node && effectiveValue(wiring[side], scope, node, name);
    return found?.isLinked === false ? found.value : undefined;
  };
  return (
    inner.length > 0 &&
    inner.every(({ from, to, name }) => {
      const value = valueAt('from', from, name);
      return value !== undefined && jsonEqual(value, valueAt('to', to, name));
    })
  );
}
