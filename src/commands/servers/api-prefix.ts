/** A server whose bare paths are not served is asked below `/api`, where ComfyUI serves all of them too. */

import type { Server, ServerAddress, ServerRequest, ServerResponse } from '../../world/ports.ts';
import type { World } from '../command.ts';

/** Returns a connection to the server that finds out by itself which of the two it serves. */
export function connectTo(address: ServerAddress, world: Pick<World, 'server'>): Server {
  return withApiPrefix(world.server(address));
}

const prefix = '/api';
/** What every ComfyUI answers with JSON, however busy. */
const probe = '/prompt';
const probeMs = 10_000;

export function withApiPrefix(server: Server): Server {
  let known: '' | typeof prefix | undefined;
  const learn = async (signal: AbortSignal | undefined): Promise<'' | typeof prefix> => {
    if (known !== undefined) return known;
    const isThere = async (path: string): Promise<boolean> => {
      const request = { method: 'GET', path, timeoutMs: probeMs } as const;
      const asked = server.request(signal === undefined ? request : { ...request, signal });
      return isJson(await asked);
    };
    const isBare = await isThere(probe);
    known ??= !isBare && (await isThere(`${prefix}${probe}`)) ? prefix : '';
    return known;
  };
  const at = (path: string): string =>
    known === undefined || path.startsWith(`${prefix}/`) ? path : `${known}${path}`;
  return {
    address: server.address,
    request: async (request: ServerRequest) => {
      const wasKnown = known !== undefined;
      const response = await server.request({ ...request, path: at(request.path) });
      if (wasKnown) return response;
      if (isJson(response)) known ??= '';
      else if (isNotServed(response) && (await learn(request.signal)) === prefix) {
        return server.request({ ...request, path: at(request.path) });
      }
      return response;
    },
    openSocket: async (path, timeoutMs) => {
      await learn(undefined).catch(() => '');
      return server.openSocket(at(path), timeoutMs);
    },
    close: () => server.close(),
  };
}

function isJson({ status, headers }: ServerResponse): boolean {
  return status === 200 && (headers['content-type'] ?? '').includes('json');
}

/** A proxy refuses the path, or shows a page of its own. */
function isNotServed({ status, headers }: ServerResponse): boolean {
  const isPage = (headers['content-type'] ?? '').includes('html');
  return status === 404 || status === 405 || status === 403 || (status === 200 && isPage);
}
