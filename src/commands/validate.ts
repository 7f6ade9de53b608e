/** `validate`: whether servers would take the workflows, and what they would let through. */

import { Failure } from '../base/failure.ts';
import type { Problem } from '../base/problem.ts';
import type { Catalog } from '../core/catalog/types.ts';
import type { Environment } from '../core/promotion/config-types.ts';
import { renderValidationMarkdown } from '../report/markdown/validate.ts';
import { renderValidation } from '../report/text/validate.ts';
import { command, type World } from './command.ts';
import { type Cell, judgeCell } from './environment/cells.ts';
import { chosenNames, type Folders, foldersOnDisk, recordedCatalog } from './project/folders.ts';
import { environmentOf, openProject } from './project/project.ts';
import { readEnvironmentCatalog } from './servers/environment-catalog.ts';
import { newerServer } from './servers/newer-server.ts';
import { oldRecordingOnDisk } from './servers/recording-age.ts';

export interface ValidateAnswer {
  readonly environments: readonly {
    readonly name: string;
    /** The servers that were asked, or `recorded`. */
    readonly source: string;
    readonly comfyui?: string;
  }[];
  readonly cells: readonly Cell[];
}

export const validate = command({
  name: 'validate',
  summary:
    'Tell what the server of an environment would answer to workflows, and what it would miss',
  description:
    'Asks the environment’s servers for what they offer; --offline takes environment.json instead.\n' +
    'With --all every workflow is judged in every environment: where it is not yet, as the promotion\n' +
    'would write it there. What only the server can tell is never counted as passed.',
  examples: [
    'comfypin validate hero --env staging',
    "comfypin validate 'acme/*' --all --offline",
    'comfypin validate --env prod --format github',
  ],
  arguments: [{ name: 'names', summary: 'workflows, as hero or acme/*', many: true }],
  options: {
    env: { type: 'text', value: 'environment', summary: 'the environment (default: the first)' },
    all: { type: 'flag', summary: 'every environment' },
    offline: { type: 'flag', summary: 'against environment.json, without asking a server' },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { config, top } = project;
    const folders = foldersOnDisk(world.disk, top);
    const given = options.env === undefined ? undefined : environmentOf(config, options.env);
    const environments = options.all
      ? config.environments
      : given === undefined
        ? config.environments.slice(0, 1)
        : [given];
    const sources: ValidateAnswer['environments'][number][] = [];
    const cells: Cell[] = [];
    // a workflow that is named is judged where it is not yet, too
    const asked = options.all || words.length > 0 ? config.environments : environments;
    const names = await namesOf(folders, asked, words);
    const problems: Problem[] = [...names.problems];
    for (const environment of environments) {
      const { name } = environment;
      const read = catalogOf(environment, folders, options.offline, world, top);
      const found = await (options.all ? read.catch(failureOf) : read);
      if ('failure' in found) {
        // the other environments can still be answered; this one is said to have given none
        problems.push(...found.failure.problems);
        sources.push({ name, source: 'no answer' });
        continue;
      }
      const { catalog, source } = found;
      problems.push(...found.problems);
      if (options.offline)
        problems.push(...(await oldRecordingOnDisk(project, environment, world)));
      const { comfyui } = catalog.versions;
      if (!sources.some((each) => each.comfyui === comfyui))
        problems.push(...newerServer([catalog]));
      sources.push({ name, source, ...(comfyui === undefined ? {} : { comfyui }) });
      for (const workflow of names.names) {
        const judged = await judgeCell({ workflow, environment: name, catalog }, folders, config);
        if (judged === undefined) continue;
        cells.push(judged.cell);
        problems.push(...judged.problems);
      }
    }
    const value: ValidateAnswer = { environments: sources, cells };
    return { value, problems };
  },
  renderers: { text: renderValidation, markdown: renderValidationMarkdown },
});

function failureOf(thrown: unknown): { readonly failure: Failure } {
  if (thrown instanceof Failure) return { failure: thrown };
  throw thrown;
}

/** Names chosen in any of the environments, each once; a word that fits nowhere is a problem. */
async function namesOf(
  folders: Folders,
  environments: readonly Environment[],
  words: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly problems: readonly Problem[] }> {
  const chosen = await Promise.all(
    environments.map((environment) => chosenNames(folders, environment.name, words)),
  );
  const names = [...new Set(chosen.flatMap((each) => each.names))].sort();
  const isEveryProblem = chosen.every((each) => each.problems.length > 0);
  return { names, problems: isEveryProblem ? (chosen[0]?.problems ?? []) : [] };
}

interface Found {
  readonly catalog: Catalog;
  readonly source: string;
  /** Where its servers differ from each other. */
  readonly problems: readonly Problem[];
}

async function catalogOf(
  environment: Environment,
  folders: Folders,
  offline: boolean,
  world: World,
  top: string,
): Promise<Found> {
  if (offline) {
    const catalog = await recordedCatalog(folders, environment.name);
    return { catalog, source: 'recorded', problems: [] };
  }
  const { catalog, servers, problems } = await readEnvironmentCatalog(environment, world, top);
  return { catalog, source: servers.join(', '), problems };
}
