/** Problems of the family server. */

import { define } from './definition.ts';

export const serverProblems = {
  'server/not-a-catalog': define<{ path: string; reason: string }>({
    severity: 'error',
    title: ({ path, reason }) => `The answer to GET ${path} is not what ComfyUI gives: ${reason}`,
    hint: ({ path }) => `Open ${path} of the server in a browser: it must show ComfyUI's JSON.`,
    why: 'A catalog is made of what a ComfyUI server answers. A login page, a proxy error or another program at the same address would make every node type look missing, so such an answer is refused.',
    example: { path: '/object_info', reason: 'Expected a value' },
  }),
} as const;
