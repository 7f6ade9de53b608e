/** The file system behind the Disk port. */

import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import type { Disk } from './ports.ts';

export const disk: Disk = {
  read: (path) =>
    readFile(path).catch((error: NodeJS.ErrnoException) => absentOrThrow(error, path)),
  list: async (path) => {
    const entries = await readdir(path, { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => absentOrThrow(error, path),
    );
    return entries?.map((entry) => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
    }));
  },
  write: async (path, content) => {
    const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(beside, content);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined);
      throw new Failure(problem('disk/unwritable', {}, { path, reason: reasonOf(error) }), error);
    }
  },
  remove: async (path) => {
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
      throw new Failure(problem('disk/unwritable', {}, { path, reason: reasonOf(error) }), error);
    });
  },
  temporaryFolder: (prefix) => mkdtemp(join(tmpdir(), prefix)),
};

function absentOrThrow(error: NodeJS.ErrnoException, path: string): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw new Failure(problem('disk/unreadable', {}, { path, reason: reasonOf(error) }), error);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z]+: /, '').replace(/, \w+ '.*'$/, '');
}
