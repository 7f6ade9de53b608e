/** The three-way merge of a workflow: what each side changed since the base, together; what both changed differently, a conflict. */

import { type JsonObject, jsonEqual } from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import { formatOf, type Workflow } from '../diff/diff.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { mergePrompts } from './api.ts';
import { mergeCanvases } from './canvas/document.ts';
import { faultsOfMerge } from './check.ts';
import { markCanvas, markPrompt } from './marks.ts';
import type { Conflict, MergeResult, Three } from './types.ts';

/**
 * Returns the merged workflow and its conflicts, all three of one format. With conflicts our values are live and the
 * workflow carries their record. The catalog, if given, names widgets, tells equal numbers, and says whether the merge still runs.
 */
export function mergeWorkflows<W extends Workflow>(
  base: W,
  ours: W,
  theirs: W,
  catalog?: Catalog,
): MergeResult<W> {
  const three = { base, ours, theirs } as unknown as Three<JsonObject>;
  if (jsonEqual(three.ours, three.theirs) || jsonEqual(three.base, three.theirs)) {
    return { workflow: ours, conflicts: [] };
  }
  if (jsonEqual(three.base, three.ours)) return { workflow: theirs, conflicts: [] };
  const formats = new Set([base, ours, theirs].map(formatOf));
  if (formats.size > 1) return { workflow: ours, conflicts: [whole('format')] };
  const isApi = formats.has('api');
  const { workflow, conflicts } = isApi ? ofPrompts(three, catalog) : ofCanvases(three, catalog);
  const merged = workflow as unknown as W;
  const all = conflicts.length > 0 ? conflicts : faultsOfMerge(merged, { ours, theirs }, catalog);
  if (all.length === 0) return { workflow: merged, conflicts: [] };
  const mark = isApi ? markPrompt : markCanvas;
  return { workflow: mark(workflow, all) as unknown as W, conflicts: all };
}

interface Merged {
  readonly workflow: JsonObject;
  readonly conflicts: readonly Conflict[];
}

function ofPrompts(three: Three<JsonObject>, catalog: Catalog | undefined): Merged {
  const { workflow, conflicts } = mergePrompts(three as unknown as Three<ApiPrompt>, catalog);
  return { workflow: workflow as unknown as JsonObject, conflicts };
}

function ofCanvases(three: Three<JsonObject>, catalog: Catalog | undefined): Merged {
  const { canvas, conflicts, problems } = mergeCanvases(three, catalog);
  return { workflow: canvas, conflicts: problems.length > 0 ? [whole('unreadable')] : conflicts };
}

/** The documents are no versions of one graph that could be read: one of them must be taken whole. */
function whole(field: string): Conflict {
  return { kind: 'document', path: 'document', field };
}
