/** What the servers of a pool share while they work. */

import type { Problem } from '../../base/problem.ts';
import type { DeviceRequirement } from '../../core/promotion/config-smoke.ts';
import type { World } from '../command.ts';
import type { CaseOptions, CaseRun, CaseTask, ReadyServer } from './case-types.ts';
import type { WorkerState, WorkList } from './work-list.ts';

export interface PoolOptions<R> {
  readonly optionsFor: (task: CaseTask, serverUrl: string) => CaseOptions;
  /** Called once per case, with its last run; what it gives is kept in place of the run. */
  readonly finish: (run: CaseRun) => Promise<R>;
  readonly require?: DeviceRequirement;
}

export interface Pool<R> {
  readonly list: WorkList<CaseRun>;
  readonly workers: WorkerState[];
  readonly done: Map<CaseTask, Promise<R>>;
  /** The last runs of cases that came to no end. */
  readonly open: Map<CaseTask, CaseRun>;
  readonly used: ReadyServer[];
  readonly problems: Problem[];
  readonly options: PoolOptions<R>;
  readonly world: World;
  isTooEarly: boolean;
  readonly changed: () => Promise<void>;
  readonly tell: () => void;
}
