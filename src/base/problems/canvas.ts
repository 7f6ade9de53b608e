/** A canvas that cannot be converted, or that holds what a pin should not hold. */

import { define } from './definition.ts';

export const canvasProblems = {
  'canvas/not-convertible': define<{ stage: 'load' | 'convert' | 'limit'; reason: string }>({
    severity: 'error',
    title: ({ stage, reason }) =>
      stage === 'limit'
        ? `The canvas is refused: ${reason}`
        : `ComfyUI itself could not ${stage === 'load' ? 'open' : 'convert'} this canvas: ${reason}`,
    hint: ({ stage }) =>
      stage === 'limit'
        ? 'Save the workflow from ComfyUI again, or export it with "Export (API)".'
        : 'Open it in ComfyUI, mend what it shows as broken, and save it again.',
    why: 'comfypin converts a canvas exactly as the frontend of the environment does. Where the frontend fails on a file, there is nothing to pin.',
    example: {
      stage: 'convert',
      reason: 'No link found in parent graph for id [3] slot [0] model',
    },
  }),
  'canvas/duplicate-id': define<{ node: string; scope: string }>({
    severity: 'error',
    title: ({ node, scope }) =>
      `Two nodes of the canvas have the id ${node}${scope === '' ? '' : ` in the subgraph ${scope}`}`,
    hint: () => 'Open the canvas in ComfyUI and save it: the frontend gives one of them a new id.',
    why: 'Links name nodes by id. With one id twice nobody can tell which node a link means, so nothing is guessed.',
    example: { node: '12', scope: '' },
  }),
} as const;
