/** Reads the workflow that a word on the command line names: a file, NAME@ENV, or REV:PATH. */

import { dirname, isAbsolute, join, relative } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { hasErrors, problem } from '../../base/problem.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Workflow } from '../../core/diff/diff.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';

export interface NamedDocument {
  /** As the person wrote it. */
  readonly word: string;
  readonly format: 'api' | 'canvas';
  readonly workflow: Workflow;
  /** Absolute path where the file stands or stood. */
  readonly path: string;
  /** Text of the contract.yaml beside it, where there is one. */
  readonly contract?: string;
  /** From the environment.json beside it, where there is one. */
  readonly catalog?: Catalog;
  /** Whose folder it stands in, for a file of `workflows/<env>/…` */
  readonly environment?: string;
}

interface Found {
  readonly bytes: Uint8Array;
  /** Absolute path where the file stands or stood. */
  readonly path: string;
}

export type DocumentFile = 'workflow.json' | 'canvas.json';

/** Returns the document; a Failure where there is none or it cannot be read. `file` is taken of a folder. */
export async function readDocument(
  word: string,
  world: World,
  file: DocumentFile = 'workflow.json',
): Promise<NamedDocument> {
  const found = await findDocument(word, world, file);
  const text = new TextDecoder().decode(found.bytes);
  const { format, workflow, problems } = parseWorkflow(text, word);
  if (workflow === undefined || hasErrors(problems)) throw new Failure(problems);
  const catalog = await catalogBeside(found.path, world);
  const beside = await world.disk.read(join(dirname(found.path), 'contract.yaml'));
  const contract = beside === undefined ? {} : { contract: new TextDecoder().decode(beside) };
  const environment = /[\\/]workflows[\\/]([^\\/]+)[\\/]/.exec(found.path)?.[1];
  return {
    word,
    format,
    workflow,
    ...contract,
    path: found.path,
    ...(catalog === undefined ? {} : { catalog }),
    ...(environment === undefined ? {} : { environment }),
  };
}

async function findDocument(word: string, world: World, file: DocumentFile): Promise<Found> {
  const tried: string[] = [];
  const path = isAbsolute(word) ? word : join(world.folder, word);
  for (const each of [path, join(path, file)]) {
    const isFolder = (await world.disk.list(each)) !== undefined;
    const bytes = isFolder ? undefined : await world.disk.read(each);
    if (bytes !== undefined) return { bytes, path: each };
  }
  tried.push(`the file ${word}`);
  const git = await world.git(world.folder);
  const found =
    (await findByEnvironment(word, world, git, file, tried)) ??
    (await findByRevision(word, git, tried));
  if (found === undefined) throw new Failure(problem('cli/no-document', {}, { word, tried }));
  return found;
}

const nameAtEnvironment = /^([a-z0-9][a-z0-9_/-]*)@([a-z0-9][a-z0-9_-]*)(?:~(\d{1,3}))?$/;

/** `hero@dev` is the file as it stands here; `hero@dev~1` the committed one before its last change. */
async function findByEnvironment(
  word: string,
  world: World,
  git: Git | undefined,
  file: DocumentFile,
  tried: string[],
): Promise<Found | undefined> {
  const [, name, environment, back] = nameAtEnvironment.exec(word) ?? [];
  if (name === undefined || environment === undefined) return undefined;
  const top = git?.top ?? world.folder;
  const path = `workflows/${environment}/${name}/${file}`;
  tried.push(back === undefined ? path : `${path}, ${back} changes back`);
  if (back === undefined) {
    const bytes = await world.disk.read(join(top, path));
    return bytes === undefined ? undefined : { bytes, path: join(top, path) };
  }
  const head = await git?.resolve('HEAD');
  if (git === undefined || head === undefined) return undefined;
  const limit = Number(back) + 1;
  const commits = await git.log({ from: head, paths: [path], firstParent: true, limit });
  const commit = commits[limit - 1];
  return commit === undefined ? undefined : readBlob(git, commit.id, path);
}

async function findByRevision(
  word: string,
  git: Git | undefined,
  tried: string[],
): Promise<Found | undefined> {
  const colon = word.indexOf(':');
  if (git === undefined || colon <= 0 || word.startsWith('-')) return undefined;
  const [revision, path] = [word.slice(0, colon), word.slice(colon + 1)];
  tried.push(`${path} in the revision ${revision}`);
  const commit = await git.resolve(revision);
  return commit === undefined ? undefined : readBlob(git, commit, path);
}

async function readBlob(git: Git, commit: string, path: string): Promise<Found | undefined> {
  const entry = (await git.tree(commit, path)).find((each) => each.path === path);
  if (entry === undefined) return undefined;
  const bytes = (await git.blobs([entry.id])).get(entry.id);
  return bytes === undefined ? undefined : { bytes, path: join(git.top, path) };
}

/** Looks for environment.json in the folders above a file of `workflows/<env>/…`; an unreadable one tells nothing. */
export async function catalogBeside(path: string, world: World): Promise<Catalog | undefined> {
  const parts = relative(world.folder, path).split(/[\\/]/);
  const inside = path.split(/[\\/]/).includes('workflows') || parts.includes('workflows');
  let folder = dirname(path);
  for (let depth = 0; inside && depth < 3; depth += 1) {
    const bytes = await world.disk.read(join(folder, 'environment.json'));
    if (bytes !== undefined) {
      const { catalog, problems } = parseEnvironment(new TextDecoder().decode(bytes));
      return hasErrors(problems) ? undefined : catalog;
    }
    folder = dirname(folder);
  }
  return undefined;
}
