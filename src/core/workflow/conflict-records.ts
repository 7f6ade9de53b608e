/** What a merge left open: the records that it wrote into a workflow, and the problem that keeps such a file from being used. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';

/** Returns the records: of a canvas in `extra.comfypin`, of a prompt in `_meta.comfypin` of its nodes. */
export function conflictRecordsIn(workflow: JsonObject): readonly JsonObject[] {
  if (isJsonArray(member(workflow, 'nodes'))) return recordsAt(workflow, 'extra');
  return entriesOf(workflow).flatMap(([, node]) =>
    isJsonObject(node) ? recordsAt(node, '_meta') : [],
  );
}

function recordsAt(holder: JsonObject, key: string): readonly JsonObject[] {
  const records = memberOf(memberOf(member(holder, key), 'comfypin'), 'conflicts');
  return isJsonArray(records) ? records.filter(isJsonObject) : [];
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) ? member(value, key) : undefined;
}

/** Returns a problem where a merge left something open. */
export function unsettledConflicts(workflow: JsonObject, file: string): readonly Problem[] {
  const paths = conflictRecordsIn(workflow).map((each) => {
    const path = member(each, 'path');
    return typeof path === 'string' ? path : '?';
  });
  return paths.length === 0 ? [] : [problem('merge/unsettled', { file }, { file, paths })];
}
