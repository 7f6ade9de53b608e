/** The file system behind the Disk port. */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import type { Disk } from './ports.ts';

export const disk: Disk = {
  read: (path) =>
    readFile(path).catch((error: NodeJS.ErrnoException) => absentOrThrow(error, path)),
  readPlain: (path, atMost) =>
    readPlain(path, atMost).catch((error: NodeJS.ErrnoException) => {
      // ELOOP is what O_NOFOLLOW says of a link, ENXIO what a socket says
      if (error.code === 'ELOOP' || error.code === 'ENXIO' || error.code === 'EISDIR') {
        return 'no file' as const;
      }
      return absentOrThrow(error, path);
    }),
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

async function readPlain(path: string, atMost: number): Promise<Uint8Array | 'no file'> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) return 'no file';
    const bytes = Buffer.alloc(atMost + 1);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

function absentOrThrow(error: NodeJS.ErrnoException, path: string): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw new Failure(problem('disk/unreadable', {}, { path, reason: reasonOf(error) }), error);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^[A-Z]+: /, '').replace(/, \w+ '.*'$/, '');
}
