import { describe, expect, it } from 'vitest';
import { type JsonObject, jsonEqual } from '../../../../src/base/json.ts';
import { diffWorkflows, patchWorkflow } from '../../../../src/core/diff/diff.ts';
import { pairWorkflows } from '../../../../src/core/diff/pairing.ts';
import { sentenceOf } from '../../../../src/report/diff-sentences.ts';

const plain = (text: string) => text;
const looks = { name: plain, value: plain, added: plain, removed: plain };

const [shared, copy] = ['aaaaaaaa', 'bbbbbbbb'].map(
  (start) => `${start}-1111-4111-8111-111111111111`,
) as [string, string];

interface Inner {
  readonly steps?: number;
  readonly first?: number;
  readonly extra?: boolean;
}

function definition(id: string, { steps = 20, first = 1, extra = false }: Inner = {}) {
  const [guide, sample, more] = [first, first + 1, first + 2];
  const row = (link: number, origin: number, target: number) => ({
    id: link,
    origin_id: origin,
    origin_slot: 0,
    target_id: target,
    target_slot: 0,
  });
  return {
    id,
    name: 'Refine',
    inputs: [{ name: 'model', type: '*' }],
    outputs: [{ name: 'LATENT', type: '*' }],
    nodes: [
      node(guide, 'Guide', 1, { guidance: 3 }),
      node(sample, 'Sampler', 2, { steps }),
      ...(extra ? [node(more, 'Preview', 4, {})] : []),
    ],
    links: [
      row(1, -10, guide),
      row(2, guide, sample),
      row(3, sample, -20),
      ...(extra ? [row(4, guide, more)] : []),
    ],
  };
}

function node(id: number, type: string, link: number | null, named: Record<string, unknown>) {
  return {
    id,
    type,
    inputs: [{ name: 'model', type: '*', link }],
    outputs: [{ name: 'LATENT', type: '*' }],
    widgets_values_named: named,
  };
}

/** A loader that feeds two subgraph nodes; their definitions. */
function canvas(types: readonly string[], subgraphs: readonly object[]): JsonObject {
  const loader = {
    id: 1,
    type: 'Loader',
    inputs: [],
    outputs: [{ name: 'MODEL', type: '*' }],
  };
  const nodes = types.map((type, at) => ({
    ...node(at + 2, type, at + 1, {}),
    title: `pass ${at + 1}`,
  }));
  const links = types.map((_, at) => [at + 1, 1, 0, at + 2, 0, '*']);
  return { nodes: [loader, ...nodes], links, definitions: { subgraphs } } as unknown as JsonObject;
}

function told(from: JsonObject, to: JsonObject): string[] {
  const diff = diffWorkflows(from, to);
  expect(diff.problems).toEqual([]);
  expect(jsonEqual(patchWorkflow(from, diff), to)).toBe(true);
  return diff.changes
    .filter((each) => each.class !== 'layout')
    .map((each) => `${each.class}: ${sentenceOf(each, looks)}`);
}

const together = canvas([shared, shared], [definition(shared)]);
const apart = (inner: Inner) =>
  canvas([shared, copy], [definition(shared), definition(copy, inner)]);
const unlinked =
  'documentation: Refine "pass 2" (3) no longer shares the subgraph "Refine" with Refine "pass 1" (2): it has a copy of its own';

describe('a subgraph node that got a definition of its own', () => {
  it('is told as such, with nothing added or removed', () => {
    expect(told(together, apart({}))).toEqual([unlinked]);
    expect(told(together, apart({ first: 11 }))).toEqual([unlinked]);
  });

  it('is compared inside with the definition that it shared', () => {
    expect(told(together, apart({ first: 11, steps: 30, extra: true }))).toEqual([
      'behaviour: Sampler (12 in "Refine"): steps 20 → 30',
      'behaviour: added Preview (13 in "Refine"): model ← Guide (11 in "Refine") LATENT',
      unlinked,
    ]);
  });

  it('is told too where it shares one again', () => {
    expect(told(apart({ steps: 30 }), together)).toEqual([
      'behaviour: Sampler (2 in "Refine"): steps 30 → 20',
      'documentation: Refine "pass 2" (3) shares the subgraph "Refine" with Refine "pass 1" (2) now',
    ]);
  });

  it('stands beside the one that it shared in a picture', () => {
    const scopes = pairWorkflows(together, apart({ first: 11 }));
    expect(scopes.map(({ from, to }) => [from?.id, to?.id])).toEqual([
      ['', ''],
      [shared, shared],
      [shared, copy],
    ]);
    expect(scopes[2]?.pairs).toContainEqual(['2', '12']);
  });
});

it('takes a definition for no copy where no node came from the one to the other, or little is alike', () => {
  const more = canvas([shared, shared, copy], [definition(shared), definition(copy)]);
  expect(told(together, more)).toEqual([
    'behaviour: added Refine "pass 3" (4): model ← Loader (1) MODEL',
  ]);
  const other = {
    ...definition(copy),
    nodes: ['Blur', 'Crop', 'Save'].map((type, at) => node(at + 1, type, null, {})),
    links: [],
  };
  const kinds = diffWorkflows(together, canvas([shared, copy], [definition(shared), other]));
  expect(kinds.changes.map((each) => each.kind)).not.toContain('subgraph-unlinked');
});
