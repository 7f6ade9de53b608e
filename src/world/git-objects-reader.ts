/** Reads objects through one `git cat-file --batch` that stays open for a while: many small questions, one process. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Commit, TreeEntry } from './ports.ts';

export interface FoundObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface ObjectReader {
  /** One answer per name, in order; undefined for what is missing or ambiguous. Throws where git ends meanwhile. */
  readonly read: (names: readonly string[]) => Promise<readonly (FoundObject | undefined)[]>;
}

/** A program that asked nothing for this long lets git go. */
const idleMs = 10_000;

/** `start` gives the words and surroundings of the process. */
export function objectReader(start: () => ChildProcessWithoutNullStreams): ObjectReader {
  let session: Session | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  const ask = async (names: readonly string[]) => {
    clearTimeout(idle);
    if (session === undefined || session.ended()) session = openSession(start());
    try {
      return await session.ask(names);
    } finally {
      const used = session;
      idle = setTimeout(() => used.end(), idleMs);
      idle.unref();
    }
  };
  return {
    read: (names) => {
      if (names.length === 0) return Promise.resolve([]);
      const answer = queue.then(() => ask(names));
      queue = answer.catch(() => undefined);
      return answer;
    },
  };
}

interface Session {
  readonly ask: (names: readonly string[]) => Promise<readonly (FoundObject | undefined)[]>;
  readonly end: () => void;
  readonly ended: () => boolean;
}

/** The process holds the program only while an answer is awaited. */
function hold(child: ChildProcessWithoutNullStreams, held: boolean): void {
  for (const each of [child, child.stdin, child.stdout, child.stderr]) {
    const handle = each as unknown as { ref?: () => void; unref?: () => void };
    if (held) handle.ref?.();
    else handle.unref?.();
  }
}

function openSession(child: ChildProcessWithoutNullStreams): Session {
  let ended = false;
  let buffer: Buffer = Buffer.alloc(0);
  let pending: Buffer[] = [];
  let waiting = 0;
  let wake: (() => void) | undefined;
  const finish = (): void => {
    ended = true;
    wake?.();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    pending.push(chunk);
    waiting += chunk.length;
    wake?.();
  });
  child.stderr.resume();
  child.stdin.on('error', finish);
  child.on('error', finish);
  child.on('close', finish);
  const more = async (): Promise<void> => {
    if (ended) throw new Error('git cat-file ended');
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    wake = undefined;
  };
  const gather = (): void => {
    if (pending.length === 0) return;
    buffer = Buffer.concat([buffer, ...pending]);
    pending = [];
    waiting = 0;
  };
  const take = async (count: number): Promise<Buffer> => {
    while (buffer.length + waiting < count) await more();
    if (buffer.length < count) gather();
    const taken = buffer.subarray(0, count);
    buffer = buffer.subarray(count);
    return taken;
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const end = buffer.indexOf(10);
      if (end >= 0) return (await take(end + 1)).toString('utf8', 0, end);
      if (pending.length === 0) await more();
      gather();
    }
  };
  const one = async (): Promise<FoundObject | undefined> => {
    const [, id, type, length] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(await line()) ?? [];
    if (id === undefined || type === undefined) return undefined;
    const bytes = Buffer.from(await take(Number(length)));
    await take(1);
    return { id, type, bytes };
  };
  return {
    ask: async (names) => {
      hold(child, true);
      try {
        child.stdin.write(`${names.join('\n')}\n`);
        const found: (FoundObject | undefined)[] = [];
        for (let index = 0; index < names.length; index += 1) found.push(await one());
        return found;
      } finally {
        hold(child, false);
      }
    },
    end: () => {
      ended = true;
      child.stdin.end();
    },
    ended: () => ended,
  };
}

interface RawEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** Entries of a tree object: `<mode> <name>\0<id in bytes>`. */
function entriesOf({ bytes, id }: FoundObject): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  const width = id.length / 2;
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const zero = bytes.indexOf(0, space);
    entries.push({
      mode: bytes.toString('utf8', at, space).padStart(6, '0'),
      name: bytes.toString('utf8', space + 1, zero),
      id: bytes.toString('hex', zero + 1, zero + 1 + width),
    });
    at = zero + 1 + width;
  }
  return entries;
}

const folderMode = '040000';
const submoduleMode = '160000';

/** Returns all blobs below a path, as `ls-tree -r` does; undefined where the revision itself cannot be read. */
export async function readTree(
  reader: ObjectReader,
  revision: string,
  path = '',
): Promise<readonly TreeEntry[] | undefined> {
  const parts = path.split('/').filter((part) => part !== '');
  const above = parts.slice(0, -1).join('/');
  const name = parts.at(-1);
  const [top] = await reader.read([`${revision}^{tree}`]);
  if (top === undefined) return undefined;
  if (name === undefined) return below(reader, [{ prefix: '', tree: top }]);
  const [parent] = above === '' ? [top] : await reader.read([`${top.id}:${above}`]);
  if (parent?.type !== 'tree') return [];
  const entry = entriesOf(parent).find((each) => each.name === name);
  if (entry === undefined || entry.mode === submoduleMode) return [];
  if (entry.mode !== folderMode) return [{ mode: entry.mode, id: entry.id, path }];
  const [tree] = await reader.read([entry.id]);
  return tree === undefined ? undefined : below(reader, [{ prefix: `${path}/`, tree }]);
}

/** One round of questions per level of folders. */
async function below(
  reader: ObjectReader,
  start: readonly { readonly prefix: string; readonly tree: FoundObject }[],
): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  for (let level = start; level.length > 0; ) {
    const folders: { prefix: string; id: string }[] = [];
    for (const { prefix, tree } of level) {
      for (const { mode, name, id } of entriesOf(tree)) {
        if (mode === folderMode) folders.push({ prefix: `${prefix}${name}/`, id });
        else if (mode !== submoduleMode) found.push({ mode, id, path: prefix + name });
      }
    }
    const trees = await reader.read(folders.map((each) => each.id));
    level = folders.flatMap(({ prefix }, index) => {
      const tree = trees[index];
      return tree === undefined ? [] : [{ prefix, tree }];
    });
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** Returns contents by name; undefined where one of them is no blob that is here. */
export async function readBlobsBy(
  reader: ObjectReader,
  names: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const wanted = [...new Set(names)];
  const found = await reader.read(wanted);
  const blobs = new Map<string, Uint8Array>();
  for (const [index, name] of wanted.entries()) {
    const object = found[index];
    if (object?.type !== 'blob') return undefined;
    blobs.set(name, new Uint8Array(object.bytes));
  }
  return blobs;
}

/** Reads a commit object; undefined for one in another encoding than UTF-8, which git itself has to recode. */
export function commitFrom({ id, bytes }: FoundObject): Commit | undefined {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  if (/^encoding /m.test(head)) return undefined;
  const lineOf = (word: string): string => new RegExp(`^${word} (.*)$`, 'm').exec(head)?.[1] ?? '';
  const author = /^(.*?) ?<(.*)> (\d+) [+-]\d+$/.exec(lineOf('author'));
  const committer = /> (\d+) [+-]\d+$/.exec(lineOf('committer'));
  if (author === null || committer === null) return undefined;
  return {
    id,
    parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((each) => each[1] ?? ''),
    tree: lineOf('tree'),
    author: { name: author[1] ?? '', email: author[2] ?? '' },
    authorTime: Number(author[3]),
    commitTime: Number(committer[1]),
    message: (end < 0 ? '' : text.slice(end + 2)).replace(/\n+$/, ''),
  };
}
