/**
 * A clock for a client and a server in one process: time goes on only as fast as both get their turn, so that a busy
 * machine misses no deadline.
 */

import type { Clock } from '../../src/world/ports.ts';

/** What one turn of the event loop counts at most, however long the machine took for it. */
const turnMs = 4;

export interface SteadyClock extends Clock {
  readonly stop: () => void;
}

/** Starts at 0 and goes `speed` times as fast as real. `stop` ends its timer; sleeps that are still open never end then. */
export function steadyClock(speed = 1): SteadyClock {
  let now = 0;
  let seen = performance.now();
  const sleepers = new Set<() => void>();
  const timer = setInterval(() => {
    const real = performance.now();
    now += speed * Math.min(real - seen, turnMs);
    seen = real;
    for (const wake of [...sleepers]) wake();
  }, 1);
  const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const until = now + milliseconds;
      const leave = (): void => {
        sleepers.delete(wake);
        signal?.removeEventListener('abort', abort);
      };
      const wake = (): void => {
        if (now < until) return;
        leave();
        resolve();
      };
      const abort = (): void => {
        leave();
        reject(signal?.reason);
      };
      if (signal?.aborted === true) return reject(signal.reason);
      signal?.addEventListener('abort', abort);
      sleepers.add(wake);
    });
  return { now: () => now, sleep, stop: () => clearInterval(timer) };
}
