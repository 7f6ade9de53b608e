/** A blessed picture for a terminal: where it lies, and what to write where no case compares with it yet. */

import { plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

export interface BlessReport {
  readonly case: string;
  readonly output: string;
  readonly path: string;
  readonly state: 'added' | 'replaced' | 'unchanged';
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly isNamed: boolean;
  readonly dryRun: boolean;
  readonly pullRequest?: { readonly number: number; readonly url: string };
}

export function renderSmokeBless(
  { value }: { readonly value: BlessReport },
  { color }: { readonly color: boolean },
): string {
  const { path, state, format, width, height, dryRun, isNamed } = value;
  const word = dryRun && state !== 'unchanged' ? `would be ${state}` : state;
  const head = `${paint(color, 'good', word)} ${plainText(path)} (${plainText(format)} ${width}×${height})`;
  const request =
    value.pullRequest === undefined
      ? []
      : [`pull request #${value.pullRequest.number} ${plainText(value.pullRequest.url)}`];
  const golden = path.slice(path.lastIndexOf('/smoke/') + 1);
  const entry = `expect: { ${value.output}: { similar: { golden: ${golden} } } }`;
  const how = `No case compares with it yet. Write in the case ${value.case} of smoke.yaml:\n  ${entry}`;
  return `${[head, ...request, ...(isNamed ? [] : [plainText(how)])].join('\n')}\n`;
}
