/** Reads conflicts back from the records that a merge wrote into a workflow. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { conflictRecordsIn } from '../workflow/conflict-records.ts';
import { type Conflict, type ConflictKind, conflictKinds } from './types.ts';

export interface OpenConflict extends Conflict {
  /** Id of the red group around the node. */
  readonly group?: number;
}

/** Returns the open conflicts in their order; records that are none are left out. */
export function openConflicts(workflow: JsonObject): readonly OpenConflict[] {
  return conflictRecordsIn(workflow).flatMap((record) => readRecord(record) ?? []);
}

function readRecord(record: JsonObject): OpenConflict | undefined {
  const [kind, path] = [member(record, 'kind'), member(record, 'path')];
  if (typeof path !== 'string' || !isKind(kind)) return undefined;
  const node = member(record, 'node');
  const [id, type] = isJsonObject(node) ? [member(node, 'id'), member(node, 'type')] : [];
  const [position, group, removedBy] = [
    member(record, 'position'),
    member(record, 'group'),
    member(record, 'removedBy'),
  ];
  const title = isJsonObject(node) ? member(node, 'title') : undefined;
  const named = typeof title === 'string' ? { title } : {};
  const hasNode = typeof id === 'string' && typeof type === 'string';
  return {
    kind,
    path,
    ...textAt(record, 'scope'),
    ...textAt(record, 'field'),
    ...textAt(record, 'reason'),
    ...textAt(record, 'movedInto'),
    ...(hasNode ? { node: { id, type, ...named } } : {}),
    ...valuesOf(record),
    ...(removedBy === 'ours' || removedBy === 'theirs' ? { removedBy } : {}),
    ...(typeof position === 'number' ? { position } : {}),
    ...(typeof group === 'number' ? { group } : {}),
    ...listAt(record, 'changed'),
    ...stepsOf(record),
  };
}

function isKind(value: Json | undefined): value is ConflictKind {
  return typeof value === 'string' && (conflictKinds as readonly string[]).includes(value);
}

function textAt<K extends 'scope' | 'field' | 'reason' | 'movedInto'>(
  record: JsonObject,
  key: K,
): { readonly [P in K]?: string } {
  const value = member(record, key);
  return (typeof value === 'string' ? { [key]: value } : {}) as { readonly [P in K]?: string };
}

function listAt(record: JsonObject, key: 'changed'): Pick<Conflict, 'changed'> {
  const value = member(record, key);
  if (!isJsonArray(value)) return {};
  return { changed: value.filter((each) => typeof each === 'string') };
}

function valuesOf(record: JsonObject): Pick<Conflict, 'base' | 'ours' | 'theirs'> {
  const values = (['base', 'ours', 'theirs'] as const).flatMap((side) => {
    const value = member(record, side);
    return value === undefined ? [] : [[side, value] as const];
  });
  return Object.fromEntries(values);
}

/** Steps were written by us; a file that was changed by hand fails where they are taken, not here. */
function stepsOf(record: JsonObject): Pick<Conflict, 'steps'> {
  const steps = member(record, 'steps');
  return isJsonObject(steps) ? { steps: steps as unknown as NonNullable<Conflict['steps']> } : {};
}
