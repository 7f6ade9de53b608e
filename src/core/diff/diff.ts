/** The difference of two workflows as data, and its way back: `patchWorkflow(from, diffWorkflows(from, to))` is `to`. */

import { isJsonArray, isJsonObject, type JsonObject, jsonEqual, member } from '../../base/json.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { diffPrompts } from './api-diff.ts';
import { patchPrompt } from './api-patch.ts';
import type { MatchOptions } from './match/match.ts';
import { type Change, type ChangeClass, changeClasses, type WorkflowDiff } from './types.ts';

export type DiffOptions = MatchOptions;
export type Workflow = ApiPrompt | CanvasWorkflow;

/** Returns `canvas` for a document with a list of nodes, else `api`. */
export function formatOf(workflow: Workflow): WorkflowDiff['format'] {
  return isJsonArray(member(workflow as JsonObject, 'nodes')) ? 'canvas' : 'api';
}

/** Returns what changed, both of one format. The catalog, if given, tells names of outputs and which values are one. */
export function diffWorkflows(
  from: Workflow,
  to: Workflow,
  catalog?: Catalog,
  options: DiffOptions = {},
): WorkflowDiff {
  const format = formatOf(to);
  if (format === 'api' && formatOf(from) === 'api') {
    const { changes, matches } = diffPrompts(from as ApiPrompt, to as ApiPrompt, catalog, options);
    return diffOf(format, changes, matches);
  }
  const changed: Change = {
    class: 'behaviour',
    kind: 'document-changed',
    path: [],
    from: from as JsonObject,
    to: to as JsonObject,
  };
  return diffOf(format, jsonEqual(from as JsonObject, to as JsonObject) ? [] : [changed], []);
}

function diffOf(
  format: WorkflowDiff['format'],
  changes: readonly Change[],
  matches: WorkflowDiff['matches'],
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
    changes: [...changes].sort(compareChanges),
    matches,
    counts,
    problems: [],
  };
}

function compareChanges(left: Change, right: Change): number {
  return (
    changeClasses.indexOf(left.class) - changeClasses.indexOf(right.class) ||
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
  const whole = diff.changes.find(
    (change) => change.kind === 'document-changed' && change.path.length === 0,
  );
  if (whole !== undefined && 'to' in whole && isJsonObject(whole.to)) return whole.to as W;
  if (diff.format === 'api') return patchPrompt(from as ApiPrompt, diff.changes) as W;
  return from;
}
