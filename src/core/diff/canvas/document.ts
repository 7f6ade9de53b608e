/** Changes outside of the nodes of a canvas: groups, and fields of the document. */

import {
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  keysOf,
  member,
} from '../../../base/json.ts';
import type { Change, ChangeClass } from '../types.ts';
import { classOfGroupField } from './classes.ts';
import { groupsOf, pairGroups, titleOf } from './groups.ts';

/** Compared as graphs, or rebuilt by the frontend. */
const elsewhere = new Set([
  'nodes',
  'links',
  'floatingLinks',
  'groups',
  'definitions',
  'last_node_id',
  'last_link_id',
  'state',
]);

/** Returns changes of the root's fields: what a canvas looked like when it was saved, and what saved it. */
export function documentChanges(from: JsonObject, to: JsonObject): Change[] {
  return fieldChanges(from, to, elsewhere).flatMap((change): Change[] => {
    const { path } = change;
    if (path[0] !== 'extra') return [documentChange('view', change)];
    const before = change.from !== undefined && isJsonObject(change.from) ? change.from : {};
    const after = change.to !== undefined && isJsonObject(change.to) ? change.to : {};
    return fieldChanges(before, after, new Set(['linkExtensions', 'reroutes'])).map((inner) => {
      // links that the node pack "Use Everywhere" draws anew at each save
      const name = inner.path[0] === 'ue_links' ? 'drift' : 'view';
      return documentChange(name, { ...inner, path: ['extra', ...inner.path] });
    });
  });
}

/** Returns changes of the groups of one scope. */
export function groupChanges(from: JsonObject, to: JsonObject, scope: string): Change[] {
  const common = { kind: 'group-changed', ...(scope === '' ? {} : { scope }) } as const;
  return pairGroups(groupsOf(from), groupsOf(to)).flatMap(([left, right]): Change[] => {
    if (left === undefined || right === undefined) {
      const title = member(right ?? left ?? {}, 'title') ?? '';
      const side = right === undefined ? { from: title } : { to: title };
      return [{ ...common, class: 'documentation', path: [titleOf(right ?? left)], ...side }];
    }
    return fieldChanges(left, right, new Set(['id'])).map(
      (change): Change => ({
        ...common,
        ...change,
        class: classOfGroupField(change.path[0] ?? ''),
        path: [titleOf(right), ...change.path],
      }),
    );
  });
}

interface FieldChange {
  readonly path: readonly string[];
  readonly from?: Json;
  readonly to?: Json;
}

function documentChange(name: ChangeClass, change: FieldChange): Change {
  return { class: name, kind: 'document-changed', ...change };
}

function fieldChanges(
  from: JsonObject,
  to: JsonObject,
  without: ReadonlySet<string>,
): FieldChange[] {
  return [...new Set([...keysOf(from), ...keysOf(to)])].flatMap((key): FieldChange[] => {
    const [before, after] = [member(from, key), member(to, key)];
    if (without.has(key) || jsonEqual(before, after)) return [];
    return [
      {
        path: [key],
        ...(before === undefined ? {} : { from: before }),
        ...(after === undefined ? {} : { to: after }),
      },
    ];
  });
}
