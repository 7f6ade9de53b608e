/** `standin`: a server that answers as ComfyUI does, for trying comfypin out and for tests without a GPU. */

import { basename, dirname, resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import { problem } from '../base/problem.ts';
import { parseCatalog } from '../core/catalog/parse.ts';
import { renderStandin } from '../report/text/standin.ts';
import type { Disk } from '../world/ports.ts';
import { command, type StandinOptions, type World } from './command.ts';

const defaultPort = 8188;

export interface StandinReport {
  readonly url: string;
}

export const standin = command({
  name: 'standin',
  summary: 'Run a ComfyUI stand-in on this machine: no GPU, no models, real protocol',
  description:
    'Model-free image nodes are computed. Samplers paint shapes from seed and inputs in place of a picture; other node ' +
    'types give placeholders, which the log says. Beside the file of --object-info, system_stats.json, embeddings.json, ' +
    'node_replacements.json and models/ are read where they are. Ends with Ctrl-C.',
  examples: [
    'comfypin standin',
    'comfypin standin --port 8189 --object-info object_info.json --models models/ --delay 200',
  ],
  arguments: [],
  options: {
    port: { type: 'text', value: 'number', summary: `port to listen on (default ${defaultPort})` },
    objectInfo: {
      type: 'text',
      value: 'file',
      summary: "a server's /object_info answer, in place of the built-in catalog",
    },
    models: {
      type: 'text',
      value: 'path',
      summary: 'JSON file {folder: [names]}, or a folder with <folder>.json lists or model files',
    },
    delay: { type: 'text', value: 'ms', summary: 'how long each node takes at least' },
    folder: {
      type: 'text',
      value: 'path',
      summary: 'where input and output files are kept (default: a temporary folder)',
    },
  },
  run: async ({ options }, world) => {
    const port = numberOption('port', options.port) ?? defaultPort;
    const delayMs = numberOption('delay', options.delay);
    const recorded = await recordedAnswers(options.objectInfo, world);
    const models =
      options.models === undefined
        ? recorded.models
        : await readModels(resolve(world.folder, options.models), world.disk);
    const running = await world.standin({
      ...recorded,
      port,
      log: world.progress.say,
      ...(models === undefined ? {} : { models }),
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(options.folder === undefined ? {} : { folder: resolve(world.folder, options.folder) }),
    });
    world.progress.say(`A stand-in for ComfyUI listens on ${running.url} (Ctrl-C ends it)`);
    world.progress.say(
      'It loads no model: samplers paint shapes from seed and inputs, unknown node types give placeholders.',
    );
    await untilStopped(world.signal);
    await running.stop();
    return { value: { url: running.url } satisfies StandinReport, problems: [] };
  },
  renderers: { text: renderStandin },
});

function numberOption(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d+$/.test(given)) return Number(given);
  const message = `--${name} takes a whole number, not "${given}".`;
  throw new Failure(problem('cli/usage', {}, { message, command: 'standin' }));
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}

type Recorded = Pick<
  StandinOptions,
  'objectInfo' | 'models' | 'embeddings' | 'systemStats' | 'nodeReplacements'
>;

/** Reads the answers that a recorded `/object_info` has beside it. */
async function recordedAnswers(given: string | undefined, world: World): Promise<Recorded> {
  if (given === undefined) return {};
  const path = resolve(world.folder, given);
  const beside = (name: string) => resolve(dirname(path), name);
  const objectInfo = await mustRead(path, world.disk);
  const systemStats = await readText(beside('system_stats.json'), world.disk);
  const nodeReplacements = await readText(beside('node_replacements.json'), world.disk);
  const embeddings = await readText(beside('embeddings.json'), world.disk);
  const isThere = (await world.disk.list(beside('models'))) !== undefined;
  const models = isThere ? await readModels(beside('models'), world.disk) : undefined;
  parseCatalog({ objectInfo, models, embeddings, systemStats, nodeReplacements });
  return {
    objectInfo,
    ...(models === undefined ? {} : { models }),
    ...(systemStats === undefined ? {} : { systemStats }),
    ...(nodeReplacements === undefined ? {} : { nodeReplacements }),
    ...(embeddings === undefined ? {} : { embeddings: namesIn(embeddings, 'embeddings.json') }),
  };
}

type ModelLists = Readonly<Record<string, readonly string[]>>;

async function readModels(path: string, disk: Disk): Promise<ModelLists> {
  const entries = await disk.list(path);
  if (entries === undefined) return modelsInFile(await mustRead(path, disk), path);
  const lists = entries.map(async ({ name, kind }) => {
    const full = `${path}/${name}`;
    if (kind === 'folder') return [[name, await filesBelow(full, '', disk)] as const];
    if (!name.endsWith('.json')) return [];
    return [[basename(name, '.json'), namesIn(await mustRead(full, disk), full)] as const];
  });
  return Object.fromEntries((await Promise.all(lists)).flat());
}

function modelsInFile(text: string, path: string): ModelLists {
  const value = valueIn(text, path);
  if (!isJsonObject(value)) throw unreadable(path, 'it is no JSON object of folders');
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([folder, names]) => [folder, textsIn(names, path)]),
  );
}

function namesIn(text: string, path: string): readonly string[] {
  return textsIn(valueIn(text, path), path);
}

function textsIn(value: Json, path: string): readonly string[] {
  if (!isJsonArray(value)) throw unreadable(path, 'it holds something else than lists of names');
  return value.filter((name): name is string => typeof name === 'string');
}

function valueIn(text: string, path: string): Json {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok) throw unreadable(path, parsed.error.message);
  return parsed.value;
}

async function filesBelow(path: string, prefix: string, disk: Disk): Promise<readonly string[]> {
  const entries = [...((await disk.list(path)) ?? [])];
  const found = entries.map(async ({ name, kind }) =>
    kind === 'folder'
      ? filesBelow(`${path}/${name}`, `${prefix}${name}/`, disk)
      : [`${prefix}${name}`],
  );
  return (await Promise.all(found)).flat().sort();
}

async function readText(path: string, disk: Disk): Promise<string | undefined> {
  const bytes = await disk.read(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

async function mustRead(path: string, disk: Disk): Promise<string> {
  const text = await readText(path, disk);
  if (text === undefined) throw unreadable(path, 'there is no such file');
  return text;
}

function unreadable(path: string, reason: string): Failure {
  return new Failure(problem('config/unreadable-file', { file: path }, { reason }));
}
