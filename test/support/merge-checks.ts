/** What is asked of every merge of a recorded canvas; each answers with what is wrong. */

import { type JsonObject, jsonEqual } from '../../src/base/json.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { diffWorkflows } from '../../src/core/diff/diff.ts';
import { mergePrompts } from '../../src/core/merge/api.ts';
import { mergeWorkflows } from '../../src/core/merge/merge.ts';
import { convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { asJson, type Edited, withFirstText } from './canvas-edits.ts';
import { canvasFingerprint } from './canvas-fingerprint.ts';
import type { Overlap } from './canvas-surgery.ts';

export interface Recorded {
  readonly catalog: Catalog;
  readonly frontend: string;
}

function promptOf(canvas: JsonObject, { catalog, frontend }: Recorded): ApiPrompt | undefined {
  return convertCanvas(canvas, catalog, { frontend }).prompt;
}

const told = (from: JsonObject, to: JsonObject) =>
  diffWorkflows(from, to).changes.filter(
    (each) => each.kind !== 'node-renumbered' && each.class !== 'view',
  );

/** Clean, the other way round the same up to ids, and run as the merge of what each side runs. */
export function faultsOfApart(
  [base, ours, theirs]: readonly [Edited, Edited, Edited],
  recorded: Recorded,
): readonly unknown[] {
  const [before, here, there] = [asJson(base), asJson(ours), asJson(theirs)];
  const { workflow, conflicts } = mergeWorkflows(before, here, there, recorded.catalog);
  if (conflicts.length > 0) return conflicts;
  const swapped = mergeWorkflows(before, there, here, recorded.catalog);
  const [left, right] = [workflow, swapped.workflow].map(canvasFingerprint);
  const asymmetric = (left ?? []).filter((each) => !right?.includes(each));
  const prompts = [before, here, there, workflow].map((each) => promptOf(each, recorded));
  const [first, second, third, after] = prompts;
  if (first === undefined || second === undefined || third === undefined || after === undefined) {
    return asymmetric;
  }
  const wanted = mergePrompts({ base: first, ours: second, theirs: third }, recorded.catalog);
  const apart = told(wanted.workflow as unknown as JsonObject, after as unknown as JsonObject);
  return [...swapped.conflicts, ...asymmetric, ...wanted.conflicts, ...apart];
}

/** What a change is, without ids: of two nodes that were added under one id, theirs gets another. */
const signs = (from: JsonObject, to: JsonObject) =>
  diffWorkflows(from, to, undefined, { heuristics: false })
    .changes.filter((each) => each.class !== 'view' && each.kind !== 'node-renumbered')
    .map((each) => {
      const node = 'node' in each ? `${each.node.type} ${each.node.title ?? ''}` : '';
      const what = 'input' in each ? each.input : 'path' in each ? each.path.join('.') : '';
      return `${each.kind} ${node} ${what}`;
    })
    .sort();

/**
 * Clean both ways (or refused as what the server would refuse) and the same, each side's work whole in it; and where the prompts of the sides merge, run as their merge (a node
 * that is muted is no part of a prompt, so that edits which are apart on the canvas may meet there).
 */
export function faultsOfGraphs(
  [base, ours, theirs]: readonly [Edited, Edited, Edited],
  recorded: Recorded,
): { readonly faults: readonly unknown[]; readonly ran: boolean } {
  const [before, here, there] = [asJson(base), asJson(ours), asJson(theirs)];
  const { workflow, conflicts } = mergeWorkflows(before, here, there, recorded.catalog);
  const swapped = mergeWorkflows(before, there, here, recorded.catalog);
  const reported = [...conflicts, ...swapped.conflicts];
  if (reported.length > 0) {
    return { faults: reported.filter((each) => each.kind !== 'invalid'), ran: false };
  }
  const [left, right] = [workflow, swapped.workflow].map(canvasFingerprint);
  const asymmetric = (left ?? []).filter((each) => !right?.includes(each));
  const lost = [
    [signs(before, there), signs(here, workflow)],
    [signs(before, here), signs(there, swapped.workflow)],
  ].filter(([done, kept]) => JSON.stringify(done) !== JSON.stringify(kept));
  const prompts = [before, here, there, workflow].map((each) => promptOf(each, recorded));
  const [first, second, third, after] = prompts;
  const faults = [...asymmetric, ...lost];
  if (first === undefined || second === undefined || third === undefined || after === undefined) {
    return { faults, ran: false };
  }
  const wanted = mergePrompts({ base: first, ours: second, theirs: third }, recorded.catalog);
  if (wanted.conflicts.length > 0) return { faults, ran: false };
  const apart = told(wanted.workflow as unknown as JsonObject, after as unknown as JsonObject);
  return { faults: [...faults, ...apart], ran: true };
}

/** Two edits of one thing are told as one, whoever merges, with what each side has. */
export function faultsOfOverlap(
  base: Edited,
  { kind, ours, theirs }: Overlap,
  recorded: Recorded,
): readonly unknown[] {
  const sides = [asJson(ours), asJson(theirs)] as const;
  const merges = [sides, [...sides].reverse() as unknown as typeof sides].map(([here, there]) =>
    mergeWorkflows(asJson(base), here, there, recorded.catalog),
  );
  return merges.flatMap(({ conflicts }): unknown[] => {
    const told = conflicts.filter((each) => each.kind === kind);
    const [only] = told;
    if (told.length !== 1 || only === undefined) return [{ kind, conflicts }];
    const isWhole = kind === 'removed' ? only.removedBy : !jsonEqual(only.ours, only.theirs);
    return isWhole ? [] : [{ kind, only }];
  });
}

/** One text set to two values is one conflict, whoever merges; undefined where the canvas has no text. */
export function conflictsOfSame(base: Edited, recorded: Recorded): number | undefined {
  const [one, two] = [withFirstText(base, 'one'), withFirstText(base, 'two')];
  if (one === undefined || two === undefined) return undefined;
  const sides = [asJson(base), asJson(one), asJson(two)] as const;
  return mergeWorkflows(...sides, recorded.catalog).conflicts.length;
}
