/** The effects that commands may ask for, as interfaces on plain data. Each throws a Failure when the world fails. */

export type * from './ports-forge.ts';
export type * from './ports-git.ts';
export type * from './ports-hosted.ts';
export type * from './ports-server.ts';

export interface DiskEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** Paths are absolute. `undefined` is a proven absence; everything else that goes wrong is thrown. */
export interface Disk {
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Reads a file that may be a trap: follows no link, waits for no pipe, reads no more than `atMost` bytes and one. */
  readonly readPlain: (path: string, atMost: number) => Promise<Uint8Array | 'no file' | undefined>;
  readonly list: (path: string) => Promise<readonly DiskEntry[] | undefined>;
  /** Writes beside the place and renames, so that a crash leaves the old or the new content; makes the folders. */
  readonly write: (path: string, content: Uint8Array | string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Returns a new empty folder below the system's temporary folder. */
  readonly temporaryFolder: (prefix: string) => Promise<string>;
}

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves after the time, or rejects with the signal's reason when it is aborted before. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface Random {
  /** A version 4 UUID in lowercase. */
  readonly uuid: () => string;
  /** A double in [0, 1), for jitter only. */
  readonly fraction: () => number;
  /** Bytes that nobody can guess, for keys. */
  readonly bytes: (count: number) => Uint8Array;
}

/** A decoded picture; of several in one file the first. */
export interface DecodedImage {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  /** sRGB and alpha, 4 bytes each, row by row. */
  readonly data: Uint8Array;
}

/** Image work; an implementation loads its library when first used. */
export interface Images {
  /** Returns undefined where the bytes are no image that can be decoded to its end. */
  readonly read: (bytes: Uint8Array) => Promise<DecodedImage | undefined>;
  /** Returns a WebP picture no longer than `edge` pixels, without metadata; undefined where the bytes are no image. */
  readonly thumbnail: (bytes: Uint8Array, edge: number) => Promise<Uint8Array | undefined>;
  /** Returns a drawing in SVG as a PNG file, its texts in the fonts of this machine; undefined where it cannot be drawn. */
  readonly drawn: (svg: string) => Promise<Uint8Array | undefined>;
  /** Returns RGBA pixels as a PNG file. */
  readonly png: (pixels: {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8Array;
  }) => Promise<Uint8Array>;
}

export interface ProgramRequest {
  /** The program and its words; no shell is between. */
  readonly command: readonly string[];
  /** What it reads on its standard input. */
  readonly input: string;
  /** Its working folder. */
  readonly folder: string;
  readonly timeoutMs: number;
  /** Bytes of its standard output that are taken at most. */
  readonly maxOutput: number;
  /** Names of variables that it may see besides PATH, HOME, LANG, LC_ALL and TMPDIR. */
  readonly variables: readonly string[];
  readonly signal: AbortSignal;
}

export interface ProgramResult {
  /** `absent`: there is no such program. */
  readonly end: 'ok' | 'failed' | 'timeout' | 'too-much' | 'stopped' | 'absent';
  readonly output: string;
  /** The end of what it wrote on standard error. */
  readonly errors: string;
  readonly code?: number;
}

/** Other programs of this machine; a program that fails is a result, never a failure. */
export interface Programs {
  readonly run: (request: ProgramRequest) => Promise<ProgramResult>;
}

/** Progress for people, on standard error: a changing line on a terminal, one line per change elsewhere. */
export interface Progress {
  readonly say: (line: string) => void;
  readonly show: (line: string) => void;
  readonly done: () => void;
}
