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
  'forge/not-allowed': define<{ command: string; author: string; has: string; wanted: string }>({
    severity: 'error',
    title: ({ command, author, has, wanted }) =>
      `${author} may not ask for /${command}: it takes the permission ${wanted}, and ${author} has ${has}.`,
    hint: () => 'Ask someone who has it to write the same comment.',
    why: 'Anybody may comment on a public repository. Who wrote a command is looked up at the forge before anything is done.',
    example: { command: 'rollback', author: 'mallory', has: 'read', wanted: 'write' },
  }),
  'forge/no-slot': define<{ command: string; number: number }>({
    severity: 'error',
    title: ({ command, number }) =>
      `/${command} does not say what it is about, and #${number} is no open pull request that changes up to ten workflows.`,
    hint: ({ command }) => `/${command} NAME@ENV`,
    why: 'Without a name a command is about what the pull request changes.',
    example: { command: 'why', number: 12 },
  }),
  'forge/no-command': define<{ command: string }>({
    severity: 'error',
    title: ({ command }) => `This version of comfypin has no ${command} of this kind.`,
    hint: () => 'Bring a newer version to the Actions files.',
    why: 'Commands in comments call the verbs of the comfypin that the job runs.',
    example: { command: 'update-pr' },
  }),
  'forge/head-unnamed': define<{ number: number; reason: string }>({
    severity: 'error',
    title: ({ number, reason }) => `Pull request ${number} is not run: ${reason}`,
    hint: () => 'Look at the head that is there now, and name it: /smoke COMMIT',
    why: 'A run on your servers is bound to the commit that somebody looked at. What a fork proposes is never run without that.',
    example: { number: 12, reason: 'its head is 3f1c2d4e5a6b, not 1a2b3c4' },
  }),
  'forge/bad-event': define<{ file: string }>({
    severity: 'error',
    title: ({ file }) => `${file} is no payload of an event that can be understood.`,
    hint: () => 'In Actions: --event "$GITHUB_EVENT_PATH"',
    why: 'Every member of the payload that decides is checked; one that is absent or of another kind stops the command.',
    example: { file: 'event.json' },
  }),
  'forge/not-hosted': define<{ command: string }>({
    severity: 'error',
    title: ({ command }) =>
      `${command} needs GitHub, and pull requests live in the git remote here.`,
    hint: () => 'comfypin pr list, show, approve and merge work on the remote itself.',
    why: 'Comments, Actions and permissions are GitHub’s. The local forge is the remote alone.',
    example: { command: 'comment' },
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
