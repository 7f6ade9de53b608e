/** The servers of an environment with their secrets resolved, as late as possible. */

import { resolve } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Environment, ServerConfig } from '../../core/promotion/config-types.ts';
import type { ServerAddress } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { proxyFor } from './proxies.ts';

export interface EnvironmentServer
  extends ServerAddress,
    Pick<ServerConfig, 'role' | 'quiet' | 'budgetMs'> {}

/**
 * Returns the addresses of an environment's servers in the order of promotion.yaml; none where it names none.
 * `$VARIABLE` is read from the process's environment; one that is not set fails with `config/missing-variable`.
 * `ca` is a path below `root`, or a variable with a path or with the PEM text itself.
 */
export async function serverAddresses(
  environment: Pick<Environment, 'name' | 'servers'>,
  world: Pick<World, 'variable' | 'disk' | 'folder'>,
  root: string = world.folder,
): Promise<readonly EnvironmentServer[]> {
  const problems: Problem[] = [];
  const at = { environment: environment.name };
  const resolved = (text: string): string =>
    text.replace(variablePattern, (_, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      const value = world.variable(name)?.trim() ?? '';
      if (value === '') problems.push(problem('config/missing-variable', at, { name }));
      return value;
    });
  const servers: EnvironmentServer[] = [];
  for (const server of environment.servers) {
    const before = problems.length;
    const url = resolved(server.url);
    const headers = headersOf(server, resolved);
    const ca = server.ca === undefined ? undefined : resolved(server.ca);
    const own = server.proxy === undefined ? undefined : resolved(server.proxy);
    if (problems.length > before) continue;
    const address = addressOf(url, headers);
    if (address === undefined) {
      problems.push(problem('config/bad-server-url', at, { url: server.url }));
      continue;
    }
    const proxy = proxyFor(url, own, (name) => world.variable(name));
    const pem = ca === undefined ? undefined : await authority(ca, root, world);
    const { role, quiet, budgetMs } = server;
    servers.push({
      ...address,
      role,
      ...(quiet === undefined ? {} : { quiet }),
      ...(budgetMs === undefined ? {} : { budgetMs }),
      ...(pem === undefined ? {} : { ca: pem }),
      ...(proxy === undefined ? {} : { proxy }),
    });
  }
  if (problems.length > 0) throw new Failure(problems);
  return servers;
}

/** Returns the servers of an environment, or those of them that were asked for by their address. */
export async function chosenServers(
  environment: Environment,
  urls: readonly string[],
  world: Pick<World, 'variable' | 'disk' | 'folder'>,
  top: string,
): Promise<readonly EnvironmentServer[]> {
  const servers = await serverAddresses(environment, world, top);
  if (servers.length === 0) {
    throw new Failure(problem('config/no-server', {}, { environment: environment.name }));
  }
  if (urls.length === 0) return servers;
  return urls.map((url) => {
    const found = servers.find((each) => each.url === url.replace(/\/+$/, ''));
    if (found !== undefined) return found;
    const message = `${environment.name} has no server ${url}. It has ${servers.map((each) => each.url).join(', ')}.`;
    throw new Failure(problem('cli/usage', {}, { message, command: 'smoke' }));
  });
}

/** `$NAME` and `${NAME}`. */
const variablePattern = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

function headersOf(server: ServerConfig, resolved: (text: string) => string) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(server.headers)) {
    headers[name.toLowerCase()] = resolved(value);
  }
  if (server.token !== undefined) headers['authorization'] = `Bearer ${resolved(server.token)}`;
  return headers;
}

/** A user name and password in a URL become a header, so that they appear in no message. */
function addressOf(url: string, headers: Record<string, string>): ServerAddress | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined;
  const { username, password } = parsed;
  const basic =
    username === '' || Object.hasOwn(headers, 'authorization')
      ? {}
      : { authorization: `Basic ${basicCredentials(username, password)}` };
  return {
    url: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`,
    headers: { ...headers, ...basic },
  };
}

function basicCredentials(name: string, password: string): string {
  const text = `${decodeURIComponent(name)}:${decodeURIComponent(password)}`;
  return Buffer.from(text, 'utf8').toString('base64');
}

async function authority(
  ca: string,
  root: string,
  world: Pick<World, 'disk'>,
): Promise<string | undefined> {
  if (ca.includes('-----BEGIN')) return ca;
  const path = resolve(root, ca);
  const bytes = await world.disk.read(path);
  if (bytes === undefined) {
    throw new Failure(
      problem('disk/unreadable', {}, { path: ca, reason: 'there is no such file' }),
    );
  }
  return new TextDecoder().decode(bytes);
}
