/** The catalog of a running server: what it answers to GET, put together; a partial answer is a failure, never a catalog. */

import { Failure } from '../../base/failure.ts';
import { isJsonArray } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { problem } from '../../base/problem.ts';
import { parseCatalog } from '../../core/catalog/parse.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import type { Server, ServerResponse } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { connectTo } from './api-prefix.ts';
import { readAssets, readModelFiles } from './live-model-files.ts';
import { serverAddresses } from './servers.ts';

const largest = 64 * 1024 * 1024;
const longest = 60_000;
const megabyte = 1024 * 1024;

interface Reader {
  readonly server: Server;
  readonly signal: AbortSignal;
  readonly show: (line: string) => void;
}

/** Reads the whole catalog of one server; `/object_info` may take a minute and 64 MB. */
export async function readLiveCatalog(
  server: Server,
  world: Pick<World, 'progress' | 'signal'>,
): Promise<Catalog> {
  const show = (line: string) => world.progress.show(`${hostOf(server)}: ${line}`);
  const reader: Reader = { server, signal: world.signal, show };
  const objectInfo = await readText(reader, '/object_info');
  if (objectInfo === undefined) throw badStatus(server, '/object_info', 404);
  show('model folders');
  const [models, embeddings, systemStats, nodeReplacements] = await Promise.all([
    readModels(reader),
    readText(reader, '/embeddings'),
    readText(reader, '/system_stats'),
    readText(reader, '/node_replacements'),
  ]);
  const [modelFiles, assets] = await Promise.all([
    readModelFiles(models, (path) => optionalText(reader, path)),
    readAssets((path) => optionalText(reader, `/api${path}`)),
  ]);
  world.progress.done();
  return parseCatalog({
    objectInfo,
    models,
    embeddings,
    systemStats,
    nodeReplacements,
    modelFiles,
    ...(assets === undefined ? {} : { assets }),
  });
}

async function readModels(reader: Reader): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(reader, '/models');
  const parsed = text === undefined ? undefined : parseJson(text, 'python');
  if (parsed === undefined || !parsed.ok || !isJsonArray(parsed.value)) return {};
  const folders = parsed.value.filter((folder) => typeof folder === 'string');
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const list = await readText(reader, `/models/${encodeURIComponent(folder)}`);
      const files = list === undefined ? undefined : parseJson(list, 'python');
      if (files === undefined) return [folder, []] as const;
      if (!files.ok || !isJsonArray(files.value)) {
        const path = `/models/${folder}`;
        throw new Failure(
          problem('server/not-a-catalog', {}, { path, reason: 'it is not a list' }),
        );
      }
      return [folder, files.value] as const;
    }),
  );
  return Object.fromEntries(lists);
}

/** The answer's text where the server gives one: what is only a help may be off, forbidden or broken. */
async function optionalText(reader: Reader, path: string): Promise<string | undefined> {
  const { status, body } = await ask(reader, path);
  return status === 200 ? new TextDecoder().decode(body) : undefined;
}

/** Returns the answer's text, or undefined where the server has no such path. */
async function readText(reader: Reader, path: string): Promise<string | undefined> {
  const { server } = reader;
  const response = await ask(reader, path);
  if (response.status === 404 || response.status === 405) return undefined;
  if (response.status !== 200) throw badStatus(server, path, response.status);
  return new TextDecoder().decode(response.body);
}

function ask({ server, signal, show }: Reader, path: string): Promise<ServerResponse> {
  return server.request({
    method: 'GET',
    path,
    timeoutMs: longest,
    maxBytes: largest,
    signal,
    onProgress: (received) => {
      if (received > megabyte) show(`${path} ${(received / megabyte).toFixed(1)} MB`);
    },
  });
}

function badStatus(server: Server, path: string, status: number): Failure {
  return new Failure(problem('server/bad-status', {}, { server: hostOf(server), path, status }));
}

/** The address as it may be shown: without a name or password in it. */
export function hostOf(server: Server): string {
  return server.address.url.replace(/\/\/[^/@]*@/, '//');
}

export interface ServerCatalog {
  /** Address without secrets. */
  readonly server: string;
  readonly catalog: Catalog;
}

/** Reads the catalogs of an environment's servers, one after the other. */
export async function readServerCatalogs(
  environment: Environment,
  world: World,
  top: string,
): Promise<readonly ServerCatalog[]> {
  const addresses = await serverAddresses(environment, world, top);
  if (addresses.length === 0) {
    throw new Failure(problem('config/no-server', {}, { environment: environment.name }));
  }
  const catalogs: ServerCatalog[] = [];
  for (const address of addresses) {
    const server = connectTo(address, world);
    try {
      catalogs.push({ server: hostOf(server), catalog: await readLiveCatalog(server, world) });
    } finally {
      await server.close();
    }
  }
  return catalogs;
}
