/** `environments`: the environments in promotion order, and from where their servers are reached. */

import { Failure } from '../base/failure.ts';
import type { Environment } from '../core/promotion/config-types.ts';
import { type EnvironmentRow, renderEnvironments } from '../report/text/environments.ts';
import { command, type World } from './command.ts';
import { isPublic } from './doctor/doctor-servers.ts';
import { openProject } from './project/project.ts';
import { serverAddresses } from './servers/servers.ts';

export const environments = command({
  name: 'environments',
  summary: 'List the environments in promotion order, and which runner reaches their servers',
  description:
    'Asks no server. With --as it prints a matrix for GitHub Actions: one entry per environment that has servers, with\n' +
    'the labels of its runner: for runs-on. --reachable leaves out what no job would reach: environments without\n' +
    'runner: whose addresses are private or not set here.',
  examples: ['comfypin environments', 'comfypin environments --as matrix --reachable'],
  arguments: [],
  options: {
    first: { type: 'flag', summary: 'only the one where changes enter' },
    reachable: { type: 'flag', summary: 'only those that an Actions job reaches' },
    as: { type: 'text', value: 'name', summary: 'print NAME=… for $GITHUB_OUTPUT' },
  },
  run: async ({ options }, world) => {
    const { config } = await openProject(world);
    const all = options.first ? config.environments.slice(0, 1) : config.environments;
    const rows: EnvironmentRow[] = [];
    for (const environment of all) rows.push(await rowOf(environment, world));
    const wanted = rows.filter((row) => !options.reachable || isReachable(row));
    const { as: output } = options;
    const value = { environments: wanted, ...(output === undefined ? {} : { output }) };
    return { value, problems: [] };
  },
  renderers: { text: renderEnvironments },
});

async function rowOf(environment: Environment, world: World): Promise<EnvironmentRow> {
  const { name, after, runner, servers } = environment;
  return {
    environment: name,
    ...(after === undefined ? {} : { after }),
    ...(runner === undefined ? {} : { runner }),
    servers: servers.length,
    addresses: await addressesOf(environment, world),
  };
}

/** Tokens are those of the job that calls the servers; here only the addresses count. */
async function addressesOf(
  { name, servers }: Environment,
  world: World,
): Promise<EnvironmentRow['addresses']> {
  if (servers.length === 0) return 'none';
  const bare = servers.map(({ url, role }) => ({ url, role, headers: {} }));
  try {
    const known = await serverAddresses({ name, servers: bare }, world);
    return known.every((each) => isPublic(each.url)) ? 'public' : 'private';
  } catch (error) {
    if (error instanceof Failure) return 'not set';
    throw error;
  }
}

function isReachable({ runner, servers, addresses }: EnvironmentRow): boolean {
  return servers > 0 && (runner !== undefined || addresses === 'public');
}
