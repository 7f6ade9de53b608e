/** Pull requests, wherever they live: what cannot be done with one. */

import { define } from './definition.ts';

export const forgeProblems = {
  'forge/no-pull-request': define<{ number: number }>({
    severity: 'error',
    title: ({ number }) => `There is no pull request ${number}`,
    hint: () => 'comfypin pr list shows those that are open.',
    why: 'The number names no pull request of this repository, open or closed.',
    example: { number: 42 },
  }),
  'forge/no-number': define<{ word: string }>({
    severity: 'error',
    title: ({ word }) => `"${word}" is no number of a pull request.`,
    hint: () => 'comfypin pr list shows the numbers; write 7 or #7.',
    why: 'Pull requests are named by their number.',
    example: { word: 'seven' },
  }),
  'forge/own-review': define<{ number: number; reviewer: string }>({
    severity: 'error',
    title: ({ number, reviewer }) =>
      `${reviewer} opened pull request ${number} and cannot approve it.`,
    hint: () => 'Ask someone else to run: comfypin pr approve',
    why: 'An approval says that a second person looked. Forges refuse reviews of the own pull request, and so does the local one.',
    example: { number: 7, reviewer: 'ada@example.com' },
  }),
  'forge/not-open': define<{ number: number; state: string }>({
    severity: 'error',
    title: ({ number, state }) => `Pull request ${number} is ${state}, so it takes no approval.`,
    hint: () => 'comfypin pr list shows those that are open.',
    why: 'An approval of a pull request that has ended would say nothing.',
    example: { number: 7, state: 'merged' },
  }),
  'forge/head-moved': define<{ number: number; reason: string }>({
    severity: 'error',
    title: ({ number, reason }) =>
      `Pull request ${number} was not merged, because its branch moved: ${reason}`,
    hint: ({ number }) =>
      `comfypin pr show ${number} shows what it holds now; merge it again when that is right.`,
    why: 'A merge is bound to the head that was looked at, so that nothing slips in between the gates and the merge.',
    example: { number: 7, reason: 'its head is now 3f1c2d4e5a6b' },
  }),
  'forge/not-merged': define<{ number: number; reason: string }>({
    severity: 'error',
    title: ({ number, reason }) => `Pull request ${number} was not merged: ${reason}`,
    hint: ({ number }) => `comfypin pr show ${number} shows it.`,
    why: 'The forge refused the merge: a conflict, a protection rule, a required check, or a pull request that is no longer open.',
    example: { number: 7, reason: 'it conflicts with main in workflows/prod/hero/workflow.json' },
  }),
} as const;
