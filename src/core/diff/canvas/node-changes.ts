/** From what differs between two matched nodes of a canvas to changes with their class. */

import { type Json, jsonEqual, jsonObject, member } from '../../../base/json.ts';
import type { Difference } from '../compare.ts';
import { pairsOf, valueNamed } from '../named-values.ts';
import { inputSpecOf, isSameNumber, roleOf, titleClass } from '../names.ts';
import { isSameBySaying } from '../options.ts';
import { foldReplaced } from '../replaced.ts';
import type { Change, ChangeClass, NodeName } from '../types.ts';
import { classOfField, classOfProperty, isNote } from './classes.ts';
import { traceOf } from './effects.ts';
import { isHandOn } from './get-set.ts';
import { isOff } from './modes.ts';
import { effectiveValue, isSameInside } from './promoted.ts';
import { type CanvasLink, type CanvasNode, modeOf, nodeIn, propertiesOf } from './scope.ts';
import { type Both, nameIn, sourceIn } from './sides.ts';
import { controlName } from './widgets.ts';

/** Returns the change for a node that came or went, with the links that did so with it. */
export function wholeNode(
  both: Both,
  kind: 'node-added' | 'node-removed',
  node: CanvasNode,
): Change {
  const isAdded = kind === 'node-added';
  const side = isAdded ? both.to : both.from;
  const links = (isAdded ? both.folded.added : both.folded.removed).get(node.id) ?? [];
  return {
    class: classOfWhole(both, node),
    kind,
    node: nameIn(both, side, node),
    content: jsonObject([
      ['class_type', node.type],
      ['inputs', jsonObject(pairsOf(node.widgets))],
      ['mode', modeOf(node)],
    ]),
    sources: node.links.flatMap((link) => {
      const source = sourceIn(both, side, link);
      return source === undefined ? [] : [{ input: link.input, source }];
    }),
    links,
  };
}

/** A virtual node that only hands on what it gets changes nothing that runs while every value keeps its source. */
function classOfWhole(both: Both, node: CanvasNode): ChangeClass {
  if (isNote(node.type)) return 'documentation';
  if (both.folded.rewiring.has(node.id)) return 'behaviour';
  if (isHandOn(node.type) || node.type === 'PrimitiveNode') return 'layout';
  return 'behaviour';
}

/** A node that is switched off is kept for later; what is inside a subgraph runs by its own modes on older pages. */
function isKeptOff({ wiring }: Both, ...nodes: readonly CanvasNode[]): boolean {
  return nodes.every((node) => {
    const isSubgraph = [wiring.from, wiring.to].some(({ scopes }) => scopes.has(node.type));
    return isOff(node) && !isSubgraph;
  });
}

/** Returns the changes of one node; links that came or went with another node are put there. */
export function nodeChanges(
  both: Both,
  left: CanvasNode,
  right: CanvasNode,
  differences: readonly Difference[],
): Change[] {
  const node = nameIn(both, both.to, right);
  const changes: Change[] = [];
  if (left.id !== right.id) {
    changes.push({
      class: 'layout',
      kind: 'node-renumbered',
      node,
      from: left.id,
      to: right.id,
    });
  }
  for (const { part, name } of differences) {
    if (part === 'meta') changes.push(propertyChange(node, left, right, name));
    else if (part === 'field') changes.push(fieldChange(both, left, right, name));
    else if (part === 'input') changes.push(inputChange(both, left, right, name));
    else {
      const change = linkChange(both, left, right, name);
      if (change !== undefined) changes.push(change);
    }
  }
  return foldReplaced(changes);
}

function values(from: Json | undefined, to: Json | undefined): { from?: Json; to?: Json } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function propertyChange(node: NodeName, left: CanvasNode, right: CanvasNode, name: string): Change {
  return {
    class: classOfProperty(name),
    kind: 'field-changed',
    node,
    path: ['properties', name],
    ...values(member(propertiesOf(left), name), member(propertiesOf(right), name)),
  };
}

function fieldChange(both: Both, left: CanvasNode, right: CanvasNode, name: string): Change {
  const node = nameIn(both, both.to, right);
  if (name === 'type') {
    const was = nameIn(both, both.from, left);
    return { class: 'behaviour', kind: 'node-replaced', node, was, inputs: [] };
  }
  if (name === 'title') {
    const [from, to] = [left.title, right.title];
    const side = values(from === '' ? undefined : from, to === '' ? undefined : to);
    return { class: titleClass(from, to), kind: 'title-changed', node, path: ['title'], ...side };
  }
  if (name === 'mode') {
    const side = { from: modeOf(left), to: modeOf(right) };
    const name = isNote(right.type) ? 'documentation' : 'behaviour';
    const effects = both.switched?.effectsOf({ from: left, to: right }) ?? [];
    const change = { class: name, kind: 'mode-changed', node, path: ['mode'], ...side } as const;
    return effects.length === 0 ? change : { ...change, effects };
  }
  return {
    class: classOfField(name),
    kind: 'field-changed',
    node,
    path: [name],
    ...values(member(left.raw, name), member(right.raw, name)),
  };
}

function inputChange(both: Both, left: CanvasNode, right: CanvasNode, input: string): Change {
  const node = nameIn(both, both.to, right);
  const [from, to] = [valueNamed(left.widgets, input), valueNamed(right.widgets, input)];
  const role = roleOf(input, [from, to], inputSpecOf(both.catalog, right.type, input));
  return {
    class: classOfValue(both, left, right, input),
    kind: 'input-changed',
    node,
    input,
    ...values(from, to),
    ...(role === undefined ? {} : { role }),
  };
}

/** A value under a link is not sent, and where one came or went the link tells of both; a seed that is drawn anew with each run, and how it is drawn, drift. */
function classOfValue(both: Both, left: CanvasNode, right: CanvasNode, input: string): ChangeClass {
  if (isNote(right.type)) return 'documentation';
  const linked = (node: CanvasNode) => node.links.some((link) => link.input === input);
  if (linked(left) || linked(right)) return 'view';
  if (left.volatile.has(input) && right.volatile.has(input)) return 'drift';
  const [from, to] = [valueNamed(left.widgets, input), valueNamed(right.widgets, input)];
  if (input === controlName || isSameBySaying(both.options, input, from, to)) return 'drift';
  if (isEmptySlot(input, from, to)) return 'drift';
  if (isSameInside(both, left, right, input)) return 'layout';
  const spec = inputSpecOf(both.catalog, right.type, input);
  return isSameNumber(spec, from, to) ? 'view' : 'behaviour';
}

/** A nameless value that is empty and came or went: a button or preview of another version of the node. */
function isEmptySlot(input: string, from: Json | undefined, to: Json | undefined): boolean {
  if (!input.startsWith('#') || (from !== undefined && to !== undefined)) return false;
  return [from, to].every((value) => value === undefined || value === '' || value === null);
}

/** Returns nothing where the link was folded into the node that came or went, or is told with a move. */
function linkChange(
  both: Both,
  left: CanvasNode,
  right: CanvasNode,
  input: string,
): Change | undefined {
  const node = nameIn(both, both.to, right);
  const before = left.links.find((link) => link.input === input);
  const after = right.links.find((link) => link.input === input);
  const fromSource = sourceIn(both, both.from, before);
  const toSource = sourceIn(both, both.to, after);
  const change = {
    input,
    ...values(endOf(left, before, input), endOf(right, after, input)),
    ...(fromSource === undefined ? {} : { fromSource }),
    ...(toSource === undefined ? {} : { toSource }),
  };
  const isQuiet =
    isKeptOff(both, left, right) && both.switched?.isPassed({ from: left, to: right }) === false;
  const isSame = isQuiet || hasSameEffect(both, left, right, input);
  const [was, now] = [
    nodeIn(both.from.scope, before?.origin ?? ''),
    nodeIn(both.to.scope, after?.origin ?? ''),
  ].map((origin) => (origin === undefined ? undefined : both.moved.get(origin)));
  // a link into the subgraph that its origin went into: its consumers inside are compared by themselves
  if (was === right.type || now === left.type) return undefined;
  const { added, removed, rewiring } = both.folded;
  const [come, gone] = [added.get(after?.origin ?? ''), removed.get(before?.origin ?? '')];
  const folds = come ?? gone;
  if (folds !== undefined) {
    if (!isSame) rewiring.add(come === undefined ? (before?.origin ?? '') : (after?.origin ?? ''));
    folds.push({ node, ...change });
    return undefined;
  }
  if (isSame && (was !== undefined || now !== undefined)) return undefined;
  return { class: isSame ? 'layout' : 'behaviour', kind: 'input-rewired', node, ...change };
}

/** Where a value comes from: a link, or the widget itself. */
function endOf(node: CanvasNode, link: CanvasLink | undefined, input: string): Json | undefined {
  return link === undefined ? valueNamed(node.widgets, input) : [link.origin, link.output];
}

/** True where the value still comes from the same node, or is the one that a PrimitiveNode gives or the subgraph's node shows. */
function hasSameEffect(both: Both, left: CanvasNode, right: CanvasNode, input: string): boolean {
  const before = left.links.find((link) => link.input === input);
  const after = right.links.find((link) => link.input === input);
  if (both.isSameOrigin(both.from.scope.id, before, both.to.scope.id, after)) return true;
  const valueIn = (on: 'from' | 'to', node: CanvasNode, link: CanvasLink | undefined) => {
    const side = both[on];
    const { value, isLinked } = effectiveValue(both.wiring[on], side.scope.id, node, input);
    if (!isLinked) return value;
    const origin = nodeIn(side.scope, link?.origin ?? '');
    return origin?.type === 'PrimitiveNode' ? origin.widgets.values[0] : undefined;
  };
  const isCut = (on: 'from' | 'to', link: CanvasLink | undefined) =>
    traceOf(both.wiring[on], both[on].scope.id, link).end === 'nothing';
  const [from, to] = [valueIn('from', left, before), valueIn('to', right, after)];
  if (from === undefined && to === undefined) return isCut('from', before) && isCut('to', after);
  return from !== undefined && to !== undefined && jsonEqual(from, to);
}
