/** The words of a proposed golden picture: commit message, title and body of its pull request. */

import { codeSpan } from './code.ts';

/** Returns the texts; the names of case and output are untrusted and stand in code spans. */
export function renderBlessing(blessing: {
  readonly workflow: string;
  readonly environment: string;
  readonly case: string;
  readonly output: string;
  readonly path: string;
  readonly state: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}): { readonly commit: string; readonly title: string; readonly body: string } {
  const { workflow, environment, path, width, height, state, sha256 } = blessing;
  const title = `Take a new golden picture for ${workflow} in ${environment}`;
  const body = [
    `The picture of output ${codeSpan(blessing.output)} of the smoke case ${codeSpan(blessing.case)} becomes the golden one that later runs are compared with.\n`,
    `- file: ${codeSpan(path)} (${state})\n- size: ${width}×${height}\n- content: ${codeSpan(sha256)}\n`,
    'Evidence made with the former picture no longer counts once this is merged.\n',
  ].join('\n');
  return { title, body, commit: `${title}\n` };
}
