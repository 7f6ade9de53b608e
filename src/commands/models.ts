/** `models`: which model files the workflows use, which an environment has, and which rows of promotion.yaml are missing. */

import { type Problem, problem } from '../base/problem.ts';
import type { Catalog } from '../core/catalog/types.ts';
import type { PromotionConfig } from '../core/promotion/config-types.ts';
import { textOf, workflowFile } from '../core/promotion/release-files.ts';
import { mappingRow, sameFileIn } from '../core/validation/model-mapping.ts';
import { entryFor, mappingOf, plainName } from '../core/workflow/model-names.ts';
import { parseWorkflow } from '../core/workflow/parse.ts';
import { describeRelease } from '../core/workflow/release.ts';
import { renderModels } from '../report/text/models.ts';
import { command } from './command.ts';
import { type UsedFile, withKnowledge } from './environment/model-knowledge.ts';
import { type Folders, foldersOnDisk, recordedCatalog } from './project/folders.ts';
import { environmentOf, openProject } from './project/project.ts';
import { readEnvironmentCatalog } from './servers/environment-catalog.ts';
import { newerServer } from './servers/newer-server.ts';

export interface UsedModel {
  readonly folder: string;
  /** Its name in this environment, by the mapping or as it is spelled where the workflow is. */
  readonly file: string;
  readonly state: 'present' | 'missing';
  readonly isMapped: boolean;
  readonly workflows: readonly string[];
  /** The same file as this environment spells it, where it is missing under `file`. */
  readonly found?: string;
  /** The row that would map it. */
  readonly row?: string;
  /** What is known of the file itself: from its pin, from promotion.yaml, from the canvas of a workflow that uses it. */
  readonly sha256?: string;
  readonly size?: number;
  readonly url?: string;
  /** Pinned releases that use it: workflow and release digest. */
  readonly releases: readonly string[];
}

export interface ModelsAnswer {
  readonly environment: string;
  readonly source: string;
  readonly models: readonly UsedModel[];
  readonly suggest: boolean;
  readonly todo: boolean;
}

export const models = command({
  name: 'models',
  summary: 'List the model files that workflows use: present, missing, unmapped in an environment',
  description:
    'Takes the workflows of the environment, and those that are only in environments before it under the\n' +
    'names that promotion.yaml maps them to. --suggest prints the rows that models: lacks, --todo the files\n' +
    'to put on the servers: folder, sha256, size and address where they are known.',
  examples: [
    'comfypin models --env prod',
    'comfypin models --env prod --suggest',
    'comfypin models --env prod --todo',
  ],
  arguments: [],
  options: {
    env: { type: 'text', value: 'environment', summary: 'the environment', required: true },
    suggest: { type: 'flag', summary: 'print the rows to add under models: in promotion.yaml' },
    todo: { type: 'flag', summary: 'print the files that the servers lack, as a shopping list' },
    offline: { type: 'flag', summary: 'against environment.json, without asking a server' },
  },
  run: async ({ options }, world) => {
    const { config, top } = await openProject(world);
    const environment = environmentOf(config, options.env);
    const folders = foldersOnDisk(world.disk, top);
    const live = options.offline
      ? undefined
      : await readEnvironmentCatalog(environment, world, top);
    const catalog = live?.catalog ?? (await recordedCatalog(folders, environment.name));
    const used = await usedModels(folders, config, environment.name, catalog);
    const value: ModelsAnswer = {
      environment: environment.name,
      source: live?.servers.join(', ') ?? 'recorded',
      models: used,
      suggest: options.suggest,
      todo: options.todo,
    };
    const missing = used.flatMap((each) => missingOf(each, environment.name));
    const differing = live?.problems ?? [];
    return { value, problems: [...differing, ...newerServer([catalog]), ...missing] };
  },
  renderers: { text: renderModels },
});

function missingOf(used: UsedModel, environment: string): readonly Problem[] {
  if (used.state === 'present') return [];
  const { folder, file, found, row } = used;
  const workflows = used.workflows.join(', ');
  return [
    problem('validate/absent-model', { environment }, { folder, file, workflows, found, row }),
  ];
}

async function usedModels(
  folders: Folders,
  config: PromotionConfig,
  environment: string,
  catalog: Catalog,
): Promise<readonly UsedModel[]> {
  const names = config.environments.map((each) => each.name);
  const reached = names.slice(0, names.indexOf(environment) + 1).reverse();
  const seen = new Set<string>();
  const found = new Map<string, UsedModel>();
  for (const from of reached) {
    for (const workflow of await folders.names(from)) {
      if (seen.has(workflow)) continue;
      seen.add(workflow);
      for (const each of await modelsOf(folders, config, workflow, from)) {
        const used = placed(each, workflow, { from, environment, config, catalog });
        const before = found.get(`${used.folder}/${used.file}`);
        const workflows = [...(before?.workflows ?? []), workflow];
        const releases = [...(before?.releases ?? []), ...used.releases];
        found.set(`${used.folder}/${used.file}`, {
          ...before,
          ...used,
          workflows: [...new Set(workflows)],
          releases: [...new Set(releases)],
        });
      }
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, used]) => used);
}

/** The models of a workflow by the recording of the environment that it is in. */
async function modelsOf(
  folders: Folders,
  config: PromotionConfig,
  workflow: string,
  environment: string,
): Promise<readonly UsedFile[]> {
  const files = await folders.files(environment, workflow);
  const bytes = files?.get(workflowFile);
  const parsed = parseWorkflow((bytes === undefined ? undefined : textOf(bytes)) ?? '');
  if (parsed.format !== 'api' || parsed.workflow === undefined) return [];
  const catalog = await recordedCatalog(folders, environment);
  const { modelInputs } = describeRelease(parsed.workflow, catalog, {
    environment,
    models: config.models,
  });
  return withKnowledge(modelInputs, workflow, files ?? new Map());
}

function placed(
  { folder, file, ...known }: UsedFile,
  workflow: string,
  at: {
    readonly from: string;
    readonly environment: string;
    readonly config: PromotionConfig;
    readonly catalog: Catalog;
  },
): UsedModel {
  const mapping = mappingOf(at.config.models, folder, file, at.from);
  const sha256 = mapping?.sha256 === undefined ? {} : { sha256: mapping.sha256 };
  const here =
    (mapping === undefined ? undefined : entryFor(mapping.files, at.environment)) ?? file;
  const files = at.catalog.models.get(folder) ?? [];
  const isMapped = mapping !== undefined;
  const workflows = [workflow];
  // a server on Windows writes \ between folders; its own spelling is what is sent
  const there = files.includes(here)
    ? here
    : files.find((each) => plainName(each) === plainName(here));
  if (there !== undefined)
    return { ...known, ...sha256, folder, file: there, state: 'present', isMapped, workflows };
  const found = sameFileIn(files, here);
  const first = at.config.environments[0]?.name ?? at.from;
  const row =
    found === undefined || first === at.environment
      ? {}
      : {
          found,
          row: mappingRow(folder, {
            [at.from === at.environment ? first : at.from]: file,
            [at.environment]: found,
          }),
        };
  return { ...known, ...sha256, folder, file: here, state: 'missing', isMapped, workflows, ...row };
}
