/** The cases that wait to be run: which of them a server takes next, so that models are loaded once and nobody's work is lost. */

import type { CaseTask } from './case-types.ts';

export interface Waiting<R> {
  readonly task: CaseTask;
  /** Addresses of servers that lost it. */
  readonly lostBy: readonly string[];
  readonly last?: R;
}

/** One server at work. */
export interface WorkerState {
  readonly url: string;
  /** Prompts of others on it when it was asked last, and its recent errors. */
  load: number;
  askedAt?: number;
  errors: number;
  /** A prompt of ours is on it. */
  isBusy: boolean;
  /** Cases that it began and that have no verdict yet: others may have to take them over. */
  unjudged: number;
  isUsable: boolean;
  modelSet?: string;
}

export interface WorkList<R> {
  readonly size: () => number;
  readonly choose: (worker: WorkerState, others: readonly WorkerState[]) => Waiting<R> | undefined;
  readonly take: (item: Waiting<R>) => void;
  readonly giveBack: (item: Waiting<R>) => void;
}

/** Cases with the same model files stand together; within them the order stays. */
export function workList<R>(tasks: readonly CaseTask[]): WorkList<R> {
  const sets = [...new Set(tasks.map(modelSetOf))];
  const waiting: Waiting<R>[] = sets.flatMap((set) =>
    tasks.filter((task) => modelSetOf(task) === set).map((task) => ({ task, lostBy: [] })),
  );
  return {
    size: () => waiting.length,
    choose: (worker, others) => {
      const mine = waiting.filter((each) => !each.lostBy.includes(worker.url));
      const held = new Set(others.map((each) => each.modelSet));
      return (
        mine.find((each) => modelSetOf(each.task) === worker.modelSet) ??
        mine.find((each) => !held.has(modelSetOf(each.task))) ??
        mine[0]
      );
    },
    take: (item) => {
      waiting.splice(waiting.indexOf(item), 1);
    },
    giveBack: (item) => {
      waiting.push(item);
    },
  };
}

/** The model files of a workflow, as one text. */
export function modelSetOf({ subject }: CaseTask): string {
  const files = subject.pin.description.modelInputs.map(({ folder, file }) => `${folder}/${file}`);
  return [...new Set(files)].sort().join('\n');
}

/** True where servers with less to do can take all that waits: the case would only stand behind the work of others. */
export function shouldYield(
  worker: WorkerState,
  others: readonly WorkerState[],
  size: number,
): boolean {
  const weight = ({ load, errors, isBusy }: WorkerState): number =>
    load + 2 * errors + (isBusy ? 1 : 0);
  const own = weight({ ...worker, isBusy: false });
  if (own === 0) return false;
  const freer = others.filter((each) => each.isUsable && weight(each) < own);
  return freer.length >= size;
}
