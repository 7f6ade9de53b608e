/** Which subgraph definition of which version is which, and which of them the merge still has. */

import { digestOf } from '../../../base/digest.ts';
import { type JsonObject, jsonEqual, member } from '../../../base/json.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { definitionsOf, type Scope } from '../../diff/canvas/scope.ts';
import type { Three } from '../types.ts';
import { isEdited, nodesById } from './existence.ts';

/** Returns ids of base and theirs → ids in the merge; ours keep theirs. */
export function definitionIds(canvases: Three<JsonObject>) {
  const ours = byId(canvases.ours);
  const theirs = byId(canvases.theirs);
  const base = byId(canvases.base);
  const inOurs = pairs(base, ours);
  const inTheirs = pairs(base, theirs);
  const ids = { base: new Map<string, string>(), theirs: new Map<string, string>() };
  for (const id of base.keys()) {
    const merged = inOurs.get(id) ?? inTheirs.get(id) ?? id;
    ids.base.set(id, merged);
    const there = inTheirs.get(id);
    if (there !== undefined) ids.theirs.set(there, merged);
  }
  for (const [id, definition] of theirs) {
    if (ids.theirs.has(id)) continue;
    const same = ours.get(id);
    const collides = same !== undefined && !jsonEqual(same, definition);
    ids.theirs.set(id, collides ? anotherId(definition) : id);
  }
  return ids;
}

/** An id in the form of a UUID that follows from the content: the same merge gives the same id. */
function anotherId(definition: JsonObject): string {
  const hex = digestOf('subgraph/v1', definition).replace(/^sha256:/, '');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}

type Definitions = ReadonlyMap<string, JsonObject>;

export function byId(canvas: JsonObject): Definitions {
  return new Map(definitionsOf(canvas).map((each) => [idOf(member(each, 'id')), each]));
}

/** By id, then by name and slots where only one on each side has them. */
function pairs(base: Definitions, side: Definitions): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const id of base.keys()) if (side.has(id)) found.set(id, id);
  const left = [...base].filter(([id]) => !found.has(id));
  const right = [...side].filter(([id]) => !base.has(id));
  for (const [id, definition] of left) {
    const face = faceOf(definition);
    const [only, ...more] = right.filter(([, each]) => faceOf(each) === face);
    const isAlone = left.filter(([, each]) => faceOf(each) === face).length === 1;
    if (only !== undefined && more.length === 0 && isAlone) found.set(id, only[0]);
  }
  return found;
}

function faceOf(definition: JsonObject): string {
  const names = (['inputs', 'outputs'] as const).map((key) =>
    objectsIn(member(definition, key)).map((slot) => String(member(slot, 'name') ?? '')),
  );
  return JSON.stringify([String(member(definition, 'name') ?? ''), ...names]);
}

/** Returns the definitions that a side changed inside, directly or in one that they use. */
export function editedDefinitions(
  base: readonly Scope[],
  side: readonly Scope[],
): ReadonlySet<string> {
  const before = new Map(base.map((scope) => [scope.id, scope]));
  const edited = new Set(
    side.flatMap((scope) => {
      const was = before.get(scope.id);
      return scope.id !== '' && was !== undefined && isScopeEdited(was, scope) ? [scope.id] : [];
    }),
  );
  for (let size = -1; size !== edited.size; ) {
    size = edited.size;
    for (const scope of side) {
      if (scope.id !== '' && scope.nodes.some((node) => edited.has(node.type)))
        edited.add(scope.id);
    }
  }
  return edited;
}

function isScopeEdited(before: Scope, after: Scope): boolean {
  const nodes = nodesById(before);
  return (
    before.nodes.length !== after.nodes.length ||
    after.nodes.some((node) => {
      const was = nodes.get(node.id);
      return was === undefined || isEdited(was, node);
    })
  );
}

/** Returns the ids of the definitions that the nodes of the root use, directly or through others. */
export function usedDefinitions(
  root: JsonObject,
  definitions: ReadonlyMap<string, JsonObject>,
): ReadonlySet<string> {
  const used = new Set<string>();
  const open = [root];
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    for (const node of objectsIn(member(scope, 'nodes'))) {
      const type = idOf(member(node, 'type'));
      const definition = definitions.get(type);
      if (definition === undefined || used.has(type)) continue;
      used.add(type);
      open.push(definition);
    }
  }
  return used;
}
