import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import { tellingsOf } from '../../../../src/report/diff-tellings.ts';

const plain = (text: string) => text;
const looks = { name: plain, value: plain, added: plain, removed: plain };

/** Node → its mode, its value and the node before it. */
type Chain = Readonly<Record<number, { mode?: number; value?: number; after: number }>>;

/** Two loaders (1, 2), a line of patches, a sampler (9) that uses both outputs of the last one. */
function canvas(
  patches: Chain,
  { model, clip = model }: { model: number; clip?: number },
): JsonObject {
  const ends = [
    { name: 'MODEL', type: 'MODEL' },
    { name: 'CLIP', type: 'CLIP' },
  ];
  const links: (number | string)[][] = [];
  const link = (origin: number, slot: number, target: number, into: number) => {
    links.push([links.length + 1, origin, slot, target, into, '*']);
    return links.length;
  };
  const inputs = (id: number, [first, second]: readonly [number, number]) => [
    { name: 'clip', type: 'CLIP', link: link(second, 1, id, 0) },
    { name: 'model', type: 'MODEL', link: link(first, 0, id, 1) },
  ];
  const loaders = [1, 2].map((id) => ({
    id,
    type: 'Loader',
    title: `loader ${id}`,
    inputs: [],
    outputs: ends,
  }));
  const middle = Object.entries(patches).map(([id, { mode = 0, value = 1, after }]) => ({
    id: Number(id),
    type: 'Patch',
    mode,
    inputs: inputs(Number(id), [after, after]),
    outputs: ends,
    widgets_values_named: { value },
  }));
  const sampler = { id: 9, type: 'Sampler', inputs: inputs(9, [model, clip]), outputs: [] };
  return { nodes: [...loaders, ...middle, sampler], links } as unknown as JsonObject;
}

function told(from: JsonObject, to: JsonObject): string[] {
  const { problems, changes } = diffWorkflows(from, to);
  expect(problems).toEqual([]);
  const shown = changes.filter((each) => each.class !== 'view');
  return tellingsOf(shown, looks).map(
    ({ changes: [first], sentence }) => `${first.class}: ${sentence}`,
  );
}

const on = canvas({ 3: { after: 1 } }, { model: 3 });
const bypassed = canvas({ 3: { after: 1, mode: 4 } }, { model: 3 });
const muted = canvas({ 3: { after: 1, mode: 2 } }, { model: 3 });
const loader = 'Loader "loader 1" (1)';

describe('a node that is switched off', () => {
  it('is told with what comes to the nodes behind it, by type where slots stand otherwise', () => {
    expect(told(on, bypassed)).toEqual([
      `behaviour: Patch (3): active → bypassed; now Sampler (9) clip ← ${loader} CLIP, Sampler (9) model ← ${loader} MODEL`,
    ]);
    expect(told(on, muted)).toEqual([
      'behaviour: Patch (3): active → muted; now Sampler (9) clip ← nothing, Sampler (9) model ← nothing',
    ]);
    expect(told(bypassed, on)).toEqual([
      'behaviour: Patch (3): bypassed → active; now Sampler (9) clip ← Patch (3) CLIP, Sampler (9) model ← Patch (3) MODEL',
    ]);
  });

  it('tells several of a line together', () => {
    const line = (mode: number) =>
      canvas({ 3: { after: 1, mode }, 4: { after: 3, mode } }, { model: 4 });
    expect(told(line(0), line(4))).toEqual([
      `behaviour: active → bypassed in 2 nodes: Patch (3), Patch (4); now Sampler (9) clip ← ${loader} CLIP, Sampler (9) model ← ${loader} MODEL`,
    ]);
  });

  it('says nothing of nodes that were switched on with it', () => {
    const line = (mode: number) =>
      canvas({ 3: { after: 1, mode }, 4: { after: 3, mode } }, { model: 4 });
    expect(told(line(2), line(0))).toEqual([
      'behaviour: muted → active in 2 nodes: Patch (3), Patch (4); now Sampler (9) clip ← Patch (4) CLIP, Sampler (9) model ← Patch (4) MODEL',
    ]);
  });

  it('is called so', () => {
    const other = canvas({ 3: { after: 1, mode: 4, value: 2 } }, { model: 3 });
    expect(told(bypassed, other)).toEqual(['behaviour: Patch (3, bypassed): value 1 → 2']);
    const [added] = told(canvas({}, { model: 1 }), bypassed);
    expect(added).toContain(
      'added Patch (3, bypassed): value 1; clip ← Loader "loader 1" (1) CLIP',
    );
  });
});

describe('a link that changed', () => {
  it('is no change of what runs where the same value comes past a bypassed node', () => {
    const past = canvas({ 3: { after: 1, mode: 4 } }, { model: 1, clip: 3 });
    expect(told(bypassed, past).map((each) => each.split(':')[0])).toEqual(['layout']);
    const mutedElsewhere = canvas({ 3: { after: 2, mode: 2 } }, { model: 3 });
    expect(told(muted, mutedElsewhere).map((each) => each.split(':')[0])).toEqual([
      'layout',
      'layout',
    ]);
  });

  it('is one where a bypassed node hands on another value', () => {
    const elsewhere = canvas({ 3: { after: 2, mode: 4 } }, { model: 3 });
    expect(told(bypassed, elsewhere).map((each) => each.split(':')[0])).toEqual([
      'behaviour',
      'behaviour',
    ]);
  });
});
