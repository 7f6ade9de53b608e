/** What one smoke case is run with, and what comes of it. */

import type { Json } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import type { Device } from '../../core/smoke/device.ts';
import type { MeasuredOutput } from '../../core/smoke/expectations.ts';
import type { RunState } from '../../core/smoke/run-state.ts';
import type { NodeTiming, RunLimits } from '../../core/smoke/types.ts';
import type { FetchedOutput, Judgement, Verdict } from '../../core/smoke/verdict.ts';
import type { Server } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { EnvironmentServer } from '../servers/servers.ts';
import type { RunSockets } from './run-socket.ts';
import type { Scoring } from './scoring.ts';
import type { CaseTurn } from './server-turn.ts';
import type { PlannedCase, SmokeSubject } from './smoke-subject.ts';

/** The effects that a case needs beside its server. */
export type CaseWorld = Pick<World, 'clock' | 'random' | 'signal' | 'images' | 'disk' | 'programs'>;

export interface CaseTask {
  readonly subject: SmokeSubject;
  readonly planned: PlannedCase;
}

/** A server that is in use, with what it offered when it was asked first. */
export interface ReadyServer {
  readonly server: Server;
  readonly role: EnvironmentServer['role'];
  readonly catalog: Catalog;
  readonly device?: Device;
  /** Workflows that it has run in this command. */
  readonly seen: Set<string>;
  /** Prompts of others that ran or waited there, at the worst moment seen. */
  readonly foreign: { most: number };
  readonly sockets?: RunSockets;
}

export type Heat = 'cold' | 'warm';

/** One submit of a case; why it was made. */
export interface Attempt {
  readonly promptId: string;
  readonly end: string;
  readonly why: string;
  readonly server: string;
  readonly ms: number;
  /** By the server's clock. */
  readonly executionMs?: number;
  /** Whether models had to be loaded; absent where the run came to nothing. */
  readonly heat?: Heat;
  readonly timings: readonly NodeTiming[];
}

/** The run that a picture comes from, and what holds of it. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
  /** Absent where nothing could be sent. */
  readonly run?: RunState;
  readonly judgement?: Judgement;
  readonly measured: readonly MeasuredOutput[];
  readonly fetched: readonly FetchedOutput[];
  readonly varied?: {
    readonly node: string;
    readonly input: string;
    readonly value: Json;
    readonly isShown: boolean;
  };
  /** Pictures that these were compared with, by what they are called. */
  readonly others?: ReadonlyMap<string, Uint8Array>;
}

export interface CaseRun extends Outcome {
  readonly task: CaseTask;
  readonly serverUrl: string;
  readonly attempts: readonly Attempt[];
  /** Uploads and downloads that were tried again, and why. */
  readonly retries: readonly string[];
  readonly ms: number;
  readonly device?: Device;
  /** The others of a case that makes several; the case's own outcome is the first. */
  readonly candidates?: readonly Outcome[];
  readonly memory?: { readonly peak: number; readonly total?: number };
}

export interface CaseOptions {
  readonly cache: Environment['cache'];
  readonly limits?: Partial<RunLimits>;
  readonly onChange?: (state: RunState) => void;
  readonly scoring?: Scoring;
  readonly allowPaid?: boolean;
  /** Folder below the server's input folder that the files of this command go to. */
  readonly inputFolder?: string;
  /** Given where other cases of this command wait for the same server. */
  readonly turn?: CaseTurn;
}

/** One case on one server while it goes on. */
export interface Trial {
  readonly task: CaseTask;
  readonly ready: ReadyServer;
  readonly options: CaseOptions;
  readonly world: CaseWorld;
  readonly attempts: Attempt[];
  readonly memory: MemoryWatch;
  /** Uploads and downloads that were tried again, and why. */
  readonly retries: string[];
}

/** Keeps the most memory that was seen in use. */
export interface MemoryWatch {
  readonly peak: () => number | undefined;
  readonly stop: () => Promise<void>;
}
