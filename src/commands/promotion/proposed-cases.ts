/** The smoke cases that a promotion brings along, read from git. */

import type { Files } from '../../core/promotion/facts.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import {
  areCasesProposed,
  type CaseChange,
  type CaseFiles,
  isSmokeFile,
} from '../../core/promotion/smoke-files.ts';
import type { Git, LineChange } from '../../world/ports.ts';
import { filesAt } from '../environment/target.ts';

/** Returns the files of the environment before; empty where the environment keeps its own. History is read only where they differ. */
export async function proposedCases(
  git: Git,
  revision: string,
  workflow: string,
  { before, environment }: { readonly before: string; readonly environment: string },
): Promise<Files> {
  const source = slotFolder(workflow, before);
  const [own, theirs] = [
    await caseFilesAt(git, revision, slotFolder(workflow, environment)),
    await caseFilesAt(git, revision, source),
  ];
  if (theirs.size === 0) return new Map();
  const isProposed =
    areCasesProposed(own, theirs, []) ||
    areCasesProposed(own, theirs, await caseChanges(git, revision, source));
  if (!isProposed) return new Map();
  return new Map([...(await filesAt(git, revision, source))].filter(([path]) => isSmokeFile(path)));
}

async function caseFilesAt(git: Git, revision: string, folder: string): Promise<CaseFiles> {
  const entries = await git.tree(revision, folder);
  return new Map(
    entries
      .map(({ path, id }) => [path.slice(folder.length + 1), id] as const)
      .filter(([path]) => isSmokeFile(path)),
  );
}

async function caseChanges(git: Git, revision: string, folder: string): Promise<CaseChange[]> {
  const line = await lineOf(git, revision);
  return line.map(({ files }) =>
    files
      .filter((file) => file.path.startsWith(`${folder}/`))
      .map((file) => ({ ...file, path: file.path.slice(folder.length + 1) }))
      .filter((file) => isSmokeFile(file.path)),
  );
}

/** One reading serves all workflows; it lives as long as the repository's git is held. */
const lines = new WeakMap<Git, Map<string, Promise<readonly LineChange[]>>>();

function lineOf(git: Git, revision: string): Promise<readonly LineChange[]> {
  const known = lines.get(git) ?? new Map<string, Promise<readonly LineChange[]>>();
  lines.set(git, known);
  const line = known.get(revision) ?? git.lineChanges(revision, 'workflows');
  known.set(revision, line);
  return line;
}
