import { describe, expect, it } from 'vitest';
import { compareCatalogs } from '../../../../src/core/catalog/compare.ts';
import { interfaceDigest } from '../../../../src/core/catalog/interface.ts';
import { interfaceChanges } from '../../../../src/core/catalog/interface-changes.ts';
import { aCatalog } from '../../../support/graphs.ts';
import { recordedCatalog } from '../../../support/prompt-answers.ts';
import { hasRecordings } from '../../../support/recordings.ts';

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

it('is silent about what another way to write the same changes', () => {
  const older = aCatalog({
    Grade: {
      required: {
        image: ['IMAGE'],
        mode: [['a', 'b'], { default: 'a' }],
        gain: ['FLOAT', { max: 2 }],
      },
      output: ['IMAGE'],
    },
  });
  const newer = aCatalog({
    Grade: {
      required: {
        image: ['IMAGE', {}],
        mode: ['COMBO', { multiselect: false, options: ['a', 'b'], default: 'a', advanced: true }],
        gain: ['FLOAT', { max: 2, tooltip: 'more', multiline: false }],
      },
      output: ['IMAGE'],
    },
  });
  expect(compareCatalogs(older, newer)).toEqual([]);
});

describe.skipIf(!hasRecordings)('between recorded servers', () => {
  const catalogs = (['0.3.64', '0.33.0'] as const).flatMap((version) =>
    (['dev', 'staging', 'prod'] as const).map((environment) =>
      recordedCatalog(version, environment),
    ),
  );

  it('tells of each node type whose digest is another one what differs, and of no other', () => {
    let compared = 0;
    for (const [index, from] of catalogs.entries()) {
      const to = catalogs[index + 1];
      for (const type of from.nodeTypes.values()) {
        const other = to?.nodeTypes.get(type.name);
        if (to === undefined || other === undefined) continue;
        const [old, now] = [
          { type, models: from.models },
          { type: other, models: to.models },
        ];
        const isOther = interfaceDigest(type, from.models) !== interfaceDigest(other, to.models);
        expect([type.name, interfaceChanges(old, now).length > 0]).toEqual([type.name, isOther]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
