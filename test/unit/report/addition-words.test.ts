import { expect, it } from 'vitest';
import { diffWorkflows } from '../../../src/core/diff/diff.ts';
import { renderAddition } from '../../../src/report/markdown/add.ts';
import { aPrompt } from '../../support/graphs.ts';

const sampler = (steps: number) =>
  aPrompt(`{"3":{"class_type":"KSampler","inputs":{"steps":${steps}}}}`);

it('calls a new workflow an addition, and another version a change with its sentences', () => {
  const added = renderAddition({ name: 'hero', from: 'hero.json' });
  expect(added.title).toBe('Add hero');
  expect(added.body).toContain('Adds the workflow `hero`, taken from `hero.json`.');
  const { changes } = diffWorkflows(sampler(20), sampler(30));
  const changed = renderAddition({ name: 'hero', from: 'hero.json', changes });
  expect(changed.title).toBe('Change hero');
  expect(changed.commit).toMatch(/^Change hero\n\nTaken from hero\.json\./);
  expect(changed.body).toContain('- `KSampler (3)`: `steps` `20` → `30`');
});
