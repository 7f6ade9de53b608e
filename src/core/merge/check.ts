/** Whether a merge without conflicts still runs: what no side is blamed for alone, but both together. */

import { isJsonObject, type Json, type JsonObject, keysOf, member } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { type Problem, problem, titleOf } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { formatOf, type Workflow } from '../diff/diff.ts';
import { nameOf } from '../diff/names.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { convertCanvas } from '../workflow/convert/convert.ts';
import { nodeOf, titleOfNode, walkFrom } from '../workflow/graph.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import type { Conflict, SideName } from './types.ts';

/** A problem of a prompt, under a key that holds also where the node has another id. */
interface Fault {
  readonly problem: Problem;
  readonly key: string;
}

/** Returns a conflict for each error of the merge that neither side has. Without a catalog only circles are seen. */
export function faultsOfMerge(
  merged: Workflow,
  sides: Record<SideName, Workflow>,
  catalog: Catalog | undefined,
): readonly Conflict[] {
  const found = faultsOf(merged, catalog);
  if (found.faults.length === 0) return [];
  const before = new Set(
    [sides.ours, sides.theirs].flatMap((side) =>
      faultsOf(side, catalog).faults.flatMap((each) => [each.key, exactKey(each.problem)]),
    ),
  );
  const isNew = (fault: Fault) => !before.has(fault.key) && !before.has(exactKey(fault.problem));
  return found.faults
    .filter(isNew)
    .map((fault) => conflictOf(fault, found.prompt, formatOf(merged) === 'canvas'));
}

function faultsOf(
  workflow: Workflow,
  catalog: Catalog | undefined,
): { readonly prompt: ApiPrompt; readonly faults: readonly Fault[] } {
  const isCanvas = formatOf(workflow) === 'canvas';
  if (isCanvas && catalog === undefined) return { prompt: {}, faults: [] };
  const converted =
    isCanvas && catalog !== undefined
      ? convertCanvas(workflow as CanvasWorkflow, catalog)
      : { prompt: workflow as ApiPrompt, problems: [] };
  const prompt = wholePrompt(converted.prompt);
  const circle = walkFrom(prompt, keysOf(prompt as unknown as JsonObject)).cycle;
  const judged =
    circle === undefined &&
    catalog !== undefined &&
    keysOf(prompt as unknown as JsonObject).length > 0
      ? validateWorkflow(prompt, catalog).problems
      : [];
  const problems = [
    ...converted.problems,
    ...(circle === undefined ? [] : [problem('workflow/cycle', {}, { nodes: circle })]),
    ...judged,
  ].filter((each) => each.severity === 'error');
  return { prompt, faults: problems.map((each) => ({ problem: each, key: keyOf(each, prompt) })) };
}

/** Returns the prompt, an empty one where a node of it is none: nothing is said of what cannot be read. */
function wholePrompt(prompt: ApiPrompt | undefined): ApiPrompt {
  const nodes = Object.values((prompt ?? {}) as unknown as JsonObject);
  const isWhole = nodes.every((node) => isJsonObject(node) && isJsonObject(member(node, 'inputs')));
  return isWhole ? (prompt ?? {}) : {};
}

function exactKey({ code, at, args }: Problem): string {
  return writeJson([code, at.node ?? '', at.input ?? '', args as unknown as Json]);
}

function keyOf({ code, at }: Problem, prompt: ApiPrompt): string {
  const node = at.node === undefined ? undefined : nodeOf(prompt, at.node);
  if (node === undefined) return writeJson([code, at.input ?? '']);
  const title = titleOfNode(node) ?? '';
  return writeJson([code, node.class_type, title, at.input ?? '', node.inputs as Json]);
}

/** A node inside a subgraph is named in the prompt by the subgraph node before the first colon, which is where the mark is drawn. */
function conflictOf({ problem: found }: Fault, prompt: ApiPrompt, isCanvas: boolean): Conflict {
  const { node: id, input } = found.at;
  const word = found.code.slice(found.code.indexOf('/') + 1);
  const node = id === undefined ? undefined : nodeOf(prompt, id);
  const common = {
    kind: 'invalid',
    path: `${[id ?? 'workflow', ...(input === undefined ? [] : [input])].join('.')}:${word}`,
    ...(input === undefined ? {} : { field: input }),
    reason: titleOf(found),
  } as const;
  if (id === undefined || node === undefined) return common;
  const shown = isCanvas ? (id.split(':')[0] ?? id) : id;
  const name = nameOf(shown, node.class_type, titleOfNode(node) ?? '', undefined);
  return { ...common, node: name };
}
