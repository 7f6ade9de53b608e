/** The comment on a pull request that cannot be merged without a person: one row per conflict, and what settles it. */

import type { Conflict } from '../../core/merge/types.ts';
import { conflictTitle, conflictValue } from '../conflict-sentences.ts';
import { codeSpan } from './code.ts';
import { cell } from './gates.ts';

export interface ConflictWords {
  readonly branch: string;
  readonly base: string;
  readonly remote: string;
  readonly files: readonly {
    readonly file: string;
    readonly conflicts: readonly Conflict[];
    readonly reason?: string;
  }[];
}

/** Returns the comment; all names and values are untrusted and stand in code spans. */
export function renderConflictComment({ branch, base, remote, files }: ConflictWords): string {
  const rows = files.flatMap(({ file, conflicts, reason }) =>
    conflicts.length === 0
      ? [`| ${cell(file)} | ${cell(reason ?? 'both changed it')} | | | |`]
      : conflicts.map((each) => {
          const values = (['base', 'ours', 'theirs'] as const).map((side) =>
            cell(conflictValue(each, side)),
          );
          return `| ${cell(each.path)} | ${cell(conflictTitle(each))} | ${values.join(' | ')} |`;
        }),
  );
  const settle = files
    .filter(({ conflicts }) => conflicts.length > 0)
    .map(
      ({ file, conflicts }) =>
        `comfypin resolve ${file} --take theirs --at ${conflicts[0]?.path ?? ''}`,
    );
  const commands = [
    'comfypin init --git-drivers',
    `git fetch ${remote} && git switch ${branch} && git merge ${remote}/${base}`,
    ...settle,
    'comfypin pin && git add --all workflows && git commit --no-edit && git push',
  ];
  return [
    `**Not merged: ${codeSpan(base)} and this pull request changed the same, each differently.**`,
    '',
    '| where | what | before | this pull request | the base branch |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'Choose on your machine (`--take ours` keeps what this pull request has):',
    '',
    '```sh',
    ...commands.map((each) => each.replaceAll('`', "'").replaceAll('\n', ' ')),
    '```',
    '',
  ].join('\n');
}
