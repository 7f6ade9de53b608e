/** What kind of change a release was against the one that its environment held before. */

import { hasErrors } from '../../base/problem.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { type ChangeKind, kindOfChange } from '../../core/diff/change-kind.ts';
import { diffWorkflows } from '../../core/diff/diff.ts';
import type { Occupancy } from '../../core/promotion/history.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { Git } from '../../world/ports.ts';
import { folderOf } from '../project/folders.ts';

/** Two occupancies of one workflow in one environment, the earlier first. */
export interface Succession {
  readonly workflow: string;
  readonly environment: string;
  readonly before: Occupancy;
  readonly after: Occupancy;
}

/** Returns what is one for every environment that goes from the one release to the other. */
function keyOf({ workflow, before, after }: Succession): string {
  return `${workflow} ${before.release} ${after.release}`;
}

/**
 * Returns the kind of each, in order; undefined where a document cannot be read. One release under other names has drifted:
 * only where the releases differ are their documents read, all at once, and each pair once for all environments.
 */
export async function kindsOfChanges(
  successions: readonly Succession[],
  git: Git,
  commit: string,
): Promise<readonly (ChangeKind | undefined)[]> {
  const asked = new Map<string, Succession>();
  for (const each of successions) {
    if (each.before.release !== each.after.release && !asked.has(keyOf(each))) {
      asked.set(keyOf(each), each);
    }
  }
  const read = await readerOf(
    [...asked.values()].flatMap((each) => namesIn(each, commit)),
    git,
  );
  const catalogs = new Map<string, Catalog | undefined>();
  const kinds = new Map<string, ChangeKind | undefined>();
  for (const [key, each] of asked) {
    const [from, to] = [workflowAt(read, each, each.before), workflowAt(read, each, each.after)];
    if (from === undefined || to === undefined) continue;
    const recording = recordingName(each.environment, commit);
    if (!catalogs.has(recording)) {
      const text = read(recording);
      catalogs.set(recording, text === undefined ? undefined : parseEnvironment(text).catalog);
    }
    kinds.set(key, kindOfChange(diffWorkflows(from, to, catalogs.get(recording))));
  }
  return successions.map((each) =>
    each.before.release === each.after.release ? 'drift' : kinds.get(keyOf(each)),
  );
}

function namesIn(each: Succession, commit: string): readonly string[] {
  return [
    documentName(each, each.before),
    documentName(each, each.after),
    recordingName(each.environment, commit),
  ];
}

function documentName({ environment, workflow }: Succession, stay: Occupancy): string {
  return `${stay.lastCommit}:${folderOf(environment, workflow)}/workflow.json`;
}

function recordingName(environment: string, commit: string): string {
  return `${commit}:workflows/${environment}/environment.json`;
}

async function readerOf(
  names: readonly string[],
  git: Git,
): Promise<(name: string) => string | undefined> {
  if (names.length === 0) return () => undefined;
  const unique = [...new Set(names)];
  const missing = new Set(await git.missing(unique));
  const blobs = await git.blobs(unique.filter((name) => !missing.has(name)));
  return (name) => {
    const bytes = blobs.get(name);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
}

function workflowAt(read: (name: string) => string | undefined, each: Succession, stay: Occupancy) {
  const text = read(documentName(each, stay));
  if (text === undefined) return undefined;
  const { workflow, problems } = parseWorkflow(text);
  return hasErrors(problems) ? undefined : workflow;
}
