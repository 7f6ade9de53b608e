/** The websockets of a server: who is connected under which client id, and who receives what. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Json, JsonObject } from '../base/json.ts';
import { pythonJson } from './python-json.ts';

export interface Sockets {
  /** Sends to one client, or to all without one. A client that is not connected misses it. */
  readonly send: (type: string, data: JsonObject, clientId?: string) => void;
  /** Sends a PNG as ComfyUI's `send_image` does: event 1, format 2, then the bytes. */
  readonly sendPicture: (png: Uint8Array, clientId?: string) => void;
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly drop: () => void;
  readonly silence: (silent: boolean) => void;
  readonly close: () => void;
}

export interface SocketOptions {
  readonly features: { readonly [key: string]: Json };
  /** What a socket is told when it opens. */
  readonly status: () => JsonObject;
  /** The node that runs for a client now, which a late socket is told without a prompt id. */
  readonly runningNode: (clientId: string) => string | undefined;
}

/** A second socket of a client id takes the first one's place; when the first then closes, the id is forgotten with it. */
export function openSockets(options: SocketOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  const known = new Map<string, WebSocket>();
  const open = new Set<WebSocket>();
  let silent = false;
  const write = (socket: WebSocket, type: string, data: JsonObject) => {
    if (!silent && socket.readyState === socket.OPEN) socket.send(pythonJson({ type, data }));
  };

  const welcome = (socket: WebSocket, clientId: string) => {
    known.set(clientId, socket);
    open.add(socket);
    socket.on('close', () => {
      known.delete(clientId);
      open.delete(socket);
    });
    socket.on('error', () => socket.terminate());
    write(socket, 'status', { ...options.status(), sid: clientId });
    const node = options.runningNode(clientId);
    if (node !== undefined) write(socket, 'executing', { node });
    socket.once('message', (data) => {
      if (isFeatureFlags(String(data))) write(socket, 'feature_flags', options.features);
    });
  };

  const receivers = (clientId: string | undefined): readonly WebSocket[] => {
    const own = clientId === undefined ? undefined : known.get(clientId);
    return clientId === undefined ? [...known.values()] : own === undefined ? [] : [own];
  };

  return {
    send: (type, data, clientId) => {
      for (const socket of receivers(clientId)) write(socket, type, data);
    },
    sendPicture: (png, clientId) => {
      const frame = Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 2]), png]);
      for (const socket of receivers(clientId))
        if (!silent && socket.readyState === socket.OPEN) socket.send(frame);
    },
    accept: (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://server');
      const clientId = url.searchParams.get('clientId') || randomUUID().replaceAll('-', '');
      server.handleUpgrade(request, socket, head, (opened) => welcome(opened, clientId));
    },
    drop: () => {
      for (const socket of open) socket.terminate();
    },
    silence: (value) => {
      silent = value;
    },
    close: () => {
      for (const socket of open) socket.terminate();
      server.close();
    },
  };
}

/** Only the first message may be one; anything else is not looked at. */
function isFeatureFlags(text: string): boolean {
  try {
    return JSON.parse(text)?.type === 'feature_flags';
  } catch {
    return false;
  }
}
