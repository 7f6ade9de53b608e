/** The canvases that a server keeps for its users, over `/userdata`. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import {
  type Listing,
  readListing,
  readUsers,
  type ServerUser,
} from '../../core/capture/listing.ts';
import type { Server, ServerRequest, ServerResponse } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { hostOf } from './catalogs.ts';

/** A canvas beyond this is no canvas. */
const largest = 32 * 1024 * 1024;
const timeoutMs = 60_000;

export interface UserData {
  /** Everything below `workflows/`; a folder that is not there yet is an empty one. */
  readonly list: () => Promise<Listing>;
  /** Returns undefined for a file that is not there. `path` is below `workflows/`. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Returns false where `overwrite` is false and somebody made the file meanwhile. */
  readonly write: (path: string, bytes: Uint8Array, overwrite: boolean) => Promise<boolean>;
  readonly remove: (path: string) => Promise<void>;
}

/** Returns the users of a server that keeps their files apart; an empty list of one that does not. */
export async function usersOf(
  server: Server,
  world: Pick<World, 'signal'>,
): Promise<readonly ServerUser[]> {
  const answer = await withPrefix(server, world, { method: 'GET', path: '/users' });
  // older servers, and proxies that leave it out, have one user
  if (answer.status === 404 || answer.status === 405) return [];
  if (answer.status !== 200) throw badStatus(server, '/users', answer.status);
  const users = readUsers(textOf(answer));
  if (users === undefined) throw notUserData(server, '/users', 'it names no users');
  return users;
}

export function openUserData(server: Server, world: Pick<World, 'signal'>): UserData {
  const send = (request: Omit<ServerRequest, 'timeoutMs'>): Promise<ServerResponse> =>
    withPrefix(server, world, request);
  return {
    list: async () => {
      const path = '/userdata?dir=workflows&recurse=true&split=false&full_info=true';
      const answer = await send({ method: 'GET', path });
      if (answer.status === 404 && isNoFolder(answer)) return { files: [], refused: [] };
      if (answer.status !== 200) throw badStatus(server, '/userdata', answer.status);
      const listing = readListing(textOf(answer));
      if (listing === undefined) throw notUserData(server, '/userdata', 'it is no list of files');
      return listing;
    },
    read: async (path) => {
      const answer = await send({ method: 'GET', path: pathOf(path) });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw badStatus(server, '/userdata', answer.status);
      return answer.body;
    },
    write: async (path, bytes, overwrite) => {
      const answer = await send({
        method: 'POST',
        path: `${pathOf(path)}?overwrite=${overwrite}&full_info=true`,
        body: { kind: 'json', text: new TextDecoder().decode(bytes) },
      });
      if (answer.status === 409 && !overwrite) return false;
      if (answer.status !== 200) throw refused(server, 'POST', path, answer.status);
      return true;
    },
    remove: async (path) => {
      const answer = await send({ method: 'DELETE', path: pathOf(path) });
      if (answer.status === 204 || answer.status === 200 || answer.status === 404) return;
      throw refused(server, 'DELETE', path, answer.status);
    },
  };
}

/** The whole name is one part of the path. The server decodes it again where it still holds `%`, so such a name is encoded twice. */
function pathOf(path: string): string {
  const name = encodeURIComponent(`workflows/${path}`);
  return `/userdata/${path.includes('%') ? encodeURIComponent(name) : name}`;
}

/** Some proxies pass `/api/…` alone; what they answer elsewhere is a page or nothing. */
async function withPrefix(
  server: Server,
  { signal }: Pick<World, 'signal'>,
  request: Omit<ServerRequest, 'timeoutMs'>,
): Promise<ServerResponse> {
  const ask = (path: string) =>
    server.request({ ...request, path, timeoutMs, maxBytes: largest, signal });
  const bare = await ask(request.path);
  const isPage = /text\/html/.test(bare.headers['content-type'] ?? '');
  const isElsewhere = (bare.status === 404 || bare.status === 405) && !isNoFolder(bare);
  if (!isPage && !(isElsewhere && request.path.startsWith('/userdata?'))) return bare;
  const other = await ask(`/api${request.path}`);
  return other.status === 404 && !isNoFolder(other) ? bare : other;
}

function isNoFolder(answer: ServerResponse): boolean {
  return textOf(answer).trim() === 'Directory not found';
}

function textOf({ body }: ServerResponse): string {
  return new TextDecoder().decode(body);
}

function badStatus(server: Server, path: string, status: number): Failure {
  return new Failure(problem('server/bad-status', {}, { server: hostOf(server), path, status }));
}

function refused(server: Server, method: string, path: string, status: number): Failure {
  const args = { server: hostOf(server), method, file: path, status };
  return new Failure(problem('server/refused-file', {}, args));
}

function notUserData(server: Server, path: string, reason: string): Failure {
  const args = { server: hostOf(server), path, reason };
  return new Failure(problem('server/no-user-data', {}, args));
}
