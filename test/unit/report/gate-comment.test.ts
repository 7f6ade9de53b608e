import { expect, it } from 'vitest';
import { problem } from '../../../src/base/problem.ts';
import { renderGateComment } from '../../../src/report/markdown/gates.ts';

const place = { workflow: 'hero', environment: 'staging' };

it('says which gates are open, why, and what helps', () => {
  const missing = problem('gate/smoke-missing', place, place);
  const text = renderGateComment(
    [{ ...place, answers: [{ gate: 'smoke', state: 'pending', reason: missing }] }],
    'pending',
  );
  expect(text).toBe(`**comfypin/gate: ⏳ pending**

\`hero@staging\`

| gate | answer | why |
|---|---|---|
| smoke | ⏳ pending | \`The candidate has not run in staging yet.\` |

- \`comfypin smoke hero --env staging --candidate --record\`
`);
});

it('says so where all passed', () => {
  const off = problem('gate/switched-off', place, { ...place, gate: 'smoke' });
  const answers = [{ gate: 'smoke', state: 'passed', reason: off }] as const;
  expect(renderGateComment([{ ...place, answers }], 'passed')).toBe(
    '**comfypin/gate: ✅ passed**\n\n`hero@staging`: every gate passed.\n',
  );
});
