/** The words of an addition, or of another version of a workflow: commit message, title and body of its pull request. */

import { shortDigest } from '../../base/digest.ts';
import { plainText } from '../../base/text.ts';
import type { Change } from '../../core/diff/types.ts';
import type { Pin } from '../../core/promotion/pin.ts';
import { codeSpan } from './code.ts';
import { renderChanges } from './diff.ts';

export interface AdditionWords {
  readonly commit: string;
  readonly title: string;
  readonly body: string;
}

/** Returns the texts; names of files and models are untrusted and stand in code spans. */
export function renderAddition(addition: {
  readonly name: string;
  readonly from: string;
  readonly pin?: Pin;
  /** What is otherwise than before; absent for a new workflow. */
  readonly changes?: readonly Change[];
}): AdditionWords {
  const { name, from, pin, changes } = addition;
  const title = `${changes === undefined ? 'Add' : 'Change'} ${name}`;
  const release = pin === undefined ? '' : shortDigest(pin.digests.release);
  const models = pin?.description.modelInputs ?? [];
  const list = [...new Set(models.map(({ folder, file }) => `${folder}/${file}`))]
    .map((each) => `- ${codeSpan(each)}\n`)
    .join('');
  const body = [
    `${changes === undefined ? 'Adds' : 'Changes'} the workflow ${codeSpan(name)}, taken from ${codeSpan(from)}.\n`,
    ...(changes === undefined ? [] : [renderChanges(changes)]),
    `Release ${codeSpan(release)}\n`,
    ...(list === '' ? [] : [`Models that it uses:\n\n${list}`]),
  ].join('\n');
  return {
    title,
    body,
    commit: `${title}\n\nTaken from ${plainText(from).replace(/\s+/g, ' ')}.\n`,
  };
}
