/** Events from several sources in one queue, with a wait that ends at the first of them. */

import type { Clock } from '../../world/ports.ts';

export interface Inbox<T> {
  readonly push: (item: T) => void;
  /** Returns what has come, in order, and forgets it. */
  readonly take: () => readonly T[];
  /** Resolves after the time, or at once when something is there or comes. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

export function inbox<T>(clock: Clock): Inbox<T> {
  let items: T[] = [];
  let waker: AbortController | undefined;
  return {
    push: (item) => {
      items.push(item);
      waker?.abort();
    },
    take: () => {
      const taken = items;
      items = [];
      return taken;
    },
    wait: async (milliseconds) => {
      if (items.length > 0) return;
      const own = new AbortController();
      waker = own;
      await clock.sleep(Math.max(0, milliseconds), own.signal).catch((thrown: unknown) => {
        if (!own.signal.aborted) throw thrown;
      });
      waker = undefined;
    },
  };
}
