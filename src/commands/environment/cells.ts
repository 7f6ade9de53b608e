/** One workflow validated in one environment: as it is pinned there, or as it would be rendered for it. */

import { hintOf, type Problem, titleOf } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import {
  assetsOf,
  pinFile,
  readReleaseFiles,
  textOf,
  type WorkflowFiles,
  workflowFile,
} from '../../core/promotion/release-files.ts';
import { renderForEnvironment } from '../../core/promotion/rendering.ts';
import { readSmokeCases } from '../../core/smoke/cases.ts';
import { validateWorkflow } from '../../core/validation/validate-workflow.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { ModelInput } from '../../core/workflow/types.ts';
import { type Folders, folderOf } from '../project/folders.ts';

export interface Cell {
  readonly workflow: string;
  readonly environment: string;
  /** `rendered`: it is not there yet, and was judged as the promotion from `from` would write it. */
  readonly kind: 'pinned' | 'rendered';
  readonly from?: string;
  readonly verdict: 'passed' | 'warned' | 'unverifiable' | 'failed';
  readonly errors: number;
  readonly warnings: number;
  /** The fewest actions that would make a failed cell pass, one line each; the one that helps most comes first. */
  readonly fixes: readonly string[];
}

export interface JudgedCell {
  readonly cell: Cell;
  readonly problems: readonly Problem[];
}

interface Target {
  readonly workflow: string;
  readonly environment: string;
  readonly catalog: Catalog;
}

/** Returns undefined where neither the environment nor one before it has the workflow. */
export async function judgeCell(
  target: Target,
  folders: Folders,
  config: PromotionConfig,
): Promise<JudgedCell | undefined> {
  const { workflow, environment, catalog } = target;
  const own = await folders.files(environment, workflow);
  if (own?.has(workflowFile) === true) {
    return judged(target, 'pinned', undefined, problemsOf(target, own, config));
  }
  const names = config.environments.map((each) => each.name);
  for (const from of names.slice(0, names.indexOf(environment)).reverse()) {
    const files = await folders.files(from, workflow);
    if (files?.has(workflowFile) !== true) continue;
    const rendered = renderForEnvironment({ files, from, to: environment, config, catalog });
    const problems =
      rendered.files === undefined
        ? rendered.problems.map((each) => ({ ...each, at: { workflow, environment, ...each.at } }))
        : problemsOf(target, rendered.files, config);
    return judged(target, 'rendered', from, problems);
  }
  return undefined;
}

function judged(
  { workflow, environment }: Target,
  kind: Cell['kind'],
  from: string | undefined,
  problems: readonly Problem[],
): JudgedCell {
  const errors = problems.filter((each) => each.severity === 'error').length;
  const warnings = problems.filter((each) => each.severity === 'warning').length;
  const isOpen = problems.some((each) => each.code === 'validate/only-server-can-tell');
  const verdict =
    errors > 0 ? 'failed' : isOpen ? 'unverifiable' : warnings > 0 ? 'warned' : 'passed';
  const origin = from === undefined ? {} : { from };
  const fixes = fixesOf(problems.filter((each) => each.severity === 'error'));
  const cell = {
    workflow,
    environment,
    kind,
    ...origin,
    verdict,
    errors,
    warnings,
    fixes,
  } as const;
  return { cell, problems };
}

/** Errors that one action settles count once: a row of `models:` maps a file for every node that loads it. */
function fixesOf(errors: readonly Problem[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const each of errors) {
    const fix = fixOf(each);
    counts.set(fix, (counts.get(fix) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([fix]) => fix);
}

function fixOf(error: Problem): string {
  const hint = hintOf(error) ?? titleOf(error);
  const row = /- \{ folder: .*\}/.exec(hint)?.[0];
  if (row !== undefined) return `models: in promotion.yaml: ${row}`;
  const { node, input } = error.at;
  const place = node === undefined ? '' : `node ${node}${input === undefined ? '' : ` ${input}`}: `;
  const [first = ''] = hint.split('\n');
  return `${place}${first}`;
}

function problemsOf(
  target: Target,
  files: WorkflowFiles,
  config: PromotionConfig,
): readonly Problem[] {
  const { workflow, environment, catalog } = target;
  const file = `${folderOf(environment, workflow)}/${workflowFile}`;
  const text = textOf(files.get(workflowFile) ?? new Uint8Array()) ?? '';
  const parsed = parseWorkflow(text, file);
  if (parsed.workflow === undefined) return parsed.problems;
  const { problems } = validateWorkflow(parsed.workflow, catalog, {
    environment,
    workflow,
    file,
    text,
    models: config.models,
    ...config.environments.find((each) => each.name === environment)?.rules,
    ...(config.environments[0] === undefined ? {} : { first: config.environments[0].name }),
    uploads: uploadsOf(files),
    pinned: pinnedModels(files),
  });
  return [
    ...parsed.problems.filter((each) => !problems.some((other) => saysMore(other, each))),
    ...openConflicts(files, folderOf(environment, workflow)),
    ...problems,
  ];
}

/** What the server would say of a link names the node's title and the value too. */
function saysMore(found: Problem, read: Problem): boolean {
  if (read.code === 'workflow/cycle') return found.code === 'validate/dependency-cycle';
  const isSamePlace = found.at.node === read.at.node && found.at.input === read.at.input;
  return (
    read.code === 'workflow/absent-node' && found.code === 'validate/dangling-link' && isSamePlace
  );
}

/** What a merge left open in the files, which is not to be run before somebody chose. */
function openConflicts(files: WorkflowFiles, folder: string): readonly Problem[] {
  const marked = [...files].some(
    ([path, bytes]) => path.endsWith('.json') && Buffer.from(bytes).includes('"conflicts"'),
  );
  if (!marked) return [];
  const { problems } = readReleaseFiles(files, `${folder}/`);
  return problems.filter((each) => each.code === 'merge/unsettled');
}

/** What the pin says of the models; none where it cannot be read, which `pin --check` tells. */
function pinnedModels(files: WorkflowFiles): readonly ModelInput[] {
  const text = textOf(files.get(pinFile) ?? new Uint8Array()) ?? '';
  return parsePin(text).pin?.description.modelInputs ?? [];
}

/** Files that are on the server when the workflow runs: its assets, and what its smoke cases upload. */
function uploadsOf(files: WorkflowFiles): readonly string[] {
  const cases = readSmokeCases(files).cases;
  const uploaded = cases.flatMap(({ inputs }) =>
    inputs.flatMap(({ file }) => (file === undefined ? [] : [file, baseName(file)])),
  );
  return [...assetsOf(files).keys(), ...uploaded];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
