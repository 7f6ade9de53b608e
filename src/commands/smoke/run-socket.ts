/** The websocket beside a run: its frames as events, opened again when it breaks. Without it a run is only less talkative. */

import { parseBinaryFrame, parseTextFrame } from '../../core/smoke/frames.ts';
import type { RunEvent } from '../../core/smoke/run-state.ts';
import type { Clock, Random, Server, ServerSocket } from '../../world/ports.ts';
import { type Inbox, inbox } from './inbox.ts';

const openMs = 5000;
const patienceMs = 3000;
/** Waits before the socket is opened again; a server that is gone is found out by polling. */
const againMs = [250, 1000, 2000, 5000, 10_000];

export interface RunSocket {
  /** The prompt is submitted with it, so that its frames come here. */
  readonly clientId: string;
  readonly events: Inbox<RunEvent>;
  /** Resolves when the socket is open or has failed, at the latest after 3 seconds. */
  readonly opened: Promise<void>;
  /** True where it could not be opened, or broke, once at least. */
  readonly isBroken: () => boolean;
  readonly close: () => void;
}

export interface SocketWorld {
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
}

/**
 * Opens `/ws` under a new client id. A server that still holds a dead socket under that id takes the new one from its
 * list when it notices (ComfyUI's server.py, `websocket_handler`): after that only another id hears anything, which is
 * its status.
 */
export function listenTo(server: Server, { clock, random }: SocketWorld): RunSocket {
  const clientId = random.uuid();
  const events = inbox<RunEvent>(clock);
  let id = clientId;
  let isBroken = false;
  const stop = new AbortController();
  let socket: ServerSocket | undefined;
  let settle: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const pump = async (): Promise<void> => {
    for (const wait of [0, ...againMs]) {
      if (wait > 0) await clock.sleep(wait, stop.signal);
      if (stop.signal.aborted) return;
      socket = await server.openSocket(`/ws?clientId=${id}`, openMs).catch(() => undefined);
      settle();
      if (stop.signal.aborted) socket?.close();
      for await (const frame of socket?.frames ?? []) {
        const at = clock.now();
        if (frame.kind === 'closed' && frame.isHalfOpen) id = random.uuid();
        const parsed =
          frame.kind === 'text'
            ? parseTextFrame(frame.text)
            : frame.kind === 'binary'
              ? parseBinaryFrame(frame.data)
              : undefined;
        if (parsed !== undefined) events.push({ kind: 'frame', at, frame: parsed });
      }
      isBroken = true;
      events.push({ kind: 'deaf' });
    }
  };
  void pump().catch(() => undefined);
  void clock.sleep(patienceMs, stop.signal).then(settle, settle);
  return {
    clientId,
    events,
    opened,
    isBroken: () => isBroken,
    close: () => {
      stop.abort();
      socket?.close();
    },
  };
}

/** The sockets of one server's runs, one for each: the next is opened while a run goes on, so that none waits for it. */
export interface RunSockets {
  readonly take: () => RunSocket;
  readonly openNext: () => void;
  readonly close: () => void;
}

export function runSockets(server: Server, world: SocketWorld): RunSockets {
  let next: RunSocket | undefined;
  let isClosed = false;
  const drop = (): void => {
    next?.close();
    next = undefined;
  };
  return {
    take: () => {
      if (next?.isBroken() === true) drop();
      const taken = next ?? listenTo(server, world);
      next = undefined;
      // what it heard while it waited is about others
      taken.events.take();
      return taken;
    },
    openNext: () => {
      if (!isClosed) next ??= listenTo(server, world);
    },
    close: () => {
      isClosed = true;
      drop();
    },
  };
}
