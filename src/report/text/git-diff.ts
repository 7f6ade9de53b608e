/** What `git diff` prints for a workflow: the path, then the sentences. */

import { plainText } from '../../base/text.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import type { DiffAnswer } from './diff.ts';
import { renderDiff } from './diff.ts';

export interface GitDiffReport {
  readonly path: string;
  readonly state: 'added' | 'removed' | 'unreadable' | 'changed';
  readonly kind?: DiffAnswer['kind'];
  readonly diff?: WorkflowDiff;
}

export function renderGitDiff(
  { value }: { readonly value: GitDiffReport },
  { color }: { readonly color: boolean },
): string {
  const { path, state, kind, diff } = value;
  const head = `workflow ${plainText(path)}`;
  if (diff === undefined || kind === undefined) {
    const word =
      state === 'unreadable' ? 'changed; one version cannot be read as a workflow' : state;
    return `${head}: ${word}\n`;
  }
  const answer: DiffAnswer = { from: 'before', to: 'after', kind, diff, all: false };
  return `${head}\n${renderDiff({ value: answer }, { color })}`;
}
