/** Workflows and environments by the paths of their pins. */

import { type Digest, isDigest } from '../../base/digest.ts';
import { isJsonObject, type Json, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { compareText } from '../../base/order.ts';
import type { Slot } from './facts.ts';
import { foldHistory, type PinChange, type PinnedDigests } from './history.ts';

const workflowName = /^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)?$/;

/** Returns the workflow and environment whose pin stands at the path; a folder of assets or smoke cases is no workflow. */
export function slotOfPin(path: string): { workflow: string; environment: string } | undefined {
  const match = /^workflows\/([^/]+)\/(.+)\/pin\.json$/.exec(path);
  const [, environment, workflow] = match ?? [];
  if (environment === undefined || workflow === undefined) return undefined;
  return isWorkflowName(workflow) && !/\/(assets|smoke)$/.test(workflow)
    ? { workflow, environment }
    : undefined;
}

export function isWorkflowName(text: string): boolean {
  return workflowName.test(text);
}

/** Returns the folder of a workflow in an environment, without a slash at the end. */
export function slotFolder(workflow: string, environment: string): string {
  return `workflows/${environment}/${workflow}`;
}

/** Reads the two digests that history needs, of any format of pin.json; undefined where the text names none. */
export function pinnedDigestsOf(text: string): PinnedDigests | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const digests = member(parsed.value, 'digests');
  const release = digestIn(digests, 'release');
  const rendering = digestIn(digests, 'rendering');
  return release === undefined || rendering === undefined ? undefined : { release, rendering };
}

function digestIn(digests: Json | undefined, name: string): Digest | undefined {
  const value = isJsonObject(digests) ? member(digests, name) : undefined;
  return isDigest(value) ? value : undefined;
}

/** One commit that touched a pin. */
export interface SlotChange extends PinChange {
  readonly workflow: string;
  readonly environment: string;
}

/** Sorts the changes of all pins, oldest first, into one history per workflow and environment. */
export function slotsOf(changes: readonly SlotChange[]): readonly Slot[] {
  const groups = new Map<string, SlotChange[]>();
  for (const change of changes) {
    const key = `${change.workflow}@${change.environment}`;
    const group = groups.get(key) ?? [];
    group.push(change);
    groups.set(key, group);
  }
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const { workflow, environment } = first;
      return [{ workflow, environment, history: foldHistory(group) }];
    });
}
