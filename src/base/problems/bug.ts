/** Mistakes of comfypin itself. */

import { define } from './definition.ts';

export const bugProblems = {
  'bug/unexpected': define<{ message: string; stack: string }>({
    severity: 'error',
    title: ({ message }) => `comfypin met something that it should never meet: ${message}`,
    hint: () => 'Please report it with the command line and the lines below.',
    why: 'Anything that is thrown and is no known failure of the world is a mistake in comfypin, never yours.',
    example: { message: 'no plan for step 3', stack: 'at apply' },
  }),
} as const;
