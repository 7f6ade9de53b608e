/** The folders of a ComfyUI server (input, output, temp, user) and the rules that keep paths inside of them. */

import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';

export type FolderKind = 'input' | 'output' | 'temp' | 'user';

export interface Folders {
  /** Absolute path of a folder. */
  readonly of: (kind: FolderKind) => string;
  /** Absolute path of a user's folder; `default` on a server that has one user. */
  readonly ofUser: (id: string) => string;
  /** Empties temp, as a start of the server does. */
  readonly clearTemp: () => Promise<void>;
  /** Removes everything where the folder was made for this run. */
  readonly remove: () => Promise<void>;
}

/** Makes the folders below `base`, or below a new temporary folder. */
export async function openFolders(base: string | undefined): Promise<Folders> {
  const top = base ?? (await mkdtemp(join(tmpdir(), 'comfypin-standin-')));
  const of = (kind: FolderKind) => join(top, kind === 'user' ? join('user', 'default') : kind);
  for (const kind of ['input', 'output', 'temp', 'user'] as const) {
    await mkdir(of(kind), { recursive: true });
  }
  return {
    of,
    ofUser: (id) => join(top, 'user', id),
    clearTemp: async () => {
      await rm(of('temp'), { recursive: true, force: true });
      await mkdir(of('temp'), { recursive: true });
    },
    remove: async () => {
      if (base === undefined) await rm(top, { recursive: true, force: true });
    },
  };
}

export function folderKind(name: string): 'input' | 'output' | 'temp' | undefined {
  return name === 'input' || name === 'output' || name === 'temp' ? name : undefined;
}

/** Returns the path below a folder, or undefined where it would lead out of it. */
export function pathWithin(folder: string, path: string): string | undefined {
  const full = resolve(folder, path);
  return full === folder || full.startsWith(folder + sep) ? full : undefined;
}

export async function readOrNothing(path: string): Promise<Buffer | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? readFile(path) : undefined;
}

export async function writeWithFolders(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

/** Returns the paths of all files below a folder with `/` between the parts, sorted. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join('/'))
    .sort();
}

/** Reads names as LoadImage does: `folder/name.png [output]` names another folder than input. */
export function annotatedPath(
  folders: Folders,
  name: string,
): { readonly kind: 'input' | 'output' | 'temp'; readonly path: string | undefined } {
  const annotation = / \[(input|output|temp)\]$/.exec(name);
  const kind = folderKind(annotation?.[1] ?? 'input') ?? 'input';
  const plain = annotation === null ? name : name.slice(0, annotation.index);
  return { kind, path: pathWithin(folders.of(kind), plain) };
}
