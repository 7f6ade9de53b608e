/** Where a reader of the file finds a difference: the line of the first node in it that changed. */

import { isJsonArray, type JsonObject, member } from '../../base/json.ts';
import { placeInJson } from '../../base/json-place.ts';
import { idOf, objectsIn } from './canvas/ids.ts';
import { definitionsOf } from './canvas/scope.ts';
import type { Workflow } from './diff.ts';
import type { NodeName, WorkflowDiff } from './types.ts';

/** Returns the line, counted from 1, of the workflow's text; undefined where nothing of what is left changed. */
export function lineOfChange(
  text: string,
  workflow: Workflow,
  { changes }: Pick<WorkflowDiff, 'changes'>,
): number | undefined {
  for (const change of changes) {
    if (!('node' in change) || change.kind === 'node-removed') continue;
    const path = pathOf(change.node, workflow as unknown as JsonObject);
    if (path !== undefined) return placeInJson(text, path).line;
  }
  return undefined;
}

function pathOf({ scope, id }: NodeName, workflow: JsonObject): (string | number)[] | undefined {
  if (!isJsonArray(member(workflow, 'nodes')))
    return Object.hasOwn(workflow, id) ? [id] : undefined;
  const definitions = definitionsOf(workflow);
  const at = definitions.findIndex((each) => idOf(member(each, 'id')) === scope);
  const holder = scope === undefined ? workflow : definitions[at];
  if (holder === undefined) return undefined;
  const node = objectsIn(member(holder, 'nodes')).findIndex(
    (each) => idOf(member(each, 'id')) === id,
  );
  if (node < 0) return undefined;
  return [...(scope === undefined ? [] : ['definitions', 'subgraphs', at]), 'nodes', node];
}
