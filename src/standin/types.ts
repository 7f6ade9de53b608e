/** What the stand-in is asked for and what it hands back; the shapes that the command line passes through its port. */

import type { Faults } from './faults.ts';

export interface StandinOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  /** Text of an `/object_info` answer; the built-in catalog without it. */
  readonly objectInfo?: string;
  /** Folder of `/models` → file names; in the built-in catalog these are the options of the loaders too. */
  readonly models?: Readonly<Record<string, readonly string[]>>;
  /** Node types of the built-in catalog that this one does not have. */
  readonly without?: readonly string[];
  /** `folder/file` → what `/experiment/models` and `/view_metadata` tell of it; without it a file is empty. */
  readonly modelFiles?: Readonly<Record<string, StandinModelFile>>;
  readonly embeddings?: readonly string[];
  readonly systemStats?: string;
  readonly nodeReplacements?: string;
  /** Id → name of its users; then each has files of their own, as with `--multi-user`. */
  readonly users?: Readonly<Record<string, string>>;
  /** How long each executed node takes at least. */
  readonly delayMs?: number;
  /** Folder for input and output files; a temporary one, removed at the end, without it. */
  readonly folder?: string;
  readonly log?: (line: string) => void;
}

export interface StandinModelFile {
  readonly size: number;
  /** `__metadata__` of a safetensors file's header. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface RunningStandin {
  readonly url: string;
  /** Things that go wrong on demand, for tests. */
  readonly faults: Faults;
  readonly stop: () => Promise<void>;
}
