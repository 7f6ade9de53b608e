/** Evidence files on disk: written beside each other, and collected from folders that anybody may have filled. */

import { basename, isAbsolute, join } from 'node:path';
import { type Problem, problem } from '../../base/problem.ts';
import type { Evidence } from '../../core/promotion/evidence.ts';
import {
  evidenceFileOf,
  maxEvidenceBytes,
  readEvidenceFile,
} from '../../core/promotion/evidence-file.ts';
import type { World } from '../command.ts';

export interface FoundEvidence {
  /** As the word and the folders below it name it. */
  readonly file: string;
  readonly evidence: Evidence;
}

/** Writes one file for each; returns their paths as they were asked for. */
export async function writeEvidence(
  all: readonly Evidence[],
  folder: string,
  { disk, folder: here }: Pick<World, 'disk' | 'folder'>,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const each of all) {
    const { name, text } = evidenceFileOf(each);
    const file = join(folder, name);
    await disk.write(isAbsolute(file) ? file : join(here, file), text);
    written.push(file);
  }
  return written;
}

/** So deep do jobs' artifacts lie in folders, and so many files may one append bring. */
const maxDepth = 4;
const maxFiles = 10_000;

/** Returns what the words name, folders with all in them; the same evidence once. Links are never followed. */
export async function collectEvidence(
  words: readonly string[],
  world: Pick<World, 'disk' | 'folder'>,
): Promise<{ readonly found: readonly FoundEvidence[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const files: string[] = [];
  for (const word of words) files.push(...(await filesBelow(word, world, problems, 0)));
  const found = new Map<string, FoundEvidence>();
  for (const file of files.slice(0, maxFiles)) {
    const bytes = await world.disk.readPlain(absolute(file, world), maxEvidenceBytes);
    if (bytes === undefined || bytes === 'no file') {
      problems.push(noFile(file));
      continue;
    }
    const name = basename(file);
    const read = readEvidenceFile(bytes, { name, file });
    problems.push(...read.problems);
    if (read.evidence !== undefined && !found.has(name)) {
      found.set(name, { file, evidence: read.evidence });
    }
  }
  for (const file of files.slice(maxFiles)) {
    const reason = `${maxFiles} files are the most that one append takes`;
    problems.push(problem('evidence/unreadable', { file }, { file, reason }));
  }
  return { found: [...found.values()], problems };
}

/** Pictures lie beside evidence; every other file in a folder must be evidence. */
const besideEvidence = /\.webp$/;

async function filesBelow(
  word: string,
  world: Pick<World, 'disk' | 'folder'>,
  problems: Problem[],
  depth: number,
): Promise<readonly string[]> {
  const entries = await world.disk.list(absolute(word, world));
  if (entries === undefined) return [word];
  const files: string[] = [];
  for (const { name, kind } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(word, name);
    if (kind === 'file' && !besideEvidence.test(name)) files.push(path);
    if (kind === 'folder' && depth < maxDepth) {
      files.push(...(await filesBelow(path, world, problems, depth + 1)));
    }
    if (kind === 'other' || (kind === 'folder' && depth >= maxDepth)) problems.push(noFile(path));
  }
  return files;
}

function noFile(file: string): Problem {
  const reason = 'it is no plain file';
  return problem('evidence/unreadable', { file }, { file, reason });
}

function absolute(path: string, { folder }: Pick<World, 'folder'>): string {
  return isAbsolute(path) ? path : join(folder, path);
}
