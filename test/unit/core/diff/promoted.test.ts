import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import { sentenceOf } from '../../../../src/report/diff-sentences.ts';

const plain = (text: string) => text;
const looks = { name: plain, value: plain, added: plain, removed: plain };
const definition = 'cccccccc-1111-4111-8111-111111111111';

interface Shown {
  /** Value that the sampler itself keeps. */
  readonly own: number;
  /** Value on the subgraph's node; absent where the widget is not shown there. */
  readonly shown?: number;
  /** Older pages name the inner widget by `proxyWidgets`. */
  readonly isProxy?: boolean;
}

const model = { name: 'model', type: '*', link: 1 };
const stepsInput = (link: number | null) => ({
  name: 'steps',
  type: 'INT',
  widget: { name: 'steps' },
  link,
});
const widgetInput = (name: string) => ({ name, type: '*', widget: { name }, link: null });
const load = { id: 1, type: 'Loader', inputs: [], outputs: [{ name: 'MODEL', type: '*' }] };
const sampler = (steps: number, link: number | null = null) => ({
  id: 2,
  type: 'Sampler',
  inputs: [model, stepsInput(link), widgetInput('sampler'), widgetInput('denoise')],
  outputs: [],
  widgets_values: [steps, 'euler', 1],
});

const flat = (steps: number) =>
  ({ nodes: [load, sampler(steps)], links: [[1, 1, 0, 2, 0, '*']] }) as unknown as JsonObject;

function nested({ own, shown, isProxy = false }: Shown): JsonObject {
  const isLinked = shown !== undefined && !isProxy;
  const instance = {
    id: 9,
    type: definition,
    inputs: [model, ...(isLinked ? [stepsInput(null)] : [])],
    outputs: [],
    properties: isProxy ? { proxyWidgets: [['2', 'steps']] } : {},
    widgets_values: shown === undefined ? [] : [shown],
  };
  const row = (id: number, slot: number) => ({
    id,
    origin_id: -10,
    origin_slot: slot,
    target_id: 2,
    target_slot: slot,
  });
  const inside = {
    id: definition,
    name: 'Sampling',
    inputs: [model, ...(isLinked ? [{ name: 'steps', type: 'INT' }] : [])],
    outputs: [],
    nodes: [sampler(own, isLinked ? 2 : null)],
    links: [row(1, 0), ...(isLinked ? [row(2, 1)] : [])],
  };
  return {
    nodes: [load, instance],
    links: [[1, 1, 0, 9, 0, '*']],
    definitions: { subgraphs: [inside] },
  } as unknown as JsonObject;
}

function told(from: JsonObject, to: JsonObject): string[] {
  const { problems, changes } = diffWorkflows(from, to);
  expect(problems).toEqual([]);
  const runs = changes.filter((each) => each.class === 'behaviour');
  return runs.map((each) => sentenceOf(each, looks));
}

const into = 'moved 1 node into the new subgraph "Sampling": Sampler (2)';
const out = 'moved 1 node out of the removed subgraph "Sampling": Sampler (2 in "Sampling")';

describe('a value that the node of a subgraph shows', () => {
  it.each([false, true])(
    'is the one that runs where its node moved (proxyWidgets: %s)',
    (isProxy) => {
      const stale = { own: 1, shown: 30, isProxy };
      expect(told(flat(30), nested(stale))).toEqual([into]);
      expect(told(nested(stale), flat(30))).toEqual([out]);
      expect(told(flat(20), nested(stale))).toEqual([
        into,
        'Sampler (2 in "Sampling"): steps 20 → 30',
      ]);
      expect(told(nested(stale), flat(1))).toEqual([out, 'Sampler (2): steps 30 → 1']);
    },
  );

  it('is no new value where it came from inside', () => {
    expect(told(nested({ own: 20 }), nested({ own: 20, shown: 20 }))).toEqual([
      'subgraph "Sampling": input steps added',
    ]);
    expect(told(nested({ own: 20 }), nested({ own: 20, shown: 25 }))).toContain(
      'Sampler (2 in "Sampling"): steps ← the subgraph\'s input steps, was 20',
    );
  });
});
