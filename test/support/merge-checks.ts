/** What is asked of every merge of a recorded canvas; each answers with what is wrong. */

import type { JsonObject } from '../../src/base/json.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { diffWorkflows } from '../../src/core/diff/diff.ts';
import { mergePrompts } from '../../src/core/merge/api.ts';
import { mergeWorkflows } from '../../src/core/merge/merge.ts';
import { convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { asJson, type Edited, withFirstText } from './canvas-edits.ts';
import { canvasFingerprint } from './canvas-fingerprint.ts';

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

/** One text set to two values is one conflict, whoever merges; undefined where the canvas has no text. */
export function conflictsOfSame(base: Edited, recorded: Recorded): number | undefined {
  const [one, two] = [withFirstText(base, 'one'), withFirstText(base, 'two')];
  if (one === undefined || two === undefined) return undefined;
  const sides = [asJson(base), asJson(one), asJson(two)] as const;
  return mergeWorkflows(...sides, recorded.catalog).conflicts.length;
}
