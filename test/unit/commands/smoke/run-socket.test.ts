import { describe, expect, it } from 'vitest';
import type { Inbox } from '../../../../src/commands/smoke/inbox.ts';
import { listenTo, runSockets } from '../../../../src/commands/smoke/run-socket.ts';
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
  let events: Inbox<RunEvent> | undefined;
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
    const random = { uuid: () => `own-${++count}` };
    events = listenTo(server, { clock, random }).events;
  });
  return { ids, events: events?.take() ?? [] };
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
  expect(ids).toEqual(['own-1', 'own-1', 'own-1', 'own-2', 'own-2']);
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

describe('the sockets of the runs of one server', () => {
  /** Each socket stays open until it is broken by hand; `open` are those that nobody closed. */
  function sockets() {
    const open: string[] = [];
    const broken = new Map<string, () => void>();
    let count = 0;
    const openSocket = async (path: string): Promise<ServerSocket> => {
      const id = path.slice('/ws?clientId='.length);
      open.push(id);
      const end = new Promise<void>((resolve) => broken.set(id, resolve));
      return {
        frames: (async function* () {
          yield { kind: 'text', text: '{"type":"status","data":{}}' } as const;
          await end;
          open.splice(open.indexOf(id), 1);
        })(),
        send: () => undefined,
        close: () => void open.splice(open.indexOf(id), 1),
      };
    };
    const server = { openSocket } as unknown as Server;
    const world = { clock, random: { uuid: () => `own-${++count}` } };
    return { open, broken, all: runSockets(server, world) };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('gives the one that was opened ahead, without what it heard of others', async () => {
    const { open, all } = sockets();
    const first = all.take();
    all.openNext();
    all.openNext();
    await settled();
    expect(open).toEqual(['own-1', 'own-2']);
    const second = all.take();
    expect([first.clientId, second.clientId, second.events.take()]).toEqual(['own-1', 'own-2', []]);
  });

  it('gives a new one where that broke while it waited, and leaves none open', async () => {
    const { open, broken, all } = sockets();
    all.openNext();
    await settled();
    broken.get('own-1')?.();
    await settled();
    const taken = all.take();
    all.openNext();
    await settled();
    all.close();
    all.openNext();
    taken.close();
    expect([taken.clientId, taken.isBroken(), open]).toEqual(['own-2', false, []]);
  });
});
