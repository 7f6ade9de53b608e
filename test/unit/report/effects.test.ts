import { expect, it } from 'vitest';
import { type EffectsReport, renderEffects } from '../../../src/report/text/effects.ts';

const added = (name: string) => ({ kind: 'node type', name, change: 'added' }) as const;

it('tells what workflows use first, and counts what none uses', () => {
  const value: EffectsReport = {
    environment: 'prod',
    source: 'http://new',
    changes: [
      ...Array.from({ length: 30 }, (_, n) => added(`New${n}`)),
      {
        kind: 'node type',
        name: 'KSampler',
        change: 'changed',
        details: [{ part: 'input cfg: max', from: '100', to: '50' }],
      },
    ],
    workflows: [
      { workflow: 'hero', effect: 'touches', uses: ['node type KSampler'], wasBroken: false },
    ],
  };
  const lines = renderEffects({ value }, { color: false }).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'prod, recorded against http://new: 31 differences',
    '  ~ node type KSampler',
    '      input cfg: max 100 → 50',
    '  + node type New0',
  ]);
  expect(lines).toContain('  +18 more that no workflow here uses (--json tells each)');
});
