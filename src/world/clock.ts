/** Time and chance. */

import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Random } from './ports.ts';

export const clock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    wait(milliseconds, undefined, signal === undefined ? {} : { signal }),
};

export const random: Random = {
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
  bytes: (count) => randomBytes(count),
};
