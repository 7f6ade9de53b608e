/** What `doctor` asks servers: whether they answer, answer strangers, and answer every website. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem, titleOf } from '../../base/problem.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import type { ServerResponse } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { type EnvironmentServer, serverAddresses } from '../servers/servers.ts';
import type { Finding } from './doctor-forge.ts';

const path = '/system_stats';
const longest = 10_000;

export async function serverFinding(
  environment: Environment,
  world: World,
  top: string,
): Promise<Finding> {
  const { name } = environment;
  const check = `servers of ${name}`;
  let servers: readonly EnvironmentServer[];
  try {
    servers = await serverAddresses(environment, world, top);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const reason = error.problems.map(titleOf).join(' ');
    const found = problem(
      'doctor/missing-variable',
      { environment: name },
      { environment: name, reason },
    );
    return { check, known: false, problems: [found] };
  }
  const problems = await Promise.all(servers.map((server) => problemsOf(name, server, world)));
  return { check, known: servers.length > 0, problems: problems.flat() };
}

async function problemsOf(
  environment: string,
  server: EnvironmentServer,
  world: World,
): Promise<readonly Problem[]> {
  const about = { environment, server: server.url };
  const ours = await ask(server, world);
  if (typeof ours === 'string' || ours.status >= 400) {
    const reason = typeof ours === 'string' ? ours : `status ${ours.status}`;
    return [problem('doctor/server-silent', { environment }, { ...about, reason })];
  }
  // without what identifies us, and as the page of a stranger would ask
  const stranger = await ask({ ...server, headers: { origin: 'https://stranger.invalid' } }, world);
  const answered = typeof stranger !== 'string' && stranger.status < 400;
  const cors = (typeof stranger === 'string' ? ours : stranger).headers[
    'access-control-allow-origin'
  ];
  return [
    ...(answered && isPublic(server.url)
      ? [problem('doctor/open-server', { environment }, about)]
      : []),
    ...(cors === '*' || cors === 'https://stranger.invalid'
      ? [problem('doctor/open-cors', { environment }, about)]
      : []),
  ];
}

async function ask(address: EnvironmentServer, world: World): Promise<ServerResponse | string> {
  const server = world.server(address);
  try {
    const { signal } = world;
    return await server.request({
      method: 'GET',
      path,
      timeoutMs: longest,
      maxBytes: 1_048_576,
      signal,
    });
  } catch (error) {
    if (!(error instanceof Failure) || world.signal.aborted) throw error;
    return error.problems.map(titleOf).join(' ');
  } finally {
    await server.close();
  }
}

/** Names without a dot, of private networks, and addresses of RFC 1918, RFC 4193, loopback and link-local are not public. */
export function isPublic(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || !/[.:]/.test(host)) return false;
  if (/\.(localhost|local|internal|lan|home\.arpa|test|invalid)$/.test(host)) return false;
  if (
    /^(127|10)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      host,
    )
  )
    return false;
  return !/^(::1$|f[cd]|fe[89ab])/.test(host) || !host.includes(':');
}
