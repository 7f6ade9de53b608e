/** What an environment offers today: the catalog of its servers, which must agree but for what promotion.yaml lets differ. */

import { type Problem, problem } from '../../base/problem.ts';
import { withoutDifferences } from '../../core/catalog/common.ts';
import { type CatalogDifference, compareCatalogs } from '../../core/catalog/compare.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { matchesName } from '../../core/validation/environment-rules.ts';
import type { EnvironmentRules } from '../../core/workflow/environment-rules.ts';
import type { World } from '../command.ts';
import { readServerCatalogs, type ServerCatalog } from './catalogs.ts';

export interface EnvironmentCatalog {
  /** What the first server offers, without what may differ on another one. */
  readonly catalog: Catalog;
  /** Addresses without secrets, in the order of promotion.yaml. */
  readonly servers: readonly string[];
  /** One error for each server that differs from the first where it may not. */
  readonly problems: readonly Problem[];
}

/** Reads all servers of an environment, as `record` does: what holds on one must hold on each. */
export async function readEnvironmentCatalog(
  environment: Environment,
  world: World,
  top: string,
): Promise<EnvironmentCatalog> {
  const catalogs = await readServerCatalogs(environment, world, top);
  const [first] = catalogs as readonly [ServerCatalog];
  const { problems, allowed } = differencesOf(catalogs, environment);
  return {
    catalog: withoutDifferences(first.catalog, allowed),
    servers: catalogs.map(({ server }) => server),
    problems,
  };
}

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
