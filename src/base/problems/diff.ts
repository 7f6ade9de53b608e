/** Problems of the family diff. */

import { define } from './definition.ts';

export const diffProblems = {
  'diff/differs': define<{ from: string; to: string; count: number }>({
    severity: 'error',
    title: ({ from, to, count }) =>
      `${from} and ${to} do not run the same: ${count} ${count === 1 ? 'change' : 'changes'} of behaviour.`,
    why: 'With --exit-code a change of what runs is an answer of no (exit 1). Titles, layout, view and what changes by itself are told but do not count.',
    example: { from: 'hero@dev', to: 'hero@staging', count: 2 },
  }),
} as const;
