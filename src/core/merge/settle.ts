/** Settles conflicts in a merged workflow: what is chosen is written, its record and its red group go. */

import { isJsonArray, type JsonObject, member } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { settleInCanvas } from './canvas/settle.ts';
import { markCanvas, markPrompt, unmarked } from './marks.ts';
import { type OpenConflict, openConflicts } from './records.ts';
import { settleInPrompt } from './settle-prompt.ts';
import type { Choice } from './types.ts';

export interface Settled {
  readonly workflow: JsonObject;
  readonly settled: readonly { readonly conflict: OpenConflict; readonly choice: Choice }[];
  readonly open: readonly OpenConflict[];
  /** Choices that cannot be made; nothing is changed for those. */
  readonly problems: readonly Problem[];
}

/** Returns the workflow after the choices, by path. */
export function settleConflicts(
  workflow: JsonObject,
  choices: ReadonlyMap<string, Choice>,
  catalog?: Catalog,
): Settled {
  const all = openConflicts(workflow);
  const isCanvas = isJsonArray(member(workflow, 'nodes'));
  const problems: Problem[] = [];
  const settled: Settled['settled'][number][] = [];
  let now = unmarked(workflow);
  for (const conflict of all) {
    const choice = choices.get(conflict.path);
    if (choice === undefined) continue;
    const next = isCanvas
      ? settleInCanvas(now, conflict, choice, catalog)
      : settleInPrompt(now, conflict, choice);
    if (typeof next === 'string') {
      const named = 'take' in choice ? choice.take : 'a value of your own';
      const args = { path: conflict.path, choice: named, instead: next };
      problems.push(problem('merge/no-such-choice', {}, args));
      continue;
    }
    now = next;
    settled.push({ conflict, choice });
  }
  const done = new Set(settled.map(({ conflict }) => conflict));
  const open = all.filter((each) => !done.has(each));
  const mark = isCanvas ? markCanvas : markPrompt;
  return { workflow: open.length === 0 ? now : mark(now, open), settled, open, problems };
}
