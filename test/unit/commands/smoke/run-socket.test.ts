import { expect, it } from 'vitest';
import { inbox } from '../../../../src/commands/smoke/inbox.ts';
import { listenTo } from '../../../../src/commands/smoke/run-socket.ts';
import type { RunEvent } from '../../../../src/core/smoke/run-state.ts';
import type { Server, ServerSocket, SocketFrame } from '../../../../src/world/ports.ts';

/** No wait takes any time; the patience for the first opening never ends. */
const clock = {
  now: () => 0,
  sleep: (milliseconds: number) =>
    milliseconds === 3000 ? new Promise<void>(() => undefined) : Promise.resolve(),
};

/** Opens one socket after the other, each with its frames; `undefined` cannot be opened. */
async function opened(
  ...sockets: readonly (readonly SocketFrame[] | undefined)[]
): Promise<{ ids: readonly (string | null)[]; events: readonly RunEvent[] }> {
  const ids: (string | null)[] = [];
  const events = inbox<RunEvent>(clock);
  let count = 0;
  await new Promise<void>((done) => {
    const openSocket = async (path: string): Promise<ServerSocket> => {
      ids.push(new URL(path, 'http://server').searchParams.get('clientId'));
      const frames = sockets[ids.length - 1];
      if (ids.length > sockets.length) {
        done();
        return new Promise(() => undefined);
      }
      if (frames === undefined) throw new Error('refused');
      return {
        frames: (async function* () {
          yield* frames;
        })(),
        send: () => undefined,
        close: () => undefined,
      };
    };
    const server = { openSocket } as unknown as Server;
    const random = { uuid: () => `other-${++count}` };
    void listenTo(server, 'own', { clock, random }, events).opened;
  });
  return { ids, events: events.take() };
}

const closed = (isHalfOpen: boolean): SocketFrame => ({
  kind: 'closed',
  code: 1006,
  reason: '',
  isHalfOpen,
});
const success: SocketFrame = {
  kind: 'text',
  text: '{"type":"execution_success","data":{"prompt_id":"p","x":NaN}}',
};
const jpeg: SocketFrame = {
  kind: 'binary',
  data: new Uint8Array([0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0xd8]),
};

it('opens again under the same id where the server saw the end, and under another where it may not have', async () => {
  const { ids } = await opened([closed(false)], undefined, [closed(true)], [closed(false)]);
  expect(ids).toEqual(['own', 'own', 'own', 'other-1', 'other-1']);
});

it('passes on frames of a run with NaN in them and previews, and says that it was away', async () => {
  const { events } = await opened([success, jpeg, closed(false)]);
  expect(events).toEqual([
    { kind: 'frame', at: 0, frame: { kind: 'success', promptId: 'p' } },
    {
      kind: 'frame',
      at: 0,
      frame: { kind: 'preview', promptId: undefined, bytes: new Uint8Array([0xff, 0xd8]) },
    },
    { kind: 'deaf' },
  ]);
});
