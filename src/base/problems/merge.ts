/** A merge that a person must finish. */

import { listed } from '../text.ts';
import { define } from './definition.ts';

const longestList = 4;

export const mergeProblems = {
  'merge/conflicts': define<{ file: string; paths: readonly string[] }>({
    severity: 'error',
    title: ({ file, paths }) =>
      `Both sides changed the same in ${file}, each differently: ${listed(paths, longestList)}.`,
    hint: ({ file }) => `See both values: comfypin resolve ${file} --list`,
    why: 'The file opens in ComfyUI: our values are live, and a red group around each node shows the other ones. Nothing was lost; a person must choose.',
    example: { file: 'workflows/dev/hero/canvas.json', paths: ['3.steps', '6.text'] },
  }),
  'merge/in-git': define<{ file: string; paths: readonly string[] }>({
    severity: 'error',
    title: ({ file, paths }) =>
      `Both sides changed the same in ${file}, each differently: ${listed(paths, longestList)}.`,
    hint: ({ file }) =>
      `Choose with comfypin resolve ${file} --list, then git add ${file} and go on.`,
    why: 'git keeps a file unmerged until somebody chose. Until then the file opens in ComfyUI with our values and shows the other ones.',
    example: { file: 'workflows/dev/hero/canvas.json', paths: ['3.steps'] },
  }),
  'merge/unsettled': define<{ file: string; paths: readonly string[] }>({
    severity: 'error',
    title: ({ paths }) =>
      `A merge left ${paths.length === 1 ? 'a conflict' : `${paths.length} conflicts`} open here: ${listed(paths, longestList)}.`,
    hint: ({ file }) => `Choose: comfypin resolve ${file} --list`,
    why: 'Two people changed the same and nobody has chosen yet. The file holds the value of one side only by chance, so it is not pinned, validated or promoted.',
    example: { file: 'workflows/dev/hero/canvas.json', paths: ['3.steps', '6.text'] },
  }),
  'merge/unknown-conflict': define<{ path: string; known: readonly string[] }>({
    severity: 'error',
    title: ({ path }) => `There is no open conflict "${path}" in this file.`,
    hint: ({ known }) =>
      known.length === 0
        ? 'Nothing is open any more.'
        : `Open here: ${listed(known, longestList)}.`,
    why: 'A conflict is named by its path or by its number in the list of resolve --list.',
    example: { path: '3.step', known: ['3.steps'] },
  }),
  'merge/no-such-choice': define<{ path: string; choice: string; instead: string }>({
    severity: 'error',
    title: ({ path, choice }) => `"${choice}" cannot be taken for ${path}.`,
    hint: ({ instead }) => instead,
    why: 'Some conflicts are not about one value: where a node was removed on one side, the choice is that side or the other.',
    example: { path: '6:node', choice: 'base', instead: 'Take ours or theirs.' },
  }),
  'merge/unfit-value': define<{ path: string; value: string; kind: string }>({
    severity: 'error',
    title: ({ path, value, kind }) => `${path} takes a ${kind}, and "${value}" is none.`,
    hint: ({ path, kind }) =>
      `comfypin resolve FILE --set ${path}=${kind === 'number' ? '28' : 'true'}`,
    why: 'The versions all have a value of that kind there. Another one would open in ComfyUI and fail when it runs.',
    example: { path: '3.steps', value: 'many', kind: 'number' },
  }),
  'merge/nothing-chosen': define<{ file: string }>({
    severity: 'error',
    title: () => 'Say what to do with the conflicts.',
    hint: ({ file }) =>
      `comfypin resolve ${file} --take ours --at PATH, or --set PATH=VALUE, or --list to see them.`,
    why: 'Without a choice nothing is changed: a conflict is settled by a person only.',
    example: { file: 'workflows/dev/hero/canvas.json' },
  }),
  'merge/unreadable': define<{ file: string; side: string; reason: string }>({
    severity: 'error',
    title: ({ file, side, reason }) =>
      `${file} cannot be merged as a graph: ${side} cannot be read (${reason}).`,
    hint: () => 'Mend that version, or take one side whole: git checkout --ours or --theirs.',
    why: 'A merge needs three versions that are workflows of one format. Nothing is guessed where one is not: the file stays as ours has it, and git keeps it unmerged.',
    example: { file: 'canvas.json', side: 'theirs', reason: 'the text ends too early' },
  }),
  'merge/in-pull-request': define<{ file: string; paths: readonly string[]; number: number }>({
    severity: 'error',
    title: ({ file, paths, number }) =>
      `#${number} and its base changed the same in ${file}, each differently: ${listed(paths, longestList)}.`,
    hint: ({ number }) =>
      `Merge the base into the branch in a clone that has the git drivers, then settle it with comfypin resolve. The comment on #${number} has each command.`,
    why: 'Nothing was pushed. A person chooses on a machine with the branch, where the canvas can be opened.',
    example: { file: 'workflows/dev/hero/canvas.json', paths: ['3.steps'], number: 7 },
  }),
  'merge/from-fork': define<{ number: number }>({
    severity: 'error',
    title: ({ number }) => `#${number} comes from a fork, to which nothing can be pushed.`,
    hint: () =>
      'Ask its author to merge the base branch: git merge with comfypin init --git-drivers.',
    why: 'A branch of another repository belongs to somebody else, and code of a fork is not run with rights here.',
    example: { number: 7 },
  }),
  'merge/mixed': define<{ file: string; path: string; reason: string }>({
    severity: 'error',
    title: ({ reason }) => `Each side runs alone, but not both together: ${reason}`,
    hint: ({ file, path }) =>
      `Mend it in ComfyUI, then: comfypin resolve ${file} --take ours --at ${path}`,
    why: 'Two edits that touch nothing in common can still not fit, as where one side raised a value and the other chose a node that takes less. So a merge is checked as the server would check it, and what neither side has alone is a conflict.',
    example: {
      file: 'workflows/dev/hero/canvas.json',
      path: '3.latent_image:missing-input',
      reason: 'KSampler "Base pass" has no latent_image',
    },
  }),
} as const;
