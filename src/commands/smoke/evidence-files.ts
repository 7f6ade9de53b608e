/** Evidence files on disk: written beside each other, and collected from folders that anybody may have filled. */

import { basename, isAbsolute, join } from 'node:path';
import { digestOfBytes } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Evidence } from '../../core/promotion/evidence.ts';
import {
  evidenceFileOf,
  maxEvidenceBytes,
  readEvidenceFile,
} from '../../core/promotion/evidence-file.ts';
import {
  maxThumbnailBytes,
  mediaPathOf,
  thumbnailEdge,
  thumbnailsIn,
} from '../../core/promotion/media-files.ts';
import type { World } from '../command.ts';
import { thumbnailName } from './thumbnails.ts';

export interface FoundEvidence {
  /** As the word and the folders below it name it. */
  readonly file: string;
  readonly evidence: Evidence;
}

export interface Collected {
  readonly found: readonly FoundEvidence[];
  /** Thumbnails beside them, unread. */
  readonly pictures: readonly string[];
  readonly problems: readonly Problem[];
}

/** Writes one file for each, thumbnails beside them; returns their paths as they were asked for. */
export async function writeEvidence(
  all: readonly Evidence[],
  folder: string,
  world: Pick<World, 'disk' | 'folder'>,
  thumbnails: readonly Uint8Array[] = [],
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const bytes of thumbnails) {
    const name = thumbnailName(digestOfBytes(bytes));
    await world.disk.write(absolute(join(folder, name), world), bytes);
  }
  for (const each of all) {
    const { name, text } = evidenceFileOf(each);
    const file = join(folder, name);
    await world.disk.write(absolute(file, world), text);
    written.push(file);
  }
  return written;
}

/** So deep do jobs' artifacts lie in folders, and so many files may one append bring. */
const maxDepth = 4;
const maxFiles = 10_000;

/** Returns what the words name, folders with all in them; the same evidence once. Links are never followed. `allowAbsent`: a path may lead nowhere. */
export async function collectEvidence(
  words: readonly string[],
  world: Pick<World, 'disk' | 'folder'>,
  allowAbsent = false,
): Promise<Collected> {
  const problems: Problem[] = [];
  const all: string[] = [];
  for (const word of words) all.push(...(await filesBelow(word, world, problems, 0)));
  const files = all.filter((file) => !file.endsWith('.webp'));
  const found = new Map<string, FoundEvidence>();
  for (const file of files.slice(0, maxFiles)) {
    const bytes = await world.disk.readPlain(absolute(file, world), maxEvidenceBytes);
    if (bytes === undefined || bytes === 'no file') {
      if (bytes !== undefined || !allowAbsent) problems.push(noFile(file, bytes === undefined));
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
  const pictures = all.filter((file) => file.endsWith('.webp')).slice(0, maxFiles);
  return { found: [...found.values()], pictures, problems };
}

/**
 * Returns the thumbnails that the evidence names, by their paths on the branch of records. What is not small, no WebP
 * picture, or not what its name tells is refused; what no evidence names is left alone.
 */
export async function collectThumbnails(
  { pictures }: Pick<Collected, 'pictures'>,
  evidence: readonly Evidence[],
  world: Pick<World, 'disk' | 'folder' | 'images'>,
): Promise<{
  readonly media: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
}> {
  const wanted = new Map<string, string>();
  for (const each of evidence) {
    for (const digits of thumbnailsIn(each as unknown as JsonObject)) {
      wanted.set(`${digits}.webp`, each.environment);
    }
  }
  const media = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  for (const file of pictures) {
    const environment = wanted.get(basename(file));
    if (environment === undefined) continue;
    const bytes = await world.disk.readPlain(absolute(file, world), maxThumbnailBytes);
    if (bytes === undefined || bytes === 'no file') {
      problems.push(noFile(file));
    } else if (await isThumbnail(bytes, basename(file), world)) {
      media.set(mediaPathOf(environment, bytes), bytes);
    } else {
      const reason = 'it is no small WebP picture of the digest in its name';
      problems.push(problem('evidence/unreadable', { file }, { file, reason }));
    }
  }
  return { media, problems };
}

async function isThumbnail(
  bytes: Uint8Array,
  name: string,
  { images }: Pick<World, 'images'>,
): Promise<boolean> {
  if (bytes.length > maxThumbnailBytes || thumbnailName(digestOfBytes(bytes)) !== name)
    return false;
  const facts = await images.read(bytes);
  return (
    facts !== undefined &&
    facts.format === 'webp' &&
    Math.max(facts.width, facts.height) <= thumbnailEdge
  );
}

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
    if (kind === 'file') files.push(path);
    if (kind === 'folder' && depth < maxDepth) {
      files.push(...(await filesBelow(path, world, problems, depth + 1)));
    }
    if (kind === 'other' || (kind === 'folder' && depth >= maxDepth)) problems.push(noFile(path));
  }
  return files;
}

function noFile(file: string, isAbsent = false): Problem {
  const reason = isAbsent ? 'there is no such file or folder' : 'it is no plain file';
  return problem('evidence/unreadable', { file }, { file, reason });
}

function absolute(path: string, { folder }: Pick<World, 'folder'>): string {
  return isAbsolute(path) ? path : join(folder, path);
}
