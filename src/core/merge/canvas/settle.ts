/** Writes what was chosen for one conflict of a canvas. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  withMember,
} from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { definitionsOf } from '../../diff/canvas/scope.ts';
import { widgetReader } from '../../diff/canvas/widgets.ts';
import { chosenValue, kept, withValue } from '../settle-prompt.ts';
import type { Choice, Conflict, LinkSource, Settlement } from '../types.ts';
import { outputsId } from './read.ts';
import { rewired, withoutNode } from './rewire.ts';
import { ownKeys } from './slot-keys.ts';

/** Returns the canvas, or one sentence on what can be chosen instead. */
export function settleInCanvas(
  canvas: JsonObject,
  conflict: Conflict,
  choice: Choice,
  catalog: Catalog | undefined,
): JsonObject | string {
  const scope = scopeOf(canvas, conflict.scope);
  if (scope === undefined)
    return 'Take one side whole with git: its subgraph is not there any more.';
  const next = settleInScope(scope, conflict, choice, catalog);
  return typeof next === 'string' ? next : withScope(canvas, conflict.scope, next);
}

function settleInScope(
  scope: JsonObject,
  conflict: Conflict,
  choice: Choice,
  catalog: Catalog | undefined,
): JsonObject | string {
  const value = chosenValue(conflict, choice);
  switch (conflict.kind) {
    case 'removed':
      return settleRemoval(scope, conflict, choice);
    case 'link':
    case 'cycle':
      return settleLink(scope, conflict, value, catalog);
    case 'group':
      return settleGroup(scope, conflict, choice, value);
    case 'value':
      return changeNode(scope, conflict, (node) => withWidget(node, conflict, value, catalog));
    case 'mode':
    case 'title':
    case 'field':
      if (conflict.node === undefined) return withValue(scope, conflict.field ?? 'name', value);
      return changeNode(scope, conflict, (node) => withField(node, conflict.field ?? '', value));
    case 'interface':
      if (conflict.node === undefined) return settleSlot(scope, conflict, value);
      return changeNode(scope, conflict, (node) => settleSlot(node, conflict, value));
    default:
      return kept(scope, choice);
  }
}

function scopeOf(canvas: JsonObject, id: string | undefined): JsonObject | undefined {
  if (id === undefined) return canvas;
  return definitionsOf(canvas).find((each) => idOf(member(each, 'id')) === id);
}

function withScope(canvas: JsonObject, id: string | undefined, scope: JsonObject): JsonObject {
  const holder = member(canvas, 'definitions');
  if (id === undefined || !isJsonObject(holder)) return scope;
  const subgraphs = definitionsOf(canvas).map((each) =>
    idOf(member(each, 'id')) === id ? scope : each,
  );
  return withMember(canvas, 'definitions', withMember(holder, 'subgraphs', subgraphs));
}

function changeNode(
  scope: JsonObject,
  conflict: Conflict,
  change: (node: JsonObject) => JsonObject | string,
): JsonObject | string {
  let problem: string | undefined = 'The node is not there any more: take ours.';
  const nodes = objectsIn(member(scope, 'nodes')).map((node) => {
    if (idOf(member(node, 'id')) !== conflict.node?.id) return node;
    const changed = change(node);
    problem = typeof changed === 'string' ? changed : undefined;
    return typeof changed === 'string' ? node : changed;
  });
  return problem ?? withMember(scope, 'nodes', nodes);
}

function withField(node: JsonObject, field: string, value: Json | undefined): JsonObject {
  const [first = '', ...rest] = field.split('.');
  if (first !== 'properties' || rest.length === 0) return withValue(node, field, value);
  const holder = member(node, first);
  const changed = withValue(isJsonObject(holder) ? holder : jsonObject([]), rest.join('.'), value);
  return withMember(node, first, changed);
}

/** A widget stands where the merge found it, as long as nobody changed the list since. */
function withWidget(
  node: JsonObject,
  conflict: Conflict,
  value: Json | undefined,
  catalog: Catalog | undefined,
): JsonObject | string {
  const field = conflict.field ?? '';
  const values = member(node, 'widgets_values');
  const named = member(node, 'widgets_values_named');
  const both = (changed: JsonObject) =>
    isJsonObject(named) && Object.hasOwn(named, field) && value !== undefined
      ? withMember(changed, 'widgets_values_named', withMember(named, field, value))
      : changed;
  if (field === 'widgets_values') return withValue(node, field, value);
  if (isJsonObject(values))
    return both(withMember(node, 'widgets_values', withValue(values, field, value)));
  if (!isJsonArray(values)) return 'The node has no such widget any more: take ours.';
  const { names } = widgetReader([node], catalog)(node).values;
  const at = conflict.position ?? names.indexOf(field);
  if (at < 0 || at >= values.length || value === undefined) {
    return 'Take ours, and set the widget in ComfyUI: one side has no such widget.';
  }
  return both(
    withMember(
      node,
      'widgets_values',
      values.map((each, index) => (index === at ? value : each)),
    ),
  );
}

function sourceIn(value: Json | undefined): LinkSource | undefined {
  if (!isJsonObject(value) || member(value, 'output') === undefined) return undefined;
  return { node: idOf(member(value, 'node')), output: String(member(value, 'output') ?? '') };
}

function settleLink(
  scope: JsonObject,
  conflict: Conflict,
  value: Json | undefined,
  catalog: Catalog | undefined,
): JsonObject | string {
  const target = conflict.node?.id ?? outputsId;
  const source = sourceIn(value);
  const linked = rewired(scope, target, conflict.field ?? '', source);
  if (linked === undefined)
    return 'The node that this link came from is not there any more: take another side.';
  if (source !== undefined || value === undefined) return linked;
  const set = changeNode(linked, conflict, (node) => withWidget(node, conflict, value, catalog));
  return typeof set === 'string' ? 'A link is no value: take ours, theirs or base.' : set;
}

function settleRemoval(scope: JsonObject, conflict: Conflict, choice: Choice): JsonObject | string {
  const steps =
    'take' in choice && choice.take !== 'base' ? conflict.steps?.[choice.take] : undefined;
  if (steps === undefined) return 'Take ours or theirs.';
  return steps.reduce<JsonObject>((now, step) => take(now, step), scope);
}

/** A step that cannot be taken any more leaves the scope as it is: what it was about is gone. */
function take(scope: JsonObject, step: Settlement): JsonObject {
  if ('remove' in step) return withoutNode(scope, step.remove);
  if ('mode' in step) {
    const nodes = objectsIn(member(scope, 'nodes')).map((node) =>
      idOf(member(node, 'id')) === step.node ? withMember(node, 'mode', step.mode) : node,
    );
    return withMember(scope, 'nodes', nodes);
  }
  return 'link' in step ? (rewired(scope, step.node, step.link, step.from) ?? scope) : scope;
}

function settleGroup(
  scope: JsonObject,
  conflict: Conflict,
  choice: Choice,
  value: Json | undefined,
): JsonObject | string {
  const key = conflict.path.slice(conflict.path.indexOf('group:') + 'group:'.length);
  const isThis = (group: JsonObject) => {
    const id = idOf(member(group, 'id'));
    return id === ''
      ? key.startsWith(`title ${String(member(group, 'title') ?? '')}`)
      : key === `id ${id}`;
  };
  const isGone = 'take' in choice && conflict.field === 'removed' && value === undefined;
  const groups = objectsIn(member(scope, 'groups')).flatMap((group) => {
    if (!isThis(group)) return [group];
    return isGone ? [] : [withValue(group, 'title', value)];
  });
  return withMember(scope, 'groups', groups);
}

/** The field is `inputs/KEY/label`, of a definition or of a node; a key may hold anything. */
function settleSlot(holder: JsonObject, conflict: Conflict, value: Json | undefined): JsonObject {
  const words = conflict.field ?? '';
  const [first, last] = [words.indexOf('/'), words.lastIndexOf('/')];
  const [list, key, field] = [
    words.slice(0, first),
    words.slice(first + 1, last),
    words.slice(last + 1),
  ];
  const slots = objectsIn(member(holder, list));
  const keys = ownKeys(slots, conflict.node === undefined);
  const settled = slots.map((slot, at) =>
    keys[at] === key ? withValue(slot, field, value) : slot,
  );
  return jsonObject([...entriesOf(holder), [list, settled]]);
}
