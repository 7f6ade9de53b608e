/** What a verb is: words it takes, the world it may touch, and the outcome it gives. Verbs never print. */

import type { Problem } from '../base/problem.ts';
import type { DrawnDiff } from '../report/picture/drawn-diff.ts';
import type {
  Clock,
  Disk,
  Forge,
  ForgeOptions,
  Git,
  Images,
  Programs,
  Progress,
  Random,
  Server,
  ServerAddress,
} from '../world/ports.ts';

export interface OptionSpec {
  readonly type: 'flag' | 'text' | 'list';
  /** The placeholder in help, as `name`. */
  readonly value?: string;
  readonly short?: string;
  readonly summary: string;
  readonly required?: true;
}

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly required?: true;
  /** Takes all the words that are left; only the last may. */
  readonly many?: true;
}

type OptionValue<S extends OptionSpec> = S['type'] extends 'flag'
  ? boolean
  : S['type'] extends 'list'
    ? readonly string[]
    : S['required'] extends true
      ? string
      : string | undefined;

/** Camel-case option names (`dryRun`) are written `--dry-run`. */
export type OptionValues<O extends Record<string, OptionSpec>> = {
  readonly [K in keyof O]: OptionValue<O[K]>;
};

export interface Input<O extends Record<string, OptionSpec>> {
  /** Positional words in order; those of a `many` argument follow the others. */
  readonly words: readonly string[];
  readonly options: OptionValues<O>;
}

/** The effects a verb gets. `forge` and `git` are made for the folder it runs in. */
export interface World {
  /** Absolute path of the folder the command runs in. */
  readonly folder: string;
  /** Names this build of the program: what another one kept is not used. */
  readonly build?: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly images: Images;
  /** Starts other programs: scorers of promotion.yaml, and ffprobe. */
  readonly programs: Programs;
  readonly progress: Progress;
  /** Asks the person at the terminal; undefined where there is none, or at the end of the input. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Value of an environment variable. */
  readonly variable: (name: string) => string | undefined;
  /** The git repository around a folder, or undefined where there is none. */
  readonly git: (folder: string) => Promise<Git | undefined>;
  readonly server: (address: ServerAddress) => Server;
  readonly forge: (options: ForgeOptions) => Promise<Forge>;
  /** Starts another program of this package (the stand-in); only `standin` and `demo` ask for it. */
  readonly standin: (options: StandinOptions) => Promise<RunningStandin>;
  /** Makes a throwaway remote and people with clones of it; only `demo` asks for it. */
  readonly playground: (people: readonly string[]) => Promise<Playground>;
  /** Aborted on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

export interface StandinOptions {
  readonly port: number;
  readonly host?: string;
  /** Text of an `/object_info` answer; the built-in catalog without it. */
  readonly objectInfo?: string;
  readonly models?: Readonly<Record<string, readonly string[]>>;
  readonly embeddings?: readonly string[];
  readonly systemStats?: string;
  readonly nodeReplacements?: string;
  /** Node types of the built-in catalog that this one does not have. */
  readonly without?: readonly string[];
  readonly delayMs?: number;
  /** Folder for input and output files; a temporary one without it. */
  readonly folder?: string;
  readonly log?: (line: string) => void;
}

export interface RunningStandin {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** A bare git remote over HTTP and people who type commands in clones of it; everything is removed at the end. */
export interface Playground {
  readonly folderOf: (person: string) => string;
  readonly git: (person: string, ...words: readonly string[]) => Promise<string>;
  /** Runs a command line of this program; `text` is what it printed. */
  readonly comfypin: (
    person: string,
    ...words: readonly string[]
  ) => Promise<{ readonly exitCode: number; readonly text: string }>;
  readonly close: () => Promise<void>;
}

/** `V` is plain data; it is what `--json` prints, with `schemaVersion`, the command and the problems around it. */
export interface Outcome<V> {
  readonly value: V;
  readonly problems: readonly Problem[];
  /** Asked later the answer may be another: exit 3 where nothing worse was found. */
  readonly pending?: boolean;
  /** What to run next, shown after the answer. */
  readonly next?: string;
  /** What svg and html draw; made when asked for, and no part of the answer's data. */
  readonly drawing?: () => readonly DrawnDiff[];
}

export interface RenderOptions {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

/** Renderers are pure: value and problems in, text out. */
export type Renderer<V> = (outcome: Outcome<V>, options: RenderOptions) => string;

export interface Command<
  O extends Record<string, OptionSpec> = Record<string, OptionSpec>,
  V = unknown,
> {
  readonly name: string;
  readonly summary: string;
  /** Longer help, below the options. */
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly arguments: readonly ArgumentSpec[];
  readonly options: O;
  readonly run: (input: Input<O>, world: World) => Promise<Outcome<V>>;
  /** `text` is needed; `json` needs none; `github` without a renderer prints the problems as workflow commands; `png` gives SVG, which is drawn. */
  readonly renderers: { readonly text: Renderer<V> } & {
    readonly [F in 'markdown' | 'github' | 'html' | 'svg' | 'png' | 'junit']?: Renderer<V>;
  };
  /** Git drivers and others that must answer with git's own meaning. */
  readonly exitCode?: (outcome: Outcome<V>) => number;
}

/** Keeps the option types of a command for its `run`. */
export function command<const O extends Record<string, OptionSpec>, V>(
  definition: Command<O, V>,
): Command<O, V> {
  return definition;
}
