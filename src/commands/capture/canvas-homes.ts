/** Where canvases are kept: every user of every server of an environment. */

import { Failure } from '../../base/failure.ts';
import { familyOf, type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import type { ServerUser } from '../../core/capture/listing.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import type { Server } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { connectTo } from '../servers/api-prefix.ts';
import { hostOf } from '../servers/catalogs.ts';
import { type EnvironmentServer, serverAddresses } from '../servers/servers.ts';
import { openUserData, type UserData, usersOf } from '../servers/user-data.ts';

export interface CanvasHome {
  /** The server as promotion.yaml spells it. */
  readonly server: string;
  /** Its address, for people. */
  readonly shown: string;
  /** Absent on a server that has one user. */
  readonly user?: ServerUser;
  readonly data: UserData;
  readonly connection: Server;
}

export interface HomeChoice {
  /** Addresses, resolved or as promotion.yaml spells them; all without. */
  readonly servers: readonly string[];
  /** Names or ids; all without. */
  readonly users: readonly string[];
  /** The command, for messages. */
  readonly command: string;
}

/**
 * Visits each home in the order of promotion.yaml and of user ids. A server that fails ends its own visits alone; its
 * failure is among the problems.
 */
export async function visitHomes(
  environment: Environment,
  choice: HomeChoice,
  context: { readonly world: World; readonly top: string },
  visit: (home: CanvasHome) => Promise<void>,
): Promise<readonly Problem[]> {
  const { world, top } = context;
  const addresses = await serverAddresses(environment, world, top);
  if (addresses.length === 0) {
    throw new Failure(problem('config/no-server', {}, { environment: environment.name }));
  }
  const rows = addresses.map((address, index) => ({
    address,
    written: environment.servers[index]?.url ?? address.url,
  }));
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { address, written } of chosenRows(rows, choice, environment.name)) {
    try {
      await visitServer({ address, written, choice, seen }, world, visit);
    } catch (thrown) {
      const isOfServer =
        thrown instanceof Failure &&
        thrown.problems.every(({ code }) => familyOf(code) === 'server') &&
        !world.signal.aborted;
      if (!isOfServer) throw thrown;
      problems.push(...thrown.problems);
    }
  }
  const absent = choice.users.find((each) => !seen.has(each));
  if (absent !== undefined && problems.length === 0) {
    const message = `No server of ${environment.name} has a user ${absent}.`;
    throw new Failure(problem('cli/usage', {}, { message, command: choice.command }));
  }
  return problems;
}

interface Row {
  readonly address: EnvironmentServer;
  readonly written: string;
}

function chosenRows(
  rows: readonly Row[],
  { servers, command }: HomeChoice,
  environment: string,
): readonly Row[] {
  if (servers.length === 0) return rows;
  return servers.map((word) => {
    const url = word.replace(/\/+$/, '');
    const found = rows.find(({ address, written }) => address.url === url || written === url);
    if (found !== undefined) return found;
    const known = rows.map(({ written }) => written);
    const nearest = nearestName(url, known);
    const message = `${environment} has no server ${word}. ${nearest === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${nearest}?`}`;
    throw new Failure(problem('cli/usage', {}, { message, command }));
  });
}

async function visitServer(
  {
    address,
    written,
    choice,
    seen,
  }: Row & { readonly choice: HomeChoice; readonly seen: Set<string> },
  world: World,
  visit: (home: CanvasHome) => Promise<void>,
): Promise<void> {
  const connection = connectTo(address, world);
  try {
    const named = address.headers[userHeader];
    const users =
      named === undefined ? await usersOf(connection, world) : [{ id: named, name: named }];
    const home = { server: written, shown: hostOf(connection), connection };
    if (users.length === 0) await visit({ ...home, data: openUserData(connection, world) });
    for (const user of users) {
      const names = [user.id, user.name];
      if (choice.users.length > 0 && !choice.users.some((each) => names.includes(each))) continue;
      for (const name of names) seen.add(name);
      await asUser(address, user, world, (own) =>
        visit({ ...home, user, data: openUserData(own, world) }),
      );
    }
  } finally {
    await connection.close();
  }
}

/** As ComfyUI's page names the user whose files it means. */
const userHeader = 'comfy-user';

async function asUser(
  address: EnvironmentServer,
  user: ServerUser,
  world: World,
  visit: (server: Server) => Promise<void>,
): Promise<void> {
  const own = connectTo(
    { ...address, headers: { ...address.headers, [userHeader]: user.id } },
    world,
  );
  try {
    await visit(own);
  } finally {
    await own.close();
  }
}
