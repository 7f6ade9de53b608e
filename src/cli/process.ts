/** Reads of the process what the rest is told of it: terminal, environment, signals. */

import type { Terminal } from './terminal.ts';

interface ProcessLike {
  readonly env: Record<string, string | undefined>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly cwd: () => string;
  readonly once: (signal: 'SIGINT' | 'SIGTERM', listener: () => void) => unknown;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly stderr: { readonly write: (text: string) => void; readonly live: boolean };
  readonly width: number;
  /** Read only where a command asks something. */
  readonly stdin: NodeJS.ReadableStream;
}

/** Returns the terminal behind the process; a closed pipe ends output quietly. */
export function terminalOf(from: ProcessLike): Terminal {
  for (const stream of [from.stdout, from.stderr]) stream.on('error', () => undefined);
  return {
    out: (text) => void from.stdout.write(text),
    err: (text) => void from.stderr.write(text),
    color: showsColor(from),
    live: from.stderr.isTTY === true,
    width: widthOf(from),
  };
}

/** Returns what `realEffects` needs; the first Ctrl-C asks for an orderly end, the second is left to the system. */
export function processOf(from: ProcessLike): Surroundings {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    from.once(signal, () => controller.abort(new Error(`stopped by ${signal}`)));
  }
  return {
    env: from.env,
    cwd: from.cwd(),
    signal: controller.signal,
    stderr: {
      write: (text: string) => void from.stderr.write(text),
      live: from.stderr.isTTY === true,
    },
    width: widthOf(from),
    get stdin() {
      return from.stdin;
    },
  };
}

function widthOf(from: ProcessLike): number {
  return from.stdout.isTTY === true ? (from.stdout.columns ?? 100) : 100;
}

/** NO_COLOR and FORCE_COLOR as no-color.org and force-color.org say, else whether a terminal is there. */
function showsColor(from: ProcessLike): boolean {
  if ((from.env['NO_COLOR'] ?? '') !== '') return false;
  if ((from.env['FORCE_COLOR'] ?? '') !== '') return from.env['FORCE_COLOR'] !== '0';
  return from.stdout.isTTY === true && from.env['TERM'] !== 'dumb';
}
