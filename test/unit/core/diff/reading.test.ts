import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { titleOf } from '../../../../src/base/problem.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';

const base = {
  nodes: [
    { id: 1, type: 'Load', outputs: [{ name: 'MODEL', links: [5] }] },
    { id: 2, type: 'Sample', inputs: [{ name: 'model', link: 5 }], widgets_values: [20] },
    { id: 3, type: 'Sample', inputs: [{ name: 'model', link: null }], widgets_values: [20] },
  ],
  links: [[5, 1, 0, 2, 0, 'MODEL']],
};
type Draft = { nodes: Record<string, unknown>[]; links: unknown[]; definitions?: unknown };

function read(edit: (canvas: Draft) => void) {
  const to = structuredClone(base) as unknown as Draft;
  edit(to);
  const diff = diffWorkflows(base as unknown as JsonObject, to as unknown as JsonObject);
  const told = diff.problems.map((each) => `${each.code} ${titleOf(each)}`);
  return { told, whole: diff.changes.some((each) => each.kind === 'document-changed') };
}
const link = (canvas: Draft, node: number, id: number | null) => {
  (canvas.nodes[node] as never as { inputs: { link: number | null }[] }).inputs[0] = {
    ...(canvas.nodes[node] as never as { inputs: { link: number | null }[] }).inputs[0],
    link: id,
  };
};

describe('a canvas that cannot be read as a graph is one change, with the reason', () => {
  it.each([
    [
      'an input that names no link',
      (canvas: Draft) => link(canvas, 2, 9),
      'canvas/dangling-link Input model names the link 9, and the canvas has no such link',
    ],
    [
      'a link from a node that is gone',
      (canvas: Draft) => canvas.nodes.shift(),
      'canvas/dangling-link Input model names the link 5, and node 1 is not there',
    ],
    [
      'an empty entry among the links',
      (canvas: Draft) => canvas.links.push(null),
      'canvas/unreadable-link The link at links[1] is neither a list nor an object.',
    ],
    [
      'two nodes of one id',
      (canvas: Draft) => canvas.nodes.push({ id: 3, type: 'Note' }),
      'canvas/duplicate-id Two nodes of the canvas have the id 3',
    ],
    [
      'two subgraphs of one id',
      (canvas: Draft) => {
        const subgraph = { id: 'a', name: 'A', nodes: [], links: [] };
        canvas.definitions = { subgraphs: [subgraph, subgraph] };
      },
      'canvas/duplicate-definition Two subgraphs of the canvas have the id a',
    ],
  ])('%s', (_, edit, title) => {
    expect(read(edit)).toEqual({ told: [title], whole: true });
  });
});

describe('what ComfyUI itself runs is read, and told', () => {
  it.each([
    [
      'a link that no input names',
      (canvas: Draft) => canvas.links.push([6, 1, 0, 3, 0, 'MODEL']),
      'Link 6: the list leads it to node 3, and no input there names it; it is taken for a leftover.',
    ],
    [
      'an input that names the link of another',
      (canvas: Draft) => link(canvas, 2, 5),
      'Link 5: input model of node 3 names it, and the list leads it to node 2; the input counts.',
    ],
    [
      'a link that is listed twice',
      (canvas: Draft) => canvas.links.push([5, 1, 0, 2, 0, 'MODEL']),
      'Link 5: it is in the list twice; the last one counts.',
    ],
  ])('%s', (_, edit, title) => {
    expect(read(edit)).toEqual({ told: [`canvas/links-disagree ${title}`], whole: false });
  });
});

it('names the values of an older file as a newer one names those of the same type', () => {
  const named = { name: 'steps', widget: { name: 'steps' }, link: null };
  const to = structuredClone(base) as unknown as Draft;
  to.nodes[1] = {
    ...to.nodes[1],
    inputs: [{ name: 'model', link: 5 }, named],
    widgets_values: [30],
  };
  const { changes } = diffWorkflows(base as unknown as JsonObject, to as unknown as JsonObject);
  expect(changes).toMatchObject([{ kind: 'input-changed', input: 'steps', from: 20, to: 30 }]);
});
