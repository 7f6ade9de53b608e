/** Links one input of a scope to another place, or to none; takes a node out with its links. Table and slots stay in step. */

import { isJsonArray, type Json, type JsonObject, member, withMember } from '../../../base/json.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import type { LinkSource } from '../types.ts';
import { countersOf } from './counter.ts';
import { inputsId, type Link, outputsId, readSide, type SideScope, slotsOf } from './read.ts';
import { ownKeys } from './slot-keys.ts';
import {
  borderWith,
  indexLinks,
  inputsWith,
  outputsWith,
  rowOf,
  type WrittenLink,
} from './write.ts';

/** Returns the scope with the input fed from there, undefined where one of the two is not there. */
export function rewired(
  scope: JsonObject,
  target: string,
  input: string,
  from: LinkSource | undefined,
): JsonObject | undefined {
  const side = readSide(scope, hasBorder(scope) ? 'definition' : '');
  const targetSlot = slotAt(side, target, 'inputs', input);
  if (targetSlot < 0) return undefined;
  const others = side.links.filter(
    (link) => link.target !== target || link.targetSlot !== targetSlot,
  );
  if (from === undefined) return written(scope, side, others.map(asWritten));
  const originSlot = slotAt(side, from.node, 'outputs', from.output);
  const origin = slotsOf(side, from.node, 'outputs')[originSlot];
  if (origin === undefined) return undefined;
  const there = side.links.find((link) => link.target === target && link.targetSlot === targetSlot);
  const id = there?.id ?? String(countersOf([scope]).links.next());
  const type = member(origin, 'type') ?? '*';
  const isList = side.links.length === 0 ? !hasBorder(scope) : isJsonArray(side.links[0]?.row);
  const row: Json = isList ? [Number(id), 0, 0, 0, 0, type] : { id: Number(id), type };
  const link: Link = { id, origin: from.node, originSlot, target, targetSlot, type, row };
  return written(scope, side, [...others, link].map(asWritten));
}

/** Returns the scope without the node and its links. */
export function withoutNode(scope: JsonObject, id: string): JsonObject {
  const side = readSide(scope, hasBorder(scope) ? 'definition' : '');
  const kept = side.links.filter((link) => link.origin !== id && link.target !== id);
  const left = objectsIn(member(scope, 'nodes')).filter((node) => idOf(member(node, 'id')) !== id);
  return written(withMember(scope, 'nodes', left), side, kept.map(asWritten));
}

function hasBorder(scope: JsonObject): boolean {
  return member(scope, 'inputNode') !== undefined;
}

function slotAt(side: SideScope, id: string, direction: 'inputs' | 'outputs', key: string): number {
  const slots = slotsOf(side, id, direction);
  const byId = id === inputsId || id === outputsId;
  const own = ownKeys(slots, byId).indexOf(key);
  return own >= 0 || !byId ? own : ownKeys(slots).indexOf(key);
}

function asWritten(link: Link): WrittenLink {
  const { id, origin, originSlot, target, targetSlot } = link;
  return {
    id,
    originSlot,
    targetSlot,
    wire: { target, input: '', origin, output: '', link, side: 'ours' },
  };
}

function written(scope: JsonObject, side: SideScope, links: readonly WrittenLink[]): JsonObject {
  const index = indexLinks(links);
  const nodes = objectsIn(member(scope, 'nodes')).map((node) => {
    const id = idOf(member(node, 'id'));
    const [inputs, outputs] = [member(node, 'inputs'), member(node, 'outputs')];
    const fed = isJsonArray(inputs)
      ? withMember(node, 'inputs', inputsWith(id, objectsIn(inputs), index))
      : node;
    return isJsonArray(outputs)
      ? withMember(fed, 'outputs', outputsWith(id, objectsIn(outputs), index))
      : fed;
  });
  const rows = links.map((link) =>
    rowOf(link, isJsonArray(link.wire.link.row), link.wire.link.parent),
  );
  const loose = side.loose.map((link) => link.row);
  const linked = withMember(withMember(scope, 'nodes', nodes), 'links', [...rows, ...loose]);
  if (!hasBorder(scope)) return linked;
  const inputs = borderWith(inputsId, objectsIn(member(scope, 'inputs')), index);
  const outputs = borderWith(outputsId, objectsIn(member(scope, 'outputs')), index);
  return withMember(withMember(linked, 'inputs', inputs), 'outputs', outputs);
}
