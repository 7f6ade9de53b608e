/** Merges one file of a workflow repository by what it is: a graph, a pin, a recording, a list. */

import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { compareNatural } from '../../base/order.ts';
import { titleOf } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import type { Workflow } from '../diff/diff.ts';
import { canonicalWorkflowText } from '../workflow/canonical-text.ts';
import { canonicalCanvasText } from '../workflow/canvas-text.ts';
import { type ParsedWorkflow, parseWorkflow } from '../workflow/parse.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { mergeTexts } from './lines.ts';
import { mergeWorkflows } from './merge.ts';
import { openConflicts } from './records.ts';
import type { Conflict, SideName, Three } from './types.ts';

export interface FileMerge {
  readonly text: string;
  /** Open conflicts of a graph. */
  readonly conflicts: readonly Conflict[];
  /** Open places of a text, between markers. */
  readonly open: number;
  /** How it was merged; `unread` where a version of a workflow is none: then it is ours as it was. */
  readonly how: 'graph' | 'ours' | 'newer' | 'lines' | 'unread';
  /** Which version could not be read, and why. */
  readonly unread?: { readonly side: 'base' | SideName; readonly reason: string };
}

export interface FileMergeOptions {
  readonly catalog?: Catalog | undefined;
  /** A canvas stands beside workflow.json, which is made of it again: so it is never in question. */
  readonly hasCanvas?: boolean;
}

/** Returns the merge of a file by its path in the repository. */
export function mergeFile(
  path: string,
  three: Three<string>,
  options: FileMergeOptions = {},
): FileMerge {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'pin.json') return whole(releasedPin(three), 'ours');
  if (name === 'environment.json') return whole(newer(three), 'newer');
  if (name.endsWith('.json')) {
    if (name === 'workflow.json' && options.hasCanvas === true) return whole(three.ours, 'ours');
    const graph = mergeGraphs(three, options.catalog, workflowNames.has(name));
    if (graph !== undefined) return graph;
  }
  const { text, open } = mergeTexts(three, /\.ya?ml$/.test(name));
  return { text, open, conflicts: [], how: 'lines' };
}

function whole(text: string, how: FileMerge['how']): FileMerge {
  return { text, how, conflicts: [], open: 0 };
}

const workflowNames = new Set(['canvas.json', 'workflow.json']);

/** Undefined for a file that is no workflow, by name or content. */
function mergeGraphs(
  three: Three<string>,
  catalog: Catalog | undefined,
  isWorkflow: boolean,
): FileMerge | undefined {
  const read = {
    base: parseWorkflow(three.base),
    ours: parseWorkflow(three.ours),
    theirs: parseWorkflow(three.theirs),
  };
  const [ours, theirs] = [read.ours.workflow, read.theirs.workflow] as (Workflow | undefined)[];
  // both sides added the file: it comes from nothing
  const isNew = three.base.trim() === '' && read.ours.format === read.theirs.format;
  const base = isNew ? emptyLike(read.ours.format) : (read.base.workflow as Workflow | undefined);
  if (base === undefined || ours === undefined || theirs === undefined) {
    const unread = isWorkflow ? unreadSide(three, read) : undefined;
    if (unread === undefined) return undefined;
    return { text: three.ours, conflicts: [], open: 0, how: 'unread', unread };
  }
  const { workflow, conflicts } = mergeWorkflows(base, ours, theirs, catalog);
  const inherited = openConflicts(workflow as unknown as JsonObject).filter(
    (each) => !conflicts.some(({ path }) => path === each.path),
  );
  return {
    text: workflowText(workflow),
    conflicts: [...conflicts, ...inherited],
    open: 0,
    how: 'graph',
  };
}

function emptyLike(format: 'canvas' | 'api' | undefined): Workflow {
  return (format === 'canvas' ? { nodes: [], links: [] } : {}) as unknown as Workflow;
}

function unreadSide(three: Three<string>, read: Three<ParsedWorkflow>): FileMerge['unread'] {
  for (const side of ['theirs', 'ours', 'base'] as const) {
    if (read[side].workflow !== undefined) continue;
    const [first] = read[side].problems;
    const reason = three[side].trim() === '' ? 'it is empty' : first && titleOf(first);
    return { side, reason: reason ?? 'it is no workflow' };
  }
  return undefined;
}

/** Returns the canonical text of a workflow of either format. */
export function workflowText(workflow: Workflow): string {
  return Array.isArray(member(workflow as unknown as JsonObject, 'nodes'))
    ? canonicalCanvasText(workflow as CanvasWorkflow)
    : canonicalWorkflowText(workflow as ApiPrompt);
}

/** The pin of the side that changed what runs, since workflow.json is that side's too; both are made again of the canvas. */
function releasedPin(three: Three<string>): string {
  const [base, ours, theirs] = [three.base, three.ours, three.theirs].map(renderingIn);
  return base === ours && base !== theirs ? three.theirs : three.ours;
}

function renderingIn(text: string): Json | undefined {
  const parsed = parseJson(text);
  const digests =
    parsed.ok && isJsonObject(parsed.value) ? member(parsed.value, 'digests') : undefined;
  return isJsonObject(digests) ? member(digests, 'rendering') : undefined;
}

/** A recording is one answer of one server, so it is taken whole: of the newer ComfyUI, else the one that comes in. */
function newer(three: Three<string>): string {
  return compareNatural(versionOf(three.ours), versionOf(three.theirs)) > 0
    ? three.ours
    : three.theirs;
}

function versionOf(text: string): string {
  const parsed = parseJson(text);
  const stats =
    parsed.ok && isJsonObject(parsed.value) ? member(parsed.value, 'systemStats') : undefined;
  const system = isJsonObject(stats) ? member(stats, 'system') : undefined;
  const version = isJsonObject(system) ? member(system, 'comfyui_version') : undefined;
  return typeof version === 'string' ? version : '';
}
