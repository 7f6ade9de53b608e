import { describe, expect, it } from 'vitest';
import { type JsonObject, jsonEqual } from '../../../../src/base/json.ts';
import { diffWorkflows, patchWorkflow } from '../../../../src/core/diff/diff.ts';
import { sentenceOf } from '../../../../src/report/diff-sentences.ts';

const plain = (text: string) => text;
const looks = { name: plain, value: plain, added: plain, removed: plain };

const input = (name: string, link: number | null) => ({ name, type: '*', link });
const output = (name: string) => ({ name, type: '*', links: [] });
const load = {
  id: 1,
  type: 'UNETLoader',
  outputs: [output('MODEL')],
  widgets_values: ['a.safetensors', 'default'],
};
const shift = {
  id: 2,
  type: 'ModelSamplingSD3',
  inputs: [input('model', 1)],
  outputs: [output('MODEL')],
  widgets_values: [5],
};
const sample = {
  id: 3,
  type: 'KSamplerSelect',
  title: 'Choice',
  inputs: [input('model', 2)],
  outputs: [output('LATENT')],
  widgets_values: ['euler'],
};
const save = { id: 4, type: 'SaveLatent', inputs: [input('samples', 3)], widgets_values: ['out'] };

const flat = {
  nodes: [load, shift, sample, save],
  links: [
    [1, 1, 0, 2, 0, '*'],
    [2, 2, 0, 3, 0, '*'],
    [3, 3, 0, 4, 0, '*'],
  ],
};
const definition = 'aaaaaaaa-1111-4111-8111-111111111111';
const row = (id: number, origin: number, target: number) => ({
  id,
  origin_id: origin,
  origin_slot: 0,
  target_id: target,
  target_slot: 0,
});
const nested = {
  nodes: [
    load,
    {
      id: 9,
      type: definition,
      inputs: [input('model', 1)],
      outputs: [output('LATENT')],
      widgets_values: [],
    },
    save,
  ],
  links: [
    [1, 1, 0, 9, 0, '*'],
    [3, 9, 0, 4, 0, '*'],
  ],
  definitions: {
    subgraphs: [
      {
        id: definition,
        name: 'Sampling',
        inputs: [{ id: 'i-1', name: 'model', type: '*' }],
        outputs: [{ id: 'o-1', name: 'LATENT', type: '*' }],
        nodes: [shift, sample],
        links: [row(1, -10, 2), row(2, 2, 3), row(4, 3, -20)],
      },
    ],
  },
};

type Draft = typeof nested;
function told(from: object, to: object): string[] {
  const [before, after] = [from as JsonObject, to as JsonObject];
  const diff = diffWorkflows(before, after);
  expect(diff.problems).toEqual([]);
  expect(jsonEqual(patchWorkflow(before, diff), after)).toBe(true);
  return diff.changes.map((each) => `${each.class}: ${sentenceOf(each, looks)}`);
}
function edited(edit: (canvas: Draft) => void): Draft {
  const copy = structuredClone(nested);
  edit(copy);
  return copy;
}
const inside = (canvas: Draft) =>
  canvas.definitions.subgraphs[0] as Draft['definitions']['subgraphs'][0];

describe('nodes that go into a subgraph, or out of one', () => {
  const names = 'ModelSamplingSD3 (2), KSamplerSelect "Choice" (3)';
  it('are one sentence, with no word on links that bring the same values', () => {
    expect(told(flat, nested)).toEqual([
      `behaviour: moved 2 nodes into the new subgraph "Sampling": ${names}`,
    ]);
    expect(told(nested, flat)).toEqual([
      `behaviour: moved 2 nodes out of the removed subgraph "Sampling": ModelSamplingSD3 (2 in "Sampling"), KSamplerSelect "Choice" (3 in "Sampling")`,
    ]);
  });

  it('are compared with what they were: values, and where these come from', () => {
    const to = edited((canvas) => {
      (inside(canvas).nodes[0] as typeof shift).widgets_values = [8];
      (inside(canvas).nodes[1] as typeof sample).inputs = [input('model', 5)];
      inside(canvas).links = [row(1, -10, 2), row(5, -10, 3), row(4, 3, -20)];
    });
    expect(told(flat, to)).toEqual([
      `behaviour: moved 2 nodes into the new subgraph "Sampling": ${names}`,
      'behaviour: ModelSamplingSD3 (2 in "Sampling"): shift 5 → 8',
      'behaviour: KSamplerSelect "Choice" (3 in "Sampling"): model ← UNETLoader (1) MODEL, was ModelSamplingSD3 (2) MODEL',
    ]);
  });

  it('are recognised under new ids, and into a subgraph that was there', () => {
    const start = edited((canvas) => {
      inside(canvas).nodes = [sample];
      inside(canvas).links = [row(2, -10, 3), row(4, 3, -20)];
      canvas.nodes.splice(1, 0, { ...shift, inputs: [input('model', 1)] } as never);
      canvas.links = [
        [1, 1, 0, 2, 0, '*'],
        [2, 2, 0, 9, 0, '*'],
        [3, 9, 0, 4, 0, '*'],
      ];
      (canvas.nodes[2] as { inputs: unknown }).inputs = [input('model', 2)];
    });
    const to = edited((canvas) => {
      inside(canvas).nodes = [{ ...shift, id: 77 }, sample];
      inside(canvas).links = [row(1, -10, 77), row(2, 77, 3), row(4, 3, -20)];
    });
    expect(told(start, to)).toEqual([
      'behaviour: moved 1 node into the subgraph "Sampling": ModelSamplingSD3 (2)',
    ]);
  });
});

describe('the interface of a subgraph', () => {
  it('tells a renamed input once, not as new links', () => {
    const to = edited((canvas) => {
      inside(canvas).inputs = [{ id: 'i-1', name: 'base model', type: '*' }];
      (canvas.nodes[1] as { inputs: unknown }).inputs = [input('base model', 1)];
    });
    expect(told(nested, to)).toEqual([
      'behaviour: subgraph "Sampling": input model is called base model now',
    ]);
  });

  it('tells an added output', () => {
    const to = edited((canvas) => {
      inside(canvas).outputs.push({ id: 'o-2', name: 'MODEL', type: '*' });
    });
    expect(told(nested, to)).toEqual(['behaviour: subgraph "Sampling": output MODEL added']);
  });
});

describe('virtual nodes', () => {
  const reroute = { id: 7, type: 'Reroute', inputs: [input('', 3)], outputs: [output('')] };
  const through = {
    nodes: [load, shift, sample, { ...save, inputs: [input('samples', 8)] }, reroute],
    links: [...flat.links.slice(0, 2), [3, 3, 0, 7, 0, '*'], [8, 7, 0, 4, 0, '*']],
  };
  it('a reroute on the way changes nothing that runs', () => {
    expect(told(flat, through)).toEqual([
      'layout: Reroute (7) put into the way to SaveLatent (4) samples; the values stay the same',
    ]);
    expect(told(through, flat)).toEqual([
      'layout: Reroute (7) taken out of the way to SaveLatent (4) samples; the values stay the same',
    ]);
  });
  it('a reroute from elsewhere does', () => {
    const elsewhere = {
      ...through,
      links: through.links.map((link) => (link[0] === 3 ? [3, 1, 0, 7, 0, '*'] : link)),
    };
    expect(told(flat, elsewhere)[0]).toMatch(/^behaviour: added Reroute \(7\)/);
  });
  it('a PrimitiveNode that gives the value that stood there changes nothing that runs', () => {
    const given = (value: number) => ({
      nodes: [
        load,
        {
          ...shift,
          inputs: [input('model', 1), { ...input('shift', 5), widget: { name: 'shift' } }],
        },
        sample,
        save,
        {
          id: 8,
          type: 'PrimitiveNode',
          outputs: [output('FLOAT')],
          widgets_values: [value, 'fixed'],
        },
      ],
      links: [...flat.links, [5, 8, 0, 2, 1, '*']],
    });
    expect(told(flat, given(5))).toEqual([
      'layout: PrimitiveNode (8) put into the way to ModelSamplingSD3 (2) shift; the values stay the same',
    ]);
    expect(told(flat, given(6))[0]).toMatch(/^behaviour: added PrimitiveNode \(8\)/);
  });
});
