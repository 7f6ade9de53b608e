import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { mergeWorkflows } from '../../../../src/core/merge/merge.ts';
import { settleConflicts } from '../../../../src/core/merge/settle.ts';
import { conflictTitle } from '../../../../src/report/conflict-sentences.ts';
import {
  addNode,
  asWorkflow,
  changed,
  link,
  linkFaults,
  nodeOf,
  type SketchCanvas,
  type SketchNode,
} from '../../../support/canvases.ts';

const prompts = '7c1f0a52-0000-4000-8000-000000000001';

type Wrapped = SketchCanvas & { definitions?: { subgraphs: { nodes: SketchNode[] }[] } };

/** Puts the prompt (2) into a subgraph, as the page does; `shown` makes its text an input of the subgraph's node. */
function wrap(canvas: Wrapped, shown = false): void {
  const inner = structuredClone(nodeOf(canvas, 2));
  inner.inputs = [{ name: 'clip', type: 'CLIP', link: 1 }];
  inner.outputs = [{ name: 'CONDITIONING', type: 'CONDITIONING', links: [2] }];
  const slot = { id: 'i1', name: 'clip', type: 'CLIP', linkIds: [1] };
  const text = { id: 'i2', name: 'text', type: 'STRING', linkIds: [3] };
  if (shown) inner.inputs.push({ name: 'text', type: 'STRING', link: 3, widget: { name: 'text' } });
  const row = (id: number, from: [number, number], to: [number, number], type: string) => ({
    id,
    origin_id: from[0],
    origin_slot: from[1],
    target_id: to[0],
    target_slot: to[1],
    type,
  });
  const definition = {
    id: prompts,
    name: 'Prompts',
    nodes: [inner],
    links: [
      row(1, [-10, 0], [2, 0], 'CLIP'),
      row(2, [2, 0], [-20, 0], 'CONDITIONING'),
      ...(shown ? [row(3, [-10, 1], [2, 1], 'STRING')] : []),
    ],
    inputs: shown ? [slot, text] : [slot],
    outputs: [{ id: 'o1', name: 'CONDITIONING', type: 'CONDITIONING', linkIds: [2] }],
    inputNode: { id: -10 },
    outputNode: { id: -20 },
  };
  canvas.definitions = { subgraphs: [definition] };
  const values = shown ? [...nodeOf(canvas, 2).widgets_values] : [];
  const instance = addNode(canvas, prompts, values);
  instance.inputs = [{ name: 'clip', type: 'CLIP', link: null }];
  if (shown) {
    instance.inputs.push({ name: 'text', type: 'STRING', link: null, widget: { name: 'text' } });
  }
  instance.outputs = [{ name: 'CONDITIONING', type: 'CONDITIONING', links: [] }];
  link(canvas, [1, 1], [instance.id, 0]);
  link(canvas, [instance.id, 0], [3, 1]);
  canvas.links = canvas.links.filter(([, , , target]) => target !== 2);
  const clip = nodeOf(canvas, 1).outputs[1];
  if (clip !== undefined) clip.links = (clip.links ?? []).filter((id) => id !== 2);
  canvas.nodes = canvas.nodes.filter(({ id }) => id !== 2);
}

/** As `aCanvas`, with a prompt that has more values than its text. */
const start = changed((canvas) => {
  Object.assign(nodeOf(canvas, 2), { type: 'StyledPrompt' });
  nodeOf(canvas, 2).widgets_values.push('oil', 0.8);
});

const say = (text: string) => (canvas: SketchCanvas) => {
  nodeOf(canvas, 2).widgets_values[0] = text;
};

const inside = (canvas: JsonObject) =>
  (canvas as unknown as Wrapped).definitions?.subgraphs[0]?.nodes[0];

function merge(base: SketchCanvas, ours: SketchCanvas, theirs: SketchCanvas) {
  const { workflow, conflicts } = mergeWorkflows(
    asWorkflow(base),
    asWorkflow(ours),
    asWorkflow(theirs),
  );
  expect(linkFaults(workflow)).toEqual([]);
  return { workflow, conflicts };
}

describe('a node that one side put into a subgraph while the other edited it', () => {
  const wrapped = changed((canvas) => wrap(canvas), start);

  it('has the edit where it stands now, either way round', () => {
    const edited = changed((canvas) => {
      say('a hare')(canvas);
      nodeOf(canvas, 2).title = 'Hare';
      nodeOf(canvas, 2).mode = 4;
    }, start);
    for (const [ours, theirs] of [
      [wrapped, edited],
      [edited, wrapped],
    ] as const) {
      const { workflow, conflicts } = merge(start, ours, theirs);
      expect(conflicts).toEqual([]);
      const node = { id: 2, widgets_values: ['a hare', 'oil', 0.8], title: 'Hare', mode: 4 };
      expect(inside(workflow)).toMatchObject({ ...node, inputs: [{ name: 'clip', link: 1 }] });
      const { nodes } = workflow as unknown as SketchCanvas;
      expect(nodes.map(({ id }) => id)).toEqual([1, 3, 4, 5]);
    }
  });

  it('merges its text by lines there', () => {
    const ours = changed((canvas) => {
      say('a red fox\nin the snow\nat dawn')(canvas);
      wrap(canvas);
    }, start);
    const { workflow } = merge(start, ours, changed(say('a fox\nin the snow\nat dusk'), start));
    expect(inside(workflow)?.widgets_values[0]).toBe('a red fox\nin the snow\nat dusk');
  });

  it('is in question there where both changed the same, and is settled there', () => {
    const ours = changed(say('a hare'), start);
    const theirs = changed((canvas) => {
      say('a wolf')(canvas);
      wrap(canvas);
    }, start);
    const { workflow, conflicts } = merge(start, ours, theirs);
    expect(conflicts).toMatchObject([{ kind: 'value', ours: 'a hare', theirs: 'a wolf' }]);
    expect(inside(workflow)?.widgets_values[0]).toBe('a hare');
    const chosen = new Map([[`${prompts}/2.#0`, { take: 'theirs' } as const]]);
    const settled = settleConflicts(workflow, chosen);
    expect(settled).toMatchObject({ open: [], problems: [] });
    expect(inside(settled.workflow)?.widgets_values[0]).toBe('a wolf');
  });

  it('is in question whole where the other side linked it anew, and says where it went', () => {
    const theirs = changed((canvas) => {
      const more = addNode(canvas, 'ConditioningZeroOut');
      more.inputs = [{ name: 'conditioning', type: 'CONDITIONING', link: null }];
      link(canvas, [2, 0], [more.id, 0]);
    }, start);
    const { conflicts } = merge(start, wrapped, theirs);
    expect(conflicts).toMatchObject([{ kind: 'removed', movedInto: 'Prompts' }]);
    expect(conflicts.map(conflictTitle)).toEqual([
      'StyledPrompt: ours put it into the subgraph "Prompts", theirs uses it',
    ]);
  });

  it('is in question whole where the subgraph shows the value that was edited', () => {
    const shown = changed((canvas) => wrap(canvas, true), start);
    const { conflicts } = merge(start, shown, changed(say('a hare'), start));
    expect(conflicts).toMatchObject([{ kind: 'removed', path: '2:node' }]);
  });
});

describe('a node that one side took out of a subgraph while the other edited it inside', () => {
  const base = changed((canvas) => wrap(canvas), start);
  const edited = structuredClone(base) as Wrapped;
  const inner = edited.definitions?.subgraphs[0]?.nodes[0];
  if (inner !== undefined) inner.widgets_values[0] = 'a hare';

  it('has the edit outside, either way round', () => {
    for (const isOurs of [true, false]) {
      const [ours, theirs] = isOurs ? [start, edited] : [edited, start];
      const { workflow, conflicts } = merge(base, ours, theirs);
      expect(conflicts).toEqual([]);
      const canvas = workflow as unknown as SketchCanvas;
      expect(nodeOf(canvas, 2).widgets_values[0]).toBe('a hare');
      expect(canvas.nodes.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4]);
    }
  });
});
