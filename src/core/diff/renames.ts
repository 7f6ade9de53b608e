/** Which of the workflows that are gone is which of the new ones: alike enough, it was given another name. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { definitionsOf } from './canvas/scope.ts';
import { formatOf, type Workflow } from './diff.ts';
import { leafText } from './leaf.ts';
import type { WorkflowDiff } from './types.ts';

export interface NamedWorkflow {
  readonly name: string;
  readonly workflow: Workflow;
}

export interface Rename {
  readonly was: string;
  readonly is: string;
}

/** Less of it kept than this, what is gone and what is new are two workflows. */
const leastKept = 0.6;

/** Fewer types in common than this, no diff finds so much kept: it may take a few nodes for replaced by others. */
const leastTypes = 0.4;

/** Diffs for what the nodes by themselves leave open; the likeliest come first. */
const mostDiffs = 40;

/**
 * Returns who is who, those that are most alike first. Nodes of equal content are counted for each two, which is cheap: most are
 * told alike or apart by them, and a diff is asked for the rest alone.
 */
export function findRenames(
  gone: readonly NamedWorkflow[],
  come: readonly NamedWorkflow[],
  diff: (from: Workflow, to: Workflow) => WorkflowDiff,
): readonly Rename[] {
  const left = gone.map(outlineOf);
  const right = come.map(outlineOf);
  const candidates = left.flatMap((from) => right.flatMap((to) => candidateOf(from, to)));
  candidates.sort((a, b) => b.contents - a.contents || b.types - a.types);
  const taken = new Set<Outline>();
  const renames: Rename[] = [];
  let diffs = 0;
  for (const { from, to, contents } of candidates) {
    if (taken.has(from) || taken.has(to)) continue;
    if (contents < leastKept) {
      if (diffs === mostDiffs) continue;
      diffs += 1;
      if (shareKept(from, to, diff(from.workflow, to.workflow)) < leastKept) continue;
    }
    taken.add(from).add(to);
    renames.push({ was: from.name, is: to.name });
  }
  return renames;
}

/** A workflow by its nodes alone, of the root and of all definitions. */
interface Outline extends NamedWorkflow {
  readonly format: WorkflowDiff['format'];
  /** Number of nodes in the root. */
  readonly inRoot: number;
  readonly types: Counts;
  /** Types with values, links aside. */
  readonly contents: Counts;
}

/** How often each text is there. */
interface Counts {
  readonly all: number;
  readonly of: ReadonlyMap<string, number>;
}

interface Candidate {
  readonly from: Outline;
  readonly to: Outline;
  readonly types: number;
  readonly contents: number;
}

function candidateOf(from: Outline, to: Outline): Candidate[] {
  if (from.format !== to.format) return [];
  const types = shareOf(from.types, to.types);
  if (types < leastTypes) return [];
  return [{ from, to, types, contents: shareOf(from.contents, to.contents) }];
}

/** Returns what two lists have in common, of what is in either. */
function shareOf(left: Counts, right: Counts): number {
  const most = Math.min(left.all, right.all);
  if (most < leastTypes * Math.max(left.all, right.all)) return 0;
  let common = 0;
  for (const [text, count] of left.of) common += Math.min(count, right.of.get(text) ?? 0);
  const all = left.all + right.all - common;
  return all === 0 ? 0 : common / all;
}

/** Returns the share of the nodes in the roots that neither came nor went; none where the documents could not be compared. */
function shareKept(from: Outline, to: Outline, { changes }: WorkflowDiff): number {
  if (changes.some((each) => each.kind === 'document-changed' && each.path.length === 0)) return 0;
  const moved = changes.filter(({ kind }) => kind === 'node-added' || kind === 'node-removed');
  const all = (from.inRoot + to.inRoot + moved.length) / 2;
  return all === 0 ? 0 : Math.max(0, 1 - moved.length / all);
}

function outlineOf(named: NamedWorkflow): Outline {
  const format = formatOf(named.workflow);
  const document = named.workflow as JsonObject;
  const root = format === 'canvas' ? nodesIn(document) : Object.values(document);
  const nodes = format === 'canvas' ? [root, ...definitionsOf(document).map(nodesIn)].flat() : root;
  const objects = nodes.filter(isJsonObject);
  const [typeKey, valueKey] =
    format === 'canvas' ? ['type', 'widgets_values'] : ['class_type', 'inputs'];
  const typeIn = (node: JsonObject) => leafText(member(node, typeKey) ?? null);
  const contentIn = (node: JsonObject) =>
    `${typeIn(node)} ${leafText(withoutLinks(member(node, valueKey) ?? null))}`;
  return {
    ...named,
    format,
    inRoot: root.length,
    types: countsOf(objects.map(typeIn)),
    contents: countsOf(objects.map(contentIn)),
  };
}

function nodesIn(scope: JsonObject): readonly Json[] {
  const nodes = member(scope, 'nodes');
  return nodes !== undefined && isJsonArray(nodes) ? nodes : [];
}

/** In API format a list among the inputs is a link; a canvas keeps its links elsewhere, and its values may well be lists. */
function withoutLinks(values: Json): Json {
  if (!isJsonObject(values)) return values;
  return Object.keys(values)
    .filter((name) => !isJsonArray(values[name]))
    .sort()
    .map((name) => [name, values[name] as Json]);
}

function countsOf(texts: readonly string[]): Counts {
  const of = new Map<string, number>();
  for (const text of texts) of.set(text, (of.get(text) ?? 0) + 1);
  return { all: texts.length, of };
}
