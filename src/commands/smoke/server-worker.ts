/** What one server of a pool does: case after case, while it is wanted and holds. */

import { problem } from '../../base/problem.ts';
import { formatDuration } from '../../core/promotion/duration.ts';
import type { EnvironmentServer } from '../servers/servers.ts';
import type { CaseOptions, CaseRun, ReadyServer } from './case-types.ts';
import type { Pool } from './pool-types.ts';
import { runCase } from './run-case.ts';
import { isAlive, queueOf } from './server-care.ts';
import { caseTurn, serverTurn } from './server-turn.ts';
import { modelSetOf, shouldYield, type Waiting, type WorkerState } from './work-list.ts';

const mostErrors = 3;
/** Cases whose outputs are still looked at while the next runs: more would only fill the memory. */
const mostUnjudged = 2;
const lookAgainMs = 1000;

/** Resolves when the server has no more to do, or is of no more use. */
export async function workThrough<R>(
  address: EnvironmentServer,
  ready: ReadyServer,
  state: WorkerState,
  pool: Pool<R>,
): Promise<void> {
  const turn = serverTurn();
  const open = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const spent = { ms: 0 };
  for (;;) {
    if (open.size >= mostUnjudged) await Promise.race(open);
    const give = await turn.take();
    const item = state.isUsable ? await nextFor(ready, state, pool) : 'none';
    if (typeof item === 'string') {
      give();
      if (item === 'none') break;
      const { clock, signal } = pool.world;
      const soon = item === 'later' ? [clock.sleep(lookAgainMs, signal)] : [];
      await Promise.race([pool.changed(), ...soon]);
      continue;
    }
    state.isBusy = true;
    state.unjudged += 1;
    state.modelSet = modelSetOf(item.task);
    if (!pool.used.includes(ready)) pool.used.push(ready);
    const options = pool.options.optionsFor(item.task, address.url);
    const handOn = (): void => {
      state.isBusy = false;
      give();
    };
    const mine = caseTurn(turn, handOn, mayShare(item, address, options));
    const one = runOne({ address, ready, state, pool, spent }, item, { ...options, turn: mine })
      .catch((thrown: unknown) => {
        failures.push(thrown);
        state.isUsable = false;
      })
      .finally(() => {
        mine.end();
        open.delete(one);
        state.unjudged -= 1;
        pool.tell();
      });
    open.add(one);
  }
  await Promise.all(open);
  if (failures.length > 0) throw failures[0];
}

/** What is measured of time and memory must not meet another case, and a server with limits is looked at after each. */
function mayShare(
  { task }: Waiting<CaseRun>,
  { role, budgetMs }: EnvironmentServer,
  { cache }: CaseOptions,
): boolean {
  const { budget } = task.planned.smokeCase;
  return role !== 'live' && budgetMs === undefined && budget === undefined && cache !== 'free';
}

interface Work<R> {
  readonly address: EnvironmentServer;
  readonly ready: ReadyServer;
  readonly state: WorkerState;
  readonly pool: Pool<R>;
  readonly spent: { ms: number };
}

/** Runs a case to its verdict, and says of its server where it is to be used no more. */
async function runOne<R>(
  { address, ready, state, pool, spent }: Work<R>,
  item: Waiting<CaseRun>,
  options: CaseOptions,
): Promise<void> {
  const { world, list, problems } = pool;
  const run = await runCase(item.task, ready, options, world);
  const whole = {
    ...run,
    attempts: [...(item.last?.attempts ?? []), ...run.attempts],
    retries: [...(item.last?.retries ?? []), ...run.retries],
  };
  keep(whole, item, address.url, pool);
  pool.tell();
  const stop = (): void => {
    state.isUsable = false;
  };
  if (world.signal.aborted) return stop();
  spent.ms += run.attempts.reduce((sum, { executionMs, ms }) => sum + (executionMs ?? ms), 0);
  if (address.budgetMs !== undefined && spent.ms >= address.budgetMs) {
    const budget = formatDuration(address.budgetMs);
    const args = { server: address.url, budget, left: list.size() };
    if (args.left > 0) problems.push(problem('smoke/budget-spent', {}, args));
    return stop();
  }
  state.errors = run.verdict === 'errored' ? state.errors + 1 : 0;
  if (state.errors >= mostErrors && state.isUsable && list.size() > 0) {
    const args = { server: address.url, count: state.errors };
    problems.push(problem('smoke/error-prone', {}, args));
    return stop();
  }
  const mayBeGone = state.errors > 0 && run.run?.end !== 'cancelled';
  if (mayBeGone && !(await isAlive(ready.server, world))) stop();
}

function keep<R>(run: CaseRun, item: Waiting<CaseRun>, url: string, pool: Pool<R>): void {
  const { task } = item;
  if (run.verdict !== 'errored') {
    pool.open.delete(task);
    pool.done.set(task, pool.options.finish(run));
    return;
  }
  pool.open.set(task, run);
  pool.list.giveBack({ task, lostBy: [...item.lostBy, url], last: run });
}

/** How old the last look at a queue may be while there is more to do than servers to do it. */
const freshMs = 5000;

/** `later`: others have less to do; `nothing`: others may still lose what they run; `none`: nothing is left. */
async function nextFor<R>(
  ready: ReadyServer,
  state: WorkerState,
  { workers, list, world }: Pool<R>,
): Promise<Waiting<CaseRun> | 'later' | 'nothing' | 'none'> {
  const others = workers.filter((each) => each !== state);
  for (;;) {
    if (world.signal.aborted) return 'none';
    const item = list.choose(state, others);
    if (item === undefined) return others.some(({ unjudged }) => unjudged > 0) ? 'nothing' : 'none';
    const usable = others.filter((each) => each.isUsable).length;
    const isShort = usable > 0 && list.size() <= usable;
    const isStale = usable > 0 && world.clock.now() - (state.askedAt ?? 0) > freshMs;
    if (isShort || isStale) {
      state.load = (await queueOf(ready.server, world)) ?? 0;
      state.askedAt = world.clock.now();
      ready.foreign.most = Math.max(ready.foreign.most, state.load);
      if (shouldYield(state, others, list.size())) return 'later';
      // another may have taken it while the queue was read
      if (list.choose(state, others) !== item) continue;
    }
    list.take(item);
    return item;
  }
}
