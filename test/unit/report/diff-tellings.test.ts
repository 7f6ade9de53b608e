import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { diffWorkflows } from '../../../src/core/diff/diff.ts';
import type { ApiPrompt } from '../../../src/core/workflow/types.ts';
import { tellingsOf } from '../../../src/report/diff-tellings.ts';
import type { Looks } from '../../../src/report/looks.ts';

interface Node {
  readonly mode?: number;
  readonly title?: string;
  readonly color?: string;
  readonly steps?: number;
  readonly source?: 1 | 2;
}

/** Two loaders and the samplers that are given. */
function canvas(samplers: readonly Node[]): JsonObject {
  const nodes = samplers.map(({ steps = 20, source: _, ...node }, at) => ({
    id: at + 3,
    type: 'Sampler',
    ...node,
    inputs: [{ name: 'model', type: 'MODEL', link: at + 1 }],
    outputs: [{ name: 'LATENT', type: 'LATENT' }],
    widgets_values_named: { steps },
  }));
  const loaders = [1, 2].map((id) => ({
    id,
    type: 'Loader',
    title: `loader ${id}`,
    inputs: [],
    outputs: [{ name: 'MODEL', type: 'MODEL' }],
  }));
  const links = samplers.map(({ source = 1 }, at) => [at + 1, source, 0, at + 3, 0, 'MODEL']);
  return { nodes: [...loaders, ...nodes], links } as unknown as JsonObject;
}

const looks: Looks = {
  name: (text) => text,
  value: (text) => text,
  added: (text) => text,
  removed: (text) => text,
};

function told(before: readonly Node[], after: readonly Node[]) {
  const { changes } = diffWorkflows(canvas(before), canvas(after));
  const tellings = tellingsOf(changes, looks);
  expect(tellings.flatMap((each) => each.changes).length).toBe(changes.length);
  return tellings.map((each) => each.sentence);
}

const plain: Node[] = [{ title: 'a' }, { title: 'b' }, { title: 'c' }];

it('tells in one sentence what was done to several nodes', () => {
  const steps = plain.map((each) => ({ ...each, steps: 30 }));
  expect(told(plain, steps)).toEqual([
    'steps 20 → 30 in 3 nodes: Sampler "a" (3), Sampler "b" (4), Sampler "c" (5)',
  ]);
  const many = [...plain, ...plain, ...plain];
  const muted = many.map((each) => ({ ...each, mode: 2 }));
  expect(told(many, muted)).toEqual([
    'active → muted in 9 nodes: Sampler "a" (3), Sampler "b" (4), Sampler "c" (5), Sampler "a" (6), +5 more',
  ]);
});

it('tells nodes of several colours or titles that became one together', () => {
  const grey = plain.map((each, at) => ({ ...each, color: `#${at}` }));
  const red = plain.map((each) => ({ ...each, color: 'red' }));
  expect(told(grey, red)).toEqual([
    'color set to "red" in 3 nodes: Sampler "a" (3), Sampler "b" (4), Sampler "c" (5)',
  ]);
  const named = plain.map(() => ({ title: 'sampler' }));
  expect(told(plain, named)).toEqual([
    'title set to "sampler" in 3 nodes: Sampler (3), Sampler (4), Sampler (5)',
  ]);
});

it('keeps apart what differs in what runs', () => {
  const before = plain.map((each, at) => ({ ...each, steps: 10 + at }));
  const after = plain.map((each) => ({ ...each, steps: 30 }));
  expect(told(before, after)).toHaveLength(3);
});

it('tells one source put in the place of another once', () => {
  const after = plain.map((each) => ({ ...each, source: 2 as const }));
  expect(told(plain, after)).toEqual([
    'model ← Loader "loader 2" (2) MODEL, was Loader "loader 1" (1) MODEL, in 3 nodes: Sampler "a" (3), Sampler "b" (4), Sampler "c" (5)',
  ]);
});

it('tells values that came to a node together in one sentence', () => {
  const node = (inputs: Readonly<Record<string, unknown>>) =>
    ({ '1': { class_type: 'Resize', inputs: { width: 8, ...inputs } } }) as unknown as ApiPrompt;
  const more = { crop: 'center', method: 'area', height: 9 };
  const sentences = (from: ApiPrompt, to: ApiPrompt) =>
    tellingsOf(diffWorkflows(from, to).changes, looks).map((each) => each.sentence);
  expect(sentences(node({}), node(more))).toEqual([
    'Resize (1): set crop "center", height 9, method "area"',
  ]);
  expect(sentences(node(more), node({}))).toEqual([
    'Resize (1): crop "center", height 9, method "area" taken away',
  ]);
});
