/** `record`: writes what an environment's servers offer to environment.json. */

import { join } from 'node:path';
import { type CatalogDifference, compareCatalogs } from '../core/catalog/compare.ts';
import { parseEnvironment, writeEnvironment } from '../core/catalog/recording.ts';
import type { Versions } from '../core/catalog/types.ts';
import { renderRecord } from '../report/text/record.ts';
import { command } from './command.ts';
import { environmentOf, openProject } from './project/project.ts';
import { readEnvironmentCatalog } from './servers/environment-catalog.ts';
import { newerServer } from './servers/newer-server.ts';

export interface RecordAnswer {
  readonly environment: string;
  /** Relative to the top of the repository. */
  readonly file: string;
  readonly state: 'written' | 'unchanged' | 'would write' | 'refused';
  readonly servers: readonly string[];
  readonly versions: Versions;
  readonly nodeTypes: number;
  readonly models: number;
  /** Since the recording that was there. */
  readonly changes: readonly CatalogDifference[];
}

export const record = command({
  name: 'record',
  summary: 'Record what an environment’s servers offer: node types, models, versions',
  description:
    'Writes workflows/ENV/environment.json, sorted, one node type a line, so that a git diff shows what\n' +
    'changed there. Several servers of one environment must offer the same.',
  examples: ['comfypin record --env staging'],
  arguments: [],
  options: {
    env: { type: 'text', value: 'environment', summary: 'the environment', required: true },
    dryRun: { type: 'flag', summary: 'tell what would change' },
  },
  run: async ({ options }, world) => {
    const project = await openProject(world);
    const environment = environmentOf(project.config, options.env);
    const found = await readEnvironmentCatalog(environment, world, project.top);
    const { catalog, servers, problems } = found;
    const file = `workflows/${environment.name}/environment.json`;
    const path = join(project.top, file);
    const bytes = await world.disk.read(path);
    const before = bytes === undefined ? undefined : new TextDecoder().decode(bytes);
    const text = writeEnvironment(catalog);
    const state =
      problems.length > 0
        ? 'refused'
        : before === text
          ? 'unchanged'
          : options.dryRun
            ? 'would write'
            : 'written';
    if (state === 'written') await world.disk.write(path, text);
    const value: RecordAnswer = {
      environment: environment.name,
      file,
      state,
      servers,
      versions: catalog.versions,
      nodeTypes: catalog.nodeTypes.size,
      models: [...catalog.models.values()].reduce((sum, files) => sum + files.length, 0),
      changes:
        before === undefined ? [] : compareCatalogs(parseEnvironment(before).catalog, catalog),
    };
    return {
      value,
      problems: [...problems, ...newerServer([catalog])],
      ...(state === 'written' ? { next: `git add ${file}` } : {}),
    };
  },
  renderers: { text: renderRecord },
});
