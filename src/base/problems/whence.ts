/** Problems of the family whence: files whose way back cannot be told, or that say something else than what they are. */

import { define } from './definition.ts';

export const whenceProblems = {
  'whence/unknown': define<{ file: string; near: boolean }>({
    severity: 'error',
    title: ({ file, near }) =>
      near
        ? `${file} is of no release: a pinned workflow has the same nodes, with other values`
        : `${file} is of no release that this repository holds or held`,
    hint: ({ near }) =>
      near
        ? 'Inputs that applications may set belong into the contract: title the node "input: NAME", and pin it again.'
        : 'git fetch brings the pins that others have pushed; comfypin add FILE takes the workflow in as a new one.',
    why: 'A file is of a release when its own graph is what is pinned, or differs from it in seeds and inputs of the contract alone. Anything else may have been made by hand.',
    example: { file: 'hero_00012_.png', near: false },
  }),
  'whence/false-claim': define<{ file: string; workflow: string; environment: string }>({
    severity: 'warning',
    title: ({ file, workflow, environment }) =>
      `${file} says that it came from ${workflow}@${environment}, and its graph is another one`,
    hint: () => 'Go by the graph: text inside of a file can be written by anybody.',
    why: 'A smoke run gives every file a note of its release. The note is only repeated where the graph in the same file bears it out.',
    example: { file: 'hero_00012_.png', workflow: 'hero', environment: 'prod' },
  }),
  'whence/unproven-claim': define<{ file: string; workflow: string; environment: string }>({
    severity: 'warning',
    title: ({ file, workflow, environment }) =>
      `${file} says that it came from ${workflow}@${environment}, and nothing in it proves that`,
    hint: () => 'git fetch may bring the pin; else do not rely on what the file says of itself.',
    why: 'A smoke run gives every file a note of its release. The note is only repeated where the graph in the same file bears it out.',
    example: { file: 'hero_00012_.png', workflow: 'hero', environment: 'prod' },
  }),
} as const;
