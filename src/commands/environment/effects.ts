/** What a change of an environment does to the workflows that are pinned in it: each is judged before and after. */

import { type Problem, titleOf } from '../../base/problem.ts';
import { type CatalogDifference, compareCatalogs } from '../../core/catalog/compare.ts';
import { parseEnvironment, writeEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { textOf, workflowFile } from '../../core/promotion/release-files.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import { describeRelease } from '../../core/workflow/release.ts';
import type { Folders } from '../project/folders.ts';
import { judgeCell } from './cells.ts';

export interface Effect {
  readonly workflow: string;
  /** `breaks`: it has errors that it had not; `touches`: something that it uses changed. */
  readonly effect: 'breaks' | 'touches' | 'none';
  /** What it uses and what changed, as `node type KSampler`. */
  readonly uses: readonly string[];
  /** It had errors before the change too. */
  readonly wasBroken: boolean;
}

export interface Effects {
  readonly changes: readonly CatalogDifference[];
  readonly workflows: readonly Effect[];
  /** The errors that are new. */
  readonly problems: readonly Problem[];
}

interface Change {
  readonly environment: string;
  readonly before: Catalog;
  readonly after: Catalog;
}

/** Both catalogs are compared as recordings, so that what a recording leaves out is no difference. */
export async function effectsOf(
  { environment, before, after }: Change,
  folders: Folders,
  config: PromotionConfig,
): Promise<Effects> {
  const recorded = parseEnvironment(writeEnvironment(after)).catalog;
  const changes = compareCatalogs(before, recorded);
  const workflows: Effect[] = [];
  const problems: Problem[] = [];
  for (const workflow of await folders.names(environment)) {
    const change = { environment, before, after: recorded };
    const { effect, found } = await effectOn(workflow, change, changes, folders, config);
    workflows.push(effect);
    problems.push(...found);
  }
  return { changes, workflows, problems };
}

async function effectOn(
  workflow: string,
  { environment, before, after }: Change,
  changes: readonly CatalogDifference[],
  folders: Folders,
  config: PromotionConfig,
): Promise<{ readonly effect: Effect; readonly found: readonly Problem[] }> {
  const errorsIn = async (catalog: Catalog): Promise<readonly Problem[]> => {
    const judged = await judgeCell({ workflow, environment, catalog }, folders, config);
    return (judged?.problems ?? []).filter((each) => each.severity === 'error');
  };
  const [errorsBefore, errorsAfter] = [await errorsIn(before), await errorsIn(after)];
  const known = new Set(errorsBefore.map(keyOf));
  const found = errorsAfter.filter((each) => !known.has(keyOf(each)));
  const used = await usedNames(workflow, environment, before, folders, config);
  const uses = changes.flatMap(({ kind, name }) =>
    used.has(`${kind} ${name}`) ? [`${kind} ${name}`] : [],
  );
  const effect = found.length > 0 ? 'breaks' : uses.length > 0 ? 'touches' : 'none';
  return { effect: { workflow, effect, uses, wasBroken: errorsBefore.length > 0 }, found };
}

function keyOf(found: Problem): string {
  return JSON.stringify([found.code, found.at.node, found.at.input, titleOf(found)]);
}

/** Node types, models and embeddings that the workflow names, as differences name them. */
async function usedNames(
  workflow: string,
  environment: string,
  catalog: Catalog,
  folders: Folders,
  config: PromotionConfig,
): Promise<ReadonlySet<string>> {
  const bytes = (await folders.files(environment, workflow))?.get(workflowFile);
  const text = (bytes === undefined ? undefined : textOf(bytes)) ?? '';
  const parsed = parseWorkflow(text);
  if (parsed.format !== 'api' || parsed.workflow === undefined) return new Set();
  const types = Object.values(parsed.workflow).map((node) => `node type ${node.class_type}`);
  const { modelInputs } = describeRelease(parsed.workflow, catalog, {
    environment,
    models: config.models,
  });
  const models = modelInputs.map(({ folder, file }) => `model ${folder}/${file}`);
  const embeddings = catalog.embeddings
    .filter((name) => text.includes(`embedding:${name.replace(/\.\w+$/, '')}`))
    .map((name) => `embedding ${name}`);
  return new Set([...types, ...models, ...embeddings]);
}
