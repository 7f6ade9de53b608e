/** Watches how much memory a server's device has in use while a case runs: seldom, so that it costs nothing. */

import { isJsonObject } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { deviceOf } from '../../core/smoke/device.ts';
import type { Server } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { MemoryWatch } from './case-types.ts';

const everyMs = 5000;

/** Without a wish for it nothing is asked. */
export function watchMemory(
  server: Server,
  wanted: boolean,
  world: Pick<World, 'clock' | 'signal'>,
): MemoryWatch {
  const stop = new AbortController();
  let peak: number | undefined;
  const look = async (): Promise<void> => {
    const used = await memoryInUse(server, world.signal);
    if (used !== undefined) peak = Math.max(peak ?? 0, used);
  };
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await world.clock.sleep(everyMs, stop.signal);
      await look();
    }
  };
  if (wanted) watch().catch(() => undefined);
  return {
    peak: () => peak,
    stop: async () => {
      stop.abort();
      if (wanted && !world.signal.aborted) await look();
    },
  };
}

async function memoryInUse(server: Server, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { status, body } = await server.request({
      method: 'GET',
      path: '/system_stats',
      timeoutMs: 10_000,
      signal,
    });
    const parsed = parseJson(new TextDecoder().decode(body), 'python');
    if (status !== 200 || !parsed.ok || !isJsonObject(parsed.value)) return undefined;
    return deviceOf(parsed.value)?.used;
  } catch {
    // a server that does not tell is the same as one that cannot
    return undefined;
  }
}
