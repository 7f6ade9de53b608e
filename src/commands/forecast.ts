/** `forecast`: what an upgrade would do to the workflows of an environment, before it is made. */

import { resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { hasErrors, problem } from '../base/problem.ts';
import { parseEnvironment } from '../core/catalog/recording.ts';
import type { Catalog } from '../core/catalog/types.ts';
import type { Environment } from '../core/promotion/config-types.ts';
import { renderEffectsMarkdown } from '../report/markdown/effects.ts';
import { renderEffects } from '../report/text/effects.ts';
import { command, type World } from './command.ts';
import type { DriftAnswer } from './drift.ts';
import { effectsOf } from './environment/effects.ts';
import { evidenceEffects } from './environment/evidence-effects.ts';
import { foldersOnDisk, recordedCatalog } from './project/folders.ts';
import { environmentOf, openProject } from './project/project.ts';
import { readServerCatalogs } from './servers/catalogs.ts';
import { newerServer } from './servers/newer-server.ts';

export const forecast = command({
  name: 'forecast',
  summary: 'Tell which workflows of an environment an upgrade would break, before it is made',
  description:
    'Takes the recording of the environment for today, and another recording or a running server for\n' +
    'the day after the upgrade. Ends with 1 where a workflow would break.',
  examples: [
    'comfypin forecast prod --with workflows/staging/environment.json',
    'comfypin forecast prod --server http://127.0.0.1:8189',
  ],
  arguments: [{ name: 'environment', summary: 'the environment', required: true }],
  options: {
    with: { type: 'text', value: 'file', summary: 'a recording of what it would be' },
    server: { type: 'text', value: 'url', summary: 'a server as it would be, or $VARIABLE' },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { config, top } = project;
    const environment = environmentOf(config, words[0] ?? '');
    const folders = foldersOnDisk(world.disk, top);
    const before = await recordedCatalog(folders, environment.name);
    const next = await nextCatalog(options, environment, world, top);
    const change = { environment: environment.name, before, after: next.catalog };
    const { changes, workflows, problems } = await effectsOf(change, folders, config);
    const effects = await evidenceEffects(project, world, environment.name, next.catalog);
    const value: DriftAnswer = {
      environment: environment.name,
      source: next.source,
      changes,
      workflows,
      ...(effects.evidence === undefined ? {} : { evidence: effects.evidence }),
    };
    return {
      value,
      problems: [...newerServer([before, next.catalog]), ...problems, ...effects.problems],
    };
  },
  renderers: { text: renderEffects, markdown: renderEffectsMarkdown },
});

/** The token of the environment's own servers is not sent to another one. */
async function nextCatalog(
  given: { readonly with: string | undefined; readonly server: string | undefined },
  environment: Environment,
  world: World,
  top: string,
): Promise<{ readonly catalog: Catalog; readonly source: string }> {
  if ((given.with === undefined) === (given.server === undefined)) {
    const message = 'Give either --with FILE or --server URL.';
    throw new Failure(problem('cli/usage', {}, { message, command: 'forecast' }));
  }
  if (given.with !== undefined) return readRecording(given.with, world);
  const server = { url: given.server ?? '', headers: {}, role: 'test' } as const;
  const one = { ...environment, servers: [server] };
  const [live] = await readServerCatalogs(one, world, top);
  if (live === undefined) throw new Error('an environment with servers gave none');
  return { catalog: live.catalog, source: live.server };
}

async function readRecording(
  file: string,
  world: World,
): Promise<{ readonly catalog: Catalog; readonly source: string }> {
  const bytes = await world.disk.read(resolve(world.folder, file));
  if (bytes === undefined)
    throw new Failure(problem('cli/no-document', {}, { word: file, tried: [file] }));
  const { catalog, problems } = parseEnvironment(new TextDecoder().decode(bytes), file);
  if (hasErrors(problems)) throw new Failure(problems);
  return { catalog, source: file };
}
