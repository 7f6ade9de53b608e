/** A case that was made of a picture, for a terminal: what it sets and what it leaves out. */

import type { Json } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { plainText, shortened } from '../../base/text.ts';
import { paint } from '../style.ts';

interface CaseReport {
  readonly case: string;
  readonly path: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly leftOut: readonly string[];
  readonly dryRun: boolean;
}

export function renderSmokeCase(
  { value }: { readonly value: CaseReport },
  { color }: { readonly color: boolean },
): string {
  const word = value.dryRun ? 'would be added' : 'added';
  const head = `case ${value.case} ${paint(color, 'good', word)} to ${plainText(value.path)}`;
  const inputs = Object.entries(value.inputs).map(
    ([name, each]) => `  ${plainText(name)}: ${plainText(shortened(writeJson(each), 120))}`,
  );
  const nothing = inputs.length === 0 ? ['  as it is pinned: nothing differs'] : inputs;
  const left = value.leftOut.map((each) => `  left out ${plainText(each)}`);
  return `${[head, ...nothing, ...left].join('\n')}\n`;
}
