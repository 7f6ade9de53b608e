/** Runs the cases on the servers of an environment: one prompt at a time on each, the next server where one is lost. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { deviceOf, unmetRequirements } from '../../core/smoke/device.ts';
import { isQuiet, nextQuiet } from '../../core/smoke/quiet.ts';
import type { World } from '../command.ts';
import { connectTo } from '../servers/api-prefix.ts';
import { readLiveCatalog } from '../servers/catalogs.ts';
import type { EnvironmentServer } from '../servers/servers.ts';
import type { CaseTask, ReadyServer } from './case-types.ts';
import type { Pool, PoolOptions } from './pool-types.ts';
import { runSockets } from './run-socket.ts';
import { queueOf } from './server-care.ts';
import { workThrough } from './server-worker.ts';
import { type WorkerState, workList } from './work-list.ts';

export interface PoolResult<R> {
  readonly runs: readonly R[];
  /** Servers that ran something, with what they offered. */
  readonly used: readonly ReadyServer[];
  /** Why servers could not be used, or not on. */
  readonly problems: readonly Problem[];
  /** True where a server may be used at another hour. */
  readonly isTooEarly: boolean;
}

/**
 * Returns what `finish` made of each task's run, in the order of the tasks, as far as Ctrl-C let it come. A case whose
 * end is not known is taken over by another server; it is never sent twice to one.
 */
export async function runOnServers<R>(
  tasks: readonly CaseTask[],
  addresses: readonly EnvironmentServer[],
  options: PoolOptions<R>,
  world: World,
): Promise<PoolResult<R>> {
  const none = { runs: [], used: [], problems: [], isTooEarly: false };
  if (tasks.length === 0) return none;
  const pool: Pool<R> = {
    list: workList(tasks),
    workers: [],
    done: new Map(),
    open: new Map(),
    used: [],
    problems: [],
    options,
    world,
    isTooEarly: false,
    ...bell(),
  };
  await Promise.all(addresses.map((address) => work(address, pool)));
  for (const [task, run] of pool.open) {
    if (!pool.done.has(task)) pool.done.set(task, options.finish(run));
  }
  const runs: R[] = [];
  for (const task of tasks) {
    const result = pool.done.get(task);
    if (result !== undefined) runs.push(await result);
  }
  const { used, problems, isTooEarly } = pool;
  return { runs, used, problems, isTooEarly };
}

/** A promise for the next time that anything changes. */
function bell(): Pick<Pool<unknown>, 'changed' | 'tell'> {
  let waiting: (() => void)[] = [];
  return {
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    tell: () => {
      const all = waiting;
      waiting = [];
      for (const each of all) each();
    },
  };
}

async function work<R>(address: EnvironmentServer, pool: Pool<R>): Promise<void> {
  const { world, problems } = pool;
  const { quiet } = address;
  const now = world.clock.now();
  if (quiet !== undefined && !isQuiet(quiet, now)) {
    const until = new Date(nextQuiet(quiet, now)).toISOString();
    const args = { server: address.url, hours: quiet.text, until };
    problems.push(problem('smoke/outside-quiet-hours', {}, args));
    pool.isTooEarly = true;
    return;
  }
  const state: WorkerState = {
    url: address.url,
    load: 0,
    errors: 0,
    isBusy: false,
    unjudged: 0,
    isUsable: true,
  };
  pool.workers.push(state);
  const server = connectTo(address, world);
  const sockets = runSockets(server, world);
  const openNext = (): void => {
    if (pool.list.size() > 0) sockets.openNext();
  };
  try {
    const catalog = await readLiveCatalog(server, world);
    const device = deviceOf(catalog.systemStats);
    const reasons = unmetRequirements(device, pool.options.require ?? {});
    if (pool.options.require !== undefined && reasons.length > 0) {
      problems.push(problem('smoke/wrong-device', {}, { server: address.url, reasons }));
      return;
    }
    const ready: ReadyServer = {
      server,
      role: address.role,
      catalog,
      seen: new Set<string>(),
      foreign: { most: (await queueOf(server, world)) ?? 0 },
      sockets: { ...sockets, openNext },
      ...(device === undefined ? {} : { device }),
    };
    await workThrough(address, ready, state, pool);
  } catch (thrown) {
    if (world.signal.aborted) return;
    if (!(thrown instanceof Failure)) throw thrown;
    problems.push(...thrown.problems);
  } finally {
    state.isUsable = false;
    state.isBusy = false;
    pool.tell();
    sockets.close();
    await server.close();
  }
}
