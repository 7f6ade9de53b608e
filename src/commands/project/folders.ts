/** The folders `workflows/<env>/<name>` of a project: which there are and what is in them, on the disk or in a revision. */

import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { matchesGlob } from '../../core/promotion/glob.ts';
import type { WorkflowFiles } from '../../core/promotion/release-files.ts';
import type { Disk, Git } from '../../world/ports.ts';

/** One state of the folder `workflows`: that on the disk, or that of a revision. */
export interface Folders {
  /** Names of an environment's workflows, sorted; `acme/hero` inside of a group. */
  readonly names: (environment: string) => Promise<readonly string[]>;
  /** All files of a workflow, or undefined where there is none. */
  readonly files: (environment: string, name: string) => Promise<WorkflowFiles | undefined>;
  /** The text of environment.json. */
  readonly recording: (environment: string) => Promise<string | undefined>;
}

const recordingFile = 'environment.json';
const markers = ['workflow.json', 'canvas.json', 'pin.json'];
const namePattern = /^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)?$/;

/** True for what may be a workflow's name: one level of grouping, lower case, digits, `_` and `-`. */
export function isWorkflowName(name: string): boolean {
  return namePattern.test(name);
}

/** Returns the folder of a workflow relative to the top. */
export function folderOf(environment: string, name: string): string {
  return `workflows/${environment}/${name}`;
}

/** Returns the folders as they stand on the disk; links and special files are left out. */
export function foldersOnDisk(disk: Disk, top: string): Folders {
  const filesBelow = async (path: string): Promise<ReadonlyMap<string, string>> => {
    const found = new Map<string, string>();
    const entries = [...((await disk.list(path)) ?? [])];
    entries.sort((a, b) => compareText(a.name, b.name));
    for (const { name, kind } of entries) {
      if (kind === 'file') found.set(name, join(path, name));
      if (kind !== 'folder') continue;
      for (const [inner, full] of await filesBelow(join(path, name))) {
        found.set(`${name}/${inner}`, full);
      }
    }
    return found;
  };
  return {
    names: async (environment) =>
      namesIn([...(await filesBelow(join(top, 'workflows', environment))).keys()]),
    files: async (environment, name) => {
      const files = new Map<string, Uint8Array>();
      for (const [path, full] of await filesBelow(join(top, folderOf(environment, name)))) {
        const bytes = await disk.read(full);
        if (bytes !== undefined) files.set(path, bytes);
      }
      return files.size === 0 ? undefined : files;
    },
    recording: async (environment) => {
      const bytes = await disk.read(join(top, 'workflows', environment, recordingFile));
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
  };
}

/** Returns the folders as they stand in a revision; its tree is read once, blobs when asked for. */
export async function foldersAt(git: Git, revision: string): Promise<Folders> {
  const entries = (await git.tree(revision, 'workflows')).filter(({ mode }) =>
    mode.startsWith('100'),
  );
  const below = (folder: string): [string, string][] =>
    entries
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(({ path, id }) => [path.slice(folder.length + 1), id]);
  return {
    names: async (environment) => namesIn(below(`workflows/${environment}`).map(([path]) => path)),
    files: async (environment, name) => {
      const found = below(folderOf(environment, name));
      if (found.length === 0) return undefined;
      const blobs = await git.blobs([...new Set(found.map(([, id]) => id))]);
      return new Map(found.map(([path, id]) => [path, blobs.get(id) ?? new Uint8Array()]));
    },
    recording: async (environment) => {
      const id = entries.find(
        ({ path }) => path === `workflows/${environment}/${recordingFile}`,
      )?.id;
      const bytes = id === undefined ? undefined : (await git.blobs([id])).get(id);
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    },
  };
}

/** A folder is a workflow where one of its marking files stands in it; what is below one belongs to it. */
function namesIn(paths: readonly string[]): readonly string[] {
  const folders = paths
    .filter((path) => markers.includes(path.split('/').at(-1) ?? ''))
    .map((path) => path.split('/').slice(0, -1).join('/'))
    .filter((folder) => folder !== '');
  const names = [...new Set(folders)].filter(
    (folder) => !folders.some((other) => folder.startsWith(`${other}/`)),
  );
  return names.sort(compareNatural);
}

/** Returns the recorded catalog of an environment; a Failure that says how to record where there is none. */
export async function recordedCatalog(folders: Folders, environment: string): Promise<Catalog> {
  const text = await folders.recording(environment);
  if (text === undefined) throw new Failure(problem('pin/no-recording', {}, { environment }));
  const file = `workflows/${environment}/${recordingFile}`;
  const { catalog, problems } = parseEnvironment(text, file);
  if (hasErrors(problems)) throw new Failure(problems);
  return catalog;
}

/** Returns the names that the words of a command line mean in an environment: all without words; `*` and `?` are globs. */
export async function chosenNames(
  folders: Folders,
  environment: string,
  words: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly problems: readonly Problem[] }> {
  const known = await folders.names(environment);
  if (words.length === 0) return { names: known, problems: [] };
  const problems: Problem[] = [];
  const chosen = new Set<string>();
  for (const word of words) {
    const found = known.filter((name) => matchesGlob(word, name));
    for (const name of found) chosen.add(name);
    if (found.length > 0) continue;
    const nearest = nearestName(word, known);
    problems.push(problem('pin/unknown-workflow', {}, { name: word, environment, nearest }));
  }
  return { names: known.filter((name) => chosen.has(name)), problems };
}
