/** `record`: writes what an environment's servers offer to environment.json. */

import { join } from 'node:path';
import { type Problem, problem } from '../base/problem.ts';
import { withoutDifferences } from '../core/catalog/common.ts';
import { type CatalogDifference, compareCatalogs } from '../core/catalog/compare.ts';
import { parseEnvironment, writeEnvironment } from '../core/catalog/recording.ts';
import type { Versions } from '../core/catalog/types.ts';
import type { Environment } from '../core/promotion/config-types.ts';
import { matchesName } from '../core/validation/environment-rules.ts';
import type { EnvironmentRules } from '../core/workflow/environment-rules.ts';
import { renderRecord } from '../report/text/record.ts';
import { command } from './command.ts';
import { readServerCatalogs, type ServerCatalog } from './shared/catalogs.ts';
import { newerServer } from './shared/newer-server.ts';
import { environmentOf, openProject } from './shared/project.ts';

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
    const catalogs = await readServerCatalogs(environment, world, project.top, 'all');
    const [first] = catalogs as readonly [ServerCatalog];
    const { problems, allowed } = differencesOf(catalogs, environment);
    const catalog = withoutDifferences(first.catalog, allowed);
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
      servers: catalogs.map(({ server }) => server),
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

const mostShown = 5;

function differencesOf(
  catalogs: readonly ServerCatalog[],
  { name: environment, rules }: Environment,
): { readonly problems: readonly Problem[]; readonly allowed: readonly CatalogDifference[] } {
  const [first, ...others] = catalogs;
  const allowed: CatalogDifference[] = [];
  const problems = others.flatMap((other): readonly Problem[] => {
    if (first === undefined) return [];
    const all = compareCatalogs(first.catalog, other.catalog);
    allowed.push(...all.filter((each) => mayDiffer(each, rules?.mayDiffer)));
    const found = all.filter((each) => !mayDiffer(each, rules?.mayDiffer));
    if (found.length === 0) return [];
    const shown = found.slice(0, mostShown).map(sentenceOf);
    const rest = found.length - shown.length;
    const differences = rest > 0 ? [...shown, `and ${rest} more`] : shown;
    const args = { server: first.server, other: other.server, differences };
    return [problem('drift/servers-differ', { environment }, args)];
  });
  return { problems, allowed };
}

function mayDiffer(
  { kind, name }: CatalogDifference,
  rules: EnvironmentRules['mayDiffer'] = {},
): boolean {
  const { nodes = [], models = [], versions = [] } = rules;
  const fits = (patterns: readonly string[], text: string) =>
    patterns.some((pattern) => matchesName(pattern, text));
  if (kind === 'version') return versions.includes(name);
  if (kind === 'node type') return fits(nodes, name);
  return fits(models, kind === 'embedding' ? `embeddings/${name}` : name.replaceAll('\\', '/'));
}

function sentenceOf({ kind, name, change }: CatalogDifference): string {
  const where = {
    added: 'is only on the second',
    removed: 'is only on the first',
    changed: 'differs',
  };
  return `${kind} ${name} ${where[change]}`;
}
