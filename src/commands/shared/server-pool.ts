/** Runs the cases on the servers of an environment: one prompt at a time on each, the next server where one is lost. */

import { Failure } from '../../base/failure.ts';
import type { Problem } from '../../base/problem.ts';
import type { World } from '../command.ts';
import { readLiveCatalog } from './catalogs.ts';
import {
  type CaseOptions,
  type CaseRun,
  type CaseTask,
  type ReadyServer,
  runCase,
} from './run-case.ts';
import type { EnvironmentServer } from './servers.ts';

export interface PoolResult {
  readonly runs: readonly CaseRun[];
  /** Servers that ran something, with what they offered. */
  readonly used: readonly ReadyServer[];
  /** Why servers could not be used. */
  readonly problems: readonly Problem[];
}

interface Waiting {
  readonly task: CaseTask;
  /** Addresses of servers that lost it. */
  readonly lostBy: readonly string[];
  readonly last?: CaseRun;
}

/**
 * Returns one run per task in the order of the tasks, as far as Ctrl-C let it come. A case whose end is not known is
 * taken over by another server; it is never sent twice to one.
 */
export async function runOnServers(
  tasks: readonly CaseTask[],
  addresses: readonly EnvironmentServer[],
  optionsFor: (task: CaseTask, serverUrl: string) => CaseOptions,
  world: World,
): Promise<PoolResult> {
  if (tasks.length === 0) return { runs: [], used: [], problems: [] };
  const waiting: Waiting[] = tasks.map((task) => ({ task, lostBy: [] }));
  const done = new Map<CaseTask, CaseRun>();
  const used: ReadyServer[] = [];
  const problems: Problem[] = [];
  const work = async (address: EnvironmentServer): Promise<void> => {
    const server = world.server(address);
    try {
      const catalog = await readLiveCatalog(server, world);
      const ready = { server, role: address.role, catalog };
      used.push(ready);
      for (
        let next = takeFor(address.url, waiting);
        next !== undefined;
        next = takeFor(address.url, waiting)
      ) {
        const run = await runCase(next.task, ready, optionsFor(next.task, address.url), world);
        const earlier = next.last?.attempts ?? [];
        const whole = { ...run, attempts: [...earlier, ...run.attempts] };
        done.set(next.task, whole);
        if (world.signal.aborted) return;
        if (run.verdict !== 'errored') continue;
        waiting.push({ task: next.task, lostBy: [...next.lostBy, address.url], last: whole });
        if (!isAlive(run)) return;
      }
    } catch (thrown) {
      if (world.signal.aborted) return;
      if (!(thrown instanceof Failure)) throw thrown;
      problems.push(...thrown.problems);
    } finally {
      await server.close();
    }
  };
  await Promise.all(addresses.map(work));
  await takeOver(waiting, addresses, work, world);
  return {
    runs: tasks.flatMap((task) => done.get(task) ?? []),
    used: used.filter(({ server }) =>
      [...done.values()].some((run) => run.serverUrl === server.address.url),
    ),
    problems,
  };
}

/** Cases that a server lost when the others had already finished. */
async function takeOver(
  waiting: readonly Waiting[],
  addresses: readonly EnvironmentServer[],
  work: (address: EnvironmentServer) => Promise<void>,
  world: World,
): Promise<void> {
  for (const address of addresses) {
    const open = waiting.some((each) => !each.lostBy.includes(address.url));
    if (open && !world.signal.aborted) await work(address);
  }
}

function takeFor(url: string, waiting: Waiting[]): Waiting | undefined {
  const index = waiting.findIndex((each) => !each.lostBy.includes(url));
  return index === -1 ? undefined : waiting.splice(index, 1)[0];
}

/** A server whose run was only interrupted by somebody can run the next case. */
function isAlive({ run }: CaseRun): boolean {
  return run?.end === 'cancelled';
}
