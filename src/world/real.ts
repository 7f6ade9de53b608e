/** The real effects, put together; each adapter is loaded when first used. */

import { setMaxListeners } from 'node:events';
import { clock, random } from './clock.ts';
import { disk } from './disk.ts';
import type { Forge, ForgeOptions, Images, Server, ServerAddress } from './ports.ts';
import { programsOf } from './programs.ts';
import { progressOn } from './progress.ts';

export interface Process {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly stderr: { readonly write: (text: string) => void; readonly live: boolean };
  readonly width: number;
  readonly stdin?: NodeJS.ReadableStream;
}

/** Returns everything of the world that needs no other room; `main` adds the stand-in. */
export function realEffects(from: Process, quiet: boolean) {
  // each server at work listens several times; more than ten are no sign of a leak
  setMaxListeners(0, from.signal);
  return {
    folder: from.cwd,
    disk,
    clock,
    random,
    progress: progressOn({
      write: from.stderr.write,
      live: from.stderr.live,
      width: from.width,
      quiet,
    }),
    variable: (name: string) => from.env[name],
    signal: from.signal,
    images,
    programs: programsOf(from.env),
    ask: asker(from),
    git: async (folder: string) => (await import('./git.ts')).openGit(folder, from.env),
    server,
    forge,
  };
}

/** Asks on standard error, so that standard output holds the answer alone. */
function asker(from: Process): (question: string) => Promise<string | undefined> {
  let lines: AsyncIterator<string> | undefined;
  return async (question) => {
    const { stdin } = from;
    if (stdin === undefined) return undefined;
    from.stderr.write(question);
    const { createInterface } = await import('node:readline');
    lines ??= createInterface({ input: stdin, terminal: false })[Symbol.asyncIterator]();
    const next = await lines.next();
    return next.done === true ? undefined : next.value;
  };
}

/** Loads sharp with the first picture. */
const images: Images = {
  read: async (bytes) => (await import('./images.ts')).images.read(bytes),
  thumbnail: async (bytes, edge) => (await import('./images.ts')).images.thumbnail(bytes, edge),
  drawn: async (svg) => (await import('./images.ts')).images.drawn(svg),
  png: async (pixels) => (await import('./images.ts')).images.png(pixels),
};

/** Loads undici and ws with the first request. */
function server(address: ServerAddress): Server {
  let opened: Promise<Server> | undefined;
  const open = (): Promise<Server> => {
    opened ??= import('./server.ts').then(({ connectServer }) => connectServer(address));
    return opened;
  };
  return {
    address,
    request: async (request) => (await open()).request(request),
    openSocket: async (path, timeoutMs) => (await open()).openSocket(path, timeoutMs),
    close: async () => (await opened)?.close(),
  };
}

/** Loads octokit only where GitHub is asked for. */
async function forge(choice: ForgeOptions): Promise<Forge> {
  const { kind, git, remote, ...options } = choice;
  if (kind === 'github') {
    const { githubForge } = await import('./github.ts');
    return githubForge({ repository: '', ...options }, clock);
  }
  const { localForge } = await import('./forge-local.ts');
  return localForge({ git, name: remote, clock, random });
}
