/** Uploads and downloads: what they carry is named by its content or only read, so they may be tried again. */

import { Failure } from '../../base/failure.ts';
import { titleOf } from '../../base/problem.ts';
import type { Server, ServerRequest, ServerResponse } from '../../world/ports.ts';
import type { World } from '../command.ts';

export interface TransferContext extends Pick<World, 'clock' | 'signal'> {
  /** Milliseconds for one try; two minutes without it. */
  readonly transferMs?: number;
  /** Is told each failure after which it is tried again. */
  readonly onRetry?: (sentence: string) => void;
}

export type TransferRequest = Omit<ServerRequest, 'timeoutMs' | 'signal'>;

const tries = 3;
const usualMs = 120_000;
/** Nothing that another try would change. */
const final = new Set(['server/too-large', 'server/tls', 'server/unknown-host']);

/** Returns the answer of the last try, or throws its failure. */
export async function transfer(
  server: Server,
  request: TransferRequest,
  { clock, signal, transferMs = usualMs, onRetry }: TransferContext,
): Promise<ServerResponse> {
  const what = `${request.method} ${request.path.split('?')[0]}`;
  for (let count = 1; ; count += 1) {
    const isLast = count === tries;
    try {
      const answer = await server.request({ ...request, timeoutMs: transferMs, signal });
      if (isLast || (answer.status < 500 && answer.status !== 429)) return answer;
      onRetry?.(`${what}: the server answered ${answer.status}`);
    } catch (thrown) {
      const found = thrown instanceof Failure ? thrown.problems : [];
      if (isLast || found.length === 0 || found.some(({ code }) => final.has(code))) throw thrown;
      onRetry?.(`${what}: ${found.map(titleOf).join('; ')}`);
    }
    await clock.sleep(100 * count, signal);
  }
}
