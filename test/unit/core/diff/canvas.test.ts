import { describe, expect, it } from 'vitest';
import { type JsonObject, jsonEqual } from '../../../../src/base/json.ts';
import { kindOfChange } from '../../../../src/core/diff/change-kind.ts';
import { diffWorkflows, patchWorkflow } from '../../../../src/core/diff/diff.ts';
import { renderDiff } from '../../../../src/report/text/diff.ts';

/** A loader, a sampler and a save node; the sampler inside a subgraph's definition too. */
const base = {
  last_node_id: 4,
  last_link_id: 2,
  nodes: [
    {
      id: 1,
      type: 'CheckpointLoaderSimple',
      pos: [0, 0],
      mode: 0,
      order: 0,
      inputs: [{ name: 'ckpt_name', type: 'COMBO', widget: { name: 'ckpt_name' }, link: null }],
      outputs: [{ name: 'MODEL', type: 'MODEL', links: [1] }],
      properties: { cnr_id: 'comfy-core', ver: '0.3.60' },
      widgets_values: ['base.safetensors'],
    },
    {
      id: 2,
      type: 'KSampler',
      title: 'Base pass',
      pos: [400, 0],
      mode: 0,
      order: 1,
      inputs: [
        { name: 'model', type: 'MODEL', link: 1 },
        { name: 'seed', type: 'INT', widget: { name: 'seed' }, link: null },
        { name: 'steps', type: 'INT', widget: { name: 'steps' }, link: null },
      ],
      outputs: [{ name: 'LATENT', type: 'LATENT', links: [2] }],
      widgets_values: [5, 'randomize', 20],
    },
    {
      id: 3,
      type: '11111111-aaaa',
      pos: [800, 0],
      mode: 0,
      inputs: [{ name: 'samples', type: 'LATENT', link: 2 }],
      outputs: [],
      widgets_values: [],
    },
    { id: 4, type: 'Note', pos: [0, 400], inputs: [], outputs: [], widgets_values: ['ask Ada'] },
  ],
  links: [
    [1, 1, 0, 2, 0, 'MODEL'],
    [2, 2, 0, 3, 0, 'LATENT'],
  ],
  groups: [{ id: 1, title: 'Sampling', bounding: [0, 0, 900, 300] }],
  definitions: {
    subgraphs: [
      {
        id: '11111111-aaaa',
        name: 'Finish',
        inputs: [{ name: 'samples', type: 'LATENT' }],
        outputs: [],
        nodes: [
          {
            id: 1,
            type: 'SaveLatent',
            inputs: [
              { name: 'samples', type: 'LATENT', link: 9 },
              { name: 'filename_prefix', widget: { name: 'filename_prefix' }, link: null },
            ],
            outputs: [],
            widgets_values: ['out'],
          },
        ],
        links: [{ id: 9, origin_id: -10, origin_slot: 0, target_id: 1, target_slot: 0 }],
      },
    ],
  },
  extra: { ds: { scale: 1, offset: [0, 0] } },
  version: 0.4,
};

type Draft = typeof base;

function tell(edit: (canvas: Draft) => void): string[] {
  const to = structuredClone(base);
  edit(to);
  const [before, after] = [base as unknown as JsonObject, to as unknown as JsonObject];
  const diff = diffWorkflows(before, after);
  expect(jsonEqual(patchWorkflow(before, diff), after)).toBe(true);
  const value = { from: 'a', to: 'b', kind: kindOfChange(diff), diff, all: true };
  return renderDiff({ value }, { color: false }).trimEnd().split('\n').slice(1);
}

const node = (canvas: Draft, at: number) => canvas.nodes[at] as Draft['nodes'][number];

describe('a canvas', () => {
  it('names its widgets, and knows a seed that is drawn anew', () => {
    expect(
      tell((canvas) => {
        node(canvas, 1).widgets_values = [6, 'randomize', 30];
      }),
    ).toEqual([
      'What runs (1 change)',
      '  ~ KSampler "Base pass" (2): steps 20 → 30',
      'Drift (1 change)',
      '  ~ KSampler "Base pass" (2): seed 5 → 6',
    ]);
    expect(
      tell((canvas) => {
        node(canvas, 1).widgets_values = [6, 'fixed', 20];
      })[1],
    ).toBe('  ~ KSampler "Base pass" (2): seed 5 → 6');
  });

  it('tells mute and bypass', () => {
    expect(
      tell((canvas) => {
        node(canvas, 1).mode = 4;
      }),
    ).toEqual([
      'What runs (1 change)',
      '  ~ KSampler "Base pass" (2): active → bypassed; now Finish (3) samples ← nothing',
    ]);
  });

  it('keeps notes, groups, versions, layout and view out of what runs', () => {
    expect(
      tell((canvas) => {
        node(canvas, 0).pos = [10, 10];
        (node(canvas, 0).properties as { ver: string }).ver = '0.3.99';
        node(canvas, 3).widgets_values = ['ask Grace'];
        (canvas.groups[0] as { title: string }).title = 'Draw';
        canvas.extra.ds.scale = 2;
        canvas.last_link_id = 99;
      }),
    ).toEqual([
      'Titles and notes (2 changes)',
      '  ~ group "Sampling" renamed "Draw"',
      '  ~ Note (4): text "ask Ada" → "ask Grace"',
      'Drift (1 change)',
      '  ~ CheckpointLoaderSimple (1): properties.ver "0.3.60" → "0.3.99"',
      'Layout (1 change)',
      '  ~ CheckpointLoaderSimple (1): pos [0,0] → [10,10]',
      'View (1 change)',
      '  ~ extra ds {"scale":1,"offset":[0,0]} → {"scale":2,"offset":[0,0]}',
    ]);
  });

  it('looks into subgraphs, also where the definition has a new id', () => {
    expect(
      tell((canvas) => {
        const [subgraph] = canvas.definitions.subgraphs;
        if (subgraph === undefined) return;
        subgraph.id = '22222222-bbbb';
        node(canvas, 2).type = '22222222-bbbb';
        (subgraph.nodes[0] as { widgets_values: string[] }).widgets_values = ['final'];
      }),
    ).toEqual([
      'What runs (1 change)',
      '  ~ SaveLatent (1 in "Finish"): filename_prefix "out" → "final"',
    ]);
  });

  it('tells links by the names of their slots', () => {
    expect(
      tell((canvas) => {
        canvas.links.shift();
        (node(canvas, 1).inputs[0] as { link: number | null }).link = null;
      }),
    ).toEqual([
      'What runs (1 change)',
      '  ~ KSampler "Base pass" (2): model ← nothing, was CheckpointLoaderSimple (1) MODEL',
    ]);
  });

  it('with one id twice is not guessed at', () => {
    const twice = structuredClone(base);
    node(twice, 3).id = 1;
    const diff = diffWorkflows(base as unknown as JsonObject, twice as unknown as JsonObject);
    expect(diff.problems.map((each) => each.code)).toEqual(['canvas/duplicate-id']);
    expect(diff.counts.behaviour).toBe(1);
  });
});
