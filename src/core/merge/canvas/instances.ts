/** Subgraph nodes have one slot for each slot of their definition, in its order: where the merge changed a definition, its nodes follow. */

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
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { definitionsOf } from '../../diff/canvas/scope.ts';
import { type Direction, readSide } from './read.ts';
import { ownKeys } from './slot-keys.ts';
import { rowOf } from './write.ts';

/** Returns the canvas; `before` are the definitions of both sides, those whose slots are the same in all need nothing. */
export function fitInstances(
  canvas: JsonObject,
  definitions: ReadonlyMap<string, JsonObject>,
  before: readonly ReadonlyMap<string, JsonObject>[],
): JsonObject {
  const isChanged = (id: string, definition: JsonObject) =>
    before.some((side) => {
      const was = side.get(id);
      return was !== undefined && slotNames(definition) !== slotNames(was);
    });
  const changed = new Map([...definitions].filter(([id, each]) => isChanged(id, each)));
  if (changed.size === 0) return canvas;
  const root = fitScope(canvas, '', changed);
  const holder = member(root, 'definitions');
  if (!isJsonObject(holder)) return root;
  const subgraphs = definitionsOf(root).map((each) =>
    fitScope(each, idOf(member(each, 'id')), changed),
  );
  return withMember(root, 'definitions', withMember(holder, 'subgraphs', subgraphs));
}

function slotNames(definition: JsonObject): string {
  return JSON.stringify([namesOf(definition, 'inputs'), namesOf(definition, 'outputs')]);
}

function namesOf(definition: JsonObject, direction: Direction): readonly string[] {
  return ownKeys(objectsIn(member(definition, direction)));
}

interface Fit {
  readonly slots: readonly JsonObject[];
  /** Old number → new one, absent where the slot is gone. */
  readonly places: ReadonlyMap<number, number>;
}

function fitScope(
  scope: JsonObject,
  id: string,
  definitions: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const side = readSide(scope, id);
  const fits = new Map<string, Record<Direction, Fit>>();
  for (const [nodeId, node] of side.nodes) {
    const definition = definitions.get(idOf(member(node, 'type')));
    if (definition === undefined) continue;
    fits.set(nodeId, {
      inputs: fitSlots(node, definition, 'inputs'),
      outputs: fitSlots(node, definition, 'outputs'),
    });
  }
  if (fits.size === 0) return scope;
  const nodes = [...side.nodes].map(([nodeId, node]) => {
    const fit = fits.get(nodeId);
    if (fit === undefined) return node;
    return withMember(withMember(node, 'inputs', fit.inputs.slots), 'outputs', fit.outputs.slots);
  });
  const rows = side.links.flatMap((link): Json[] => {
    const from = fits.get(link.origin)?.outputs.places;
    const to = fits.get(link.target)?.inputs.places;
    const originSlot = from === undefined ? link.originSlot : from.get(link.originSlot);
    const targetSlot = to === undefined ? link.targetSlot : to.get(link.targetSlot);
    if (originSlot === undefined || targetSlot === undefined) return [];
    const wire = {
      target: link.target,
      input: '',
      origin: link.origin,
      output: '',
      link,
      side: 'ours',
    } as const;
    return [
      rowOf({ id: link.id, wire, originSlot, targetSlot }, isJsonArray(link.row), link.parent),
    ];
  });
  const loose = side.loose.map((link) => link.row);
  return withMember(withMember(scope, 'nodes', nodes), 'links', [...rows, ...loose]);
}

/** Slots that both have, in the definition's order; what it lost stays at the end while it is linked, so that nothing is cut unseen. */
function fitSlots(node: JsonObject, definition: JsonObject, direction: Direction): Fit {
  const slots = objectsIn(member(node, direction));
  const keys = ownKeys(slots);
  const wanted = namesOf(definition, direction);
  const fresh = objectsIn(member(definition, direction));
  const places = new Map<number, number>();
  const fitted = wanted.map((key, to): JsonObject => {
    const from = keys.indexOf(key);
    const slot = slots[from];
    if (slot === undefined) return newSlot(fresh[to] ?? {}, direction);
    places.set(from, to);
    return slot;
  });
  slots.forEach((slot, from) => {
    if (places.has(from) || !isLinked(slot)) return;
    places.set(from, fitted.length);
    fitted.push(slot);
  });
  return { slots: fitted, places };
}

function isLinked(slot: JsonObject): boolean {
  const [link, links] = [member(slot, 'link'), member(slot, 'links')];
  return (link !== undefined && link !== null) || (isJsonArray(links) && links.length > 0);
}

function newSlot(slot: JsonObject, direction: Direction): JsonObject {
  const kept = entriesOf(slot).filter(([key]) =>
    ['name', 'label', 'type', 'localized_name'].includes(key),
  );
  return jsonObject([...kept, direction === 'inputs' ? ['link', null] : ['links', null]]);
}
