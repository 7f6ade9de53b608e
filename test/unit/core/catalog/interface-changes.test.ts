import { expect, it } from 'vitest';
import { compareCatalogs } from '../../../../src/core/catalog/compare.ts';
import { aCatalog } from '../../../support/graphs.ts';

const before = aCatalog(
  {
    Grade: {
      required: {
        strength: ['FLOAT', { default: 0.5, max: 2.0, tooltip: 'a' }],
        mode: [['fast', 'good'], {}],
        order: [['a', 'b'], {}],
        lora: [['a.sft', 'b.sft'], { default: 'a.sft' }],
      },
      output: ['IMAGE'],
    },
    Same: { required: { lora: [['a.sft', 'b.sft']] } },
  },
  { loras: ['a.sft', 'b.sft'] },
);
const after = aCatalog(
  {
    Grade: {
      required: {
        intensity: ['FLOAT', { default: 0.5 }],
        mode: [['fast', 'slow'], {}],
        order: [['b', 'a'], {}],
        lora: [['c.sft'], { default: 'c.sft' }],
      },
      output: ['IMAGE', 'MASK'],
      outputNode: true,
    },
    Same: { required: { lora: [['c.sft']] } },
  },
  { loras: ['c.sft'] },
);

it('tells what of a node type changed, and nothing of its files', () => {
  const changed = compareCatalogs(before, after).filter(({ change }) => change === 'changed');
  expect(changed.map(({ name }) => name)).toEqual(['Grade']);
  expect(changed[0]?.details).toEqual([
    { part: 'input strength', from: '"required FLOAT"' },
    { part: 'input mode: option', from: '"good"' },
    { part: 'input mode: option', to: '"slow"' },
    { part: 'input order: options', from: '["a","b"]', to: '["b","a"]' },
    { part: 'input intensity', to: '"required FLOAT"' },
    { part: 'output 1', to: '["MASK","MASK",false]' },
    { part: 'flag output_node', from: 'false', to: 'true' },
  ]);
});

it('says which versions were there', () => {
  const newer = { ...after, versions: { comfyui: '0.33.0' } };
  const [found] = compareCatalogs({ ...after, versions: { comfyui: '0.3.64' } }, newer);
  expect(found?.details).toEqual([{ part: 'version', from: '0.3.64', to: '0.33.0' }]);
});
