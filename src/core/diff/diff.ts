/** The difference of two workflows as data, and its way back: `patchWorkflow(from, diffWorkflows(from, to))` is `to`. */

import { isJsonArray, type JsonObject, jsonEqual, member } from '../../base/json.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import { hasErrors } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { diffPrompts } from './api-diff.ts';
import { patchPrompt } from './api-patch.ts';
import { diffCanvases } from './canvas/diff.ts';
import { applyEdit, editBetween, type JsonEdit } from './edits.ts';
import type { DiffOptions } from './options.ts';
import { type Change, type ChangeClass, changeClasses, type WorkflowDiff } from './types.ts';

export type Workflow = ApiPrompt | CanvasWorkflow;

/** Returns `canvas` for a document with a list of nodes, else `api`. */
export function formatOf(workflow: Workflow): WorkflowDiff['format'] {
  return isJsonArray(member(workflow as JsonObject, 'nodes')) ? 'canvas' : 'api';
}

/** Returns the workflow without a node in the format of the other: what a new one is compared with. */
export function emptyLike(workflow: Workflow): Workflow {
  return formatOf(workflow) === 'canvas' ? { nodes: [], links: [] } : {};
}

/** Returns what changed, both of one format. The catalog, if given, tells names of outputs and which values are one. */
export function diffWorkflows(
  from: Workflow,
  to: Workflow,
  catalog?: Catalog,
  options: DiffOptions = {},
): WorkflowDiff {
  const format = formatOf(to);
  if (format !== formatOf(from)) return diffOf(format, [wholeDocument(from, to)], [], []);
  if (format === 'api') {
    const { changes, matches } = diffPrompts(from as ApiPrompt, to as ApiPrompt, catalog, options);
    return diffOf(format, changes, matches, []);
  }
  const [before, after] = [from as CanvasWorkflow, to as CanvasWorkflow];
  const { changes, matches, problems } = diffCanvases(before, after, catalog, options);
  if (jsonEqual(before, after)) return diffOf(format, changes, matches, problems);
  const unread = hasErrors(problems);
  const diff = diffOf(format, unread ? [wholeDocument(from, to)] : changes, matches, problems);
  return withDocument(diff, before, after);
}

/** Few who read a diff apply it: the edit, larger than all that the changes tell, is made when it is first asked for. */
function withDocument(diff: WorkflowDiff, from: CanvasWorkflow, to: CanvasWorkflow): WorkflowDiff {
  let edit: JsonEdit | undefined;
  return {
    ...diff,
    get document() {
      edit ??= editBetween(from, to) ?? { value: to };
      return edit;
    },
  };
}

function wholeDocument(from: Workflow, to: Workflow): Change {
  const values = { from: from as JsonObject, to: to as JsonObject };
  return { class: 'behaviour', kind: 'document-changed', path: [], ...values };
}

function diffOf(
  format: WorkflowDiff['format'],
  changes: readonly Change[],
  matches: WorkflowDiff['matches'],
  problems: WorkflowDiff['problems'],
): WorkflowDiff {
  const counts: Record<ChangeClass, number> = {
    behaviour: 0,
    documentation: 0,
    drift: 0,
    layout: 0,
    view: 0,
  };
  for (const change of changes) counts[change.class] += 1;
  return {
    schemaVersion: 1,
    format,
    changes: changeClasses.flatMap((name) =>
      changes.filter((change) => change.class === name).sort(compareChanges),
    ),
    matches,
    counts,
    problems,
  };
}

/** Of one class. */
function compareChanges(left: Change, right: Change): number {
  return (
    Number(right.kind === 'nodes-moved') - Number(left.kind === 'nodes-moved') ||
    compareText(scopeOf(left), scopeOf(right)) ||
    compareNatural(nodeOf(left), nodeOf(right)) ||
    compareText(left.kind, right.kind) ||
    compareText(detailOf(left), detailOf(right))
  );
}

function scopeOf(change: Change): string {
  return ('node' in change ? change.node.scope : change.scope) ?? '';
}

function nodeOf(change: Change): string {
  return 'node' in change ? change.node.id : '';
}

function detailOf(change: Change): string {
  if ('input' in change) return change.input;
  return 'path' in change ? change.path.join('.') : '';
}

/** Returns the workflow after the changes; `from` must be the one that the diff was made of. */
export function patchWorkflow<W extends Workflow>(from: W, diff: WorkflowDiff): W {
  if (diff.document !== undefined) return applyEdit(from as JsonObject, diff.document) as W;
  const [only] = diff.changes;
  const isWhole = only?.kind === 'document-changed' && only.path.length === 0;
  if (isWhole && only.to !== undefined) return only.to as W;
  return diff.format === 'api' ? (patchPrompt(from as ApiPrompt, diff.changes) as W) : from;
}
