/** What a server that others use too is owed, and how its memory is freed. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { queueLength } from '../../core/smoke/readings.ts';
import type { Server } from '../../world/ports.ts';
import type { World } from '../command.ts';

const quietMinutes = 20;

/** A live server's own users go first. */
export async function waitForQuiet(
  server: Server,
  world: Pick<World, 'clock' | 'signal'>,
): Promise<void> {
  const until = world.clock.now() + quietMinutes * 60_000;
  for (;;) {
    if ((await queueOf(server, world)) === 0) return;
    if (world.clock.now() >= until) {
      throw new Failure(
        problem('smoke/busy', {}, { server: server.address.url, minutes: quietMinutes }),
      );
    }
    await world.clock.sleep(5000, world.signal);
  }
}

/** Returns how many prompts run and wait there, whoever sent them; undefined where the answer cannot be read. */
export async function queueOf(
  server: Server,
  world: Pick<World, 'signal'>,
): Promise<number | undefined> {
  const { status, body } = await server.request({
    method: 'GET',
    path: '/queue',
    timeoutMs: 10_000,
    signal: world.signal,
  });
  return queueLength({ status, text: new TextDecoder().decode(body) });
}

/** True where the server answers now. */
export async function isAlive(server: Server, world: Pick<World, 'signal'>): Promise<boolean> {
  return (await queueOf(server, world).catch(() => undefined)) !== undefined;
}

/** `/free` works after the queue is empty and answers before; a moment later the next prompt starts afresh. */
export async function freeMemory(
  server: Server,
  world: Pick<World, 'clock' | 'signal'>,
  what: Readonly<Record<string, boolean>>,
): Promise<void> {
  await server
    .request({
      method: 'POST',
      path: '/free',
      body: { kind: 'json', text: JSON.stringify(what) },
      timeoutMs: 10_000,
      signal: world.signal,
    })
    .catch(() => undefined);
  await world.clock.sleep(300, world.signal).catch(() => undefined);
}
