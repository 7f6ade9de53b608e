/** One node with as many values as a list may have: each is looked up, none by walking over all the others. */

import { describe, expect, it } from 'vitest';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';

const count = 100_000;
const names = Array.from({ length: count }, (_, at) => `value_${at}`);
const values = names.map((_, at) => at);

const canvas = (node: object) => ({
  last_node_id: 1,
  last_link_id: 0,
  nodes: [{ id: 1, type: 'Points', pos: [0, 0], mode: 0, outputs: [], ...node }],
  links: [],
  version: 0.4,
});

const byPosition = (last: number) => canvas({ inputs: [], widgets_values: [...values, last] });
const byName = (last: number) => {
  const own = Object.fromEntries([...names.map((name, at) => [name, at]), ['last', last]]);
  return canvas({ inputs: [], widgets_values: own });
};
const byInput = (last: number) => {
  const inputs = [...names, 'last'].map((name) => ({
    name,
    type: 'INT',
    link: null,
    widget: { name },
  }));
  return canvas({ inputs, widgets_values: [...values, last] });
};

describe('a node with very many values', () => {
  it.each([
    ['by position', byPosition],
    ['by name', byName],
    ['by its inputs', byInput],
  ])('tells the one that changed, %s', (_, make) => {
    const { changes } = diffWorkflows(make(1), make(2));
    expect(changes).toMatchObject([{ kind: 'input-changed', from: 1, to: 2 }]);
  });
});
