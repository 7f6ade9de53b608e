/** How a case uploads and downloads: with its limits, each further try noted. */

import type { TransferContext } from '../servers/transfer.ts';
import type { Trial } from './case-types.ts';

export function transfersOf({ world, options, retries }: Trial): TransferContext {
  const { clock, signal } = world;
  const transferMs = options.limits?.transferMs;
  return {
    clock,
    signal,
    onRetry: (sentence) => retries.push(sentence),
    ...(transferMs === undefined ? {} : { transferMs }),
  };
}
