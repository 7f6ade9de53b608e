/** Rules of the pages that only odd canvases meet; each was seen on the real page. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../src/base/json.ts';
import { parseCatalog } from '../../../../../src/core/catalog/parse.ts';
import { convertCanvas } from '../../../../../src/core/workflow/convert/convert.ts';

const catalog = parseCatalog({
  objectInfo: {
    Load: { input: { required: {} }, output: ['IMAGE', 'MASK'] },
    Draw: {
      input: {
        required: {
          image: ['IMAGE', {}],
          size: ['INT', { default: 8, min: 0, max: 4096 }],
          name: ['STRING', { default: '' }],
        },
      },
      output: ['IMAGE'],
    },
    Narrow: { input: { required: { width: ['INT', { default: 900, min: 512, max: 2048 }] } } },
    Format: { input: { required: { form: ['STRING', { default: '{a}', multiline: true }] } } },
    CustomCombo: {
      input: { required: { choice: ['COMBO', { multiselect: false, options: [] }] } },
      output: ['STRING', 'INT'],
    },
  },
});

const frontends = ['1.27.10', '1.49.6'] as const;
type Frontend = (typeof frontends)[number];

function inputsIn(canvas: Json, id: string, frontend: Frontend): Json | undefined {
  const { prompt } = convertCanvas(canvas as JsonObject, catalog, { frontend });
  return prompt?.[id]?.inputs as Json | undefined;
}

const load = (links: number[], masks: number[] = []): JsonObject => ({
  id: 1,
  type: 'Load',
  outputs: [
    { name: 'IMAGE', type: 'IMAGE', links },
    { name: 'MASK', type: 'MASK', links: masks },
  ],
});
const draw = (id: number, link: number | null, more: JsonObject = {}): JsonObject => ({
  id,
  type: 'Draw',
  inputs: [{ name: 'image', type: 'IMAGE', link }],
  outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [] }],
  widgets_values: [8, 'a'],
  ...more,
});

describe.each(frontends)('on page %s', (frontend) => {
  it('a socket that the file gives a widget stays a socket', () => {
    const inputs = [{ name: 'image', type: 'IMAGE', link: 1, widget: { name: 'gone' } }];
    const nodes = [load([1]), draw(2, 1, { inputs })];
    const canvas = { version: 0.4, nodes, links: [[1, 1, 0, 2, 0, 'IMAGE']] };
    expect(inputsIn(canvas, '2', frontend)).toEqual({ image: ['1', 0], size: 8, name: 'a' });
  });

  it('a reroute cuts every target that does not take its type, neighbours too', () => {
    const reroute = {
      id: 9,
      type: 'Reroute',
      inputs: [{ name: '', type: '*', link: 1 }],
      outputs: [{ name: '', type: '*', links: [2, 3, 4] }],
    };
    const nodes = [load([], [1]), reroute, draw(2, 2), draw(3, 3), draw(4, 4)];
    const links = [
      [1, 1, 1, 9, 0, 'MASK'],
      ...[2, 3, 4].map((target) => [target, 9, 0, target, 0, 'MASK']),
    ];
    for (const id of ['2', '3', '4']) {
      expect(inputsIn({ version: 0.4, nodes, links }, id, frontend)).not.toHaveProperty('image');
    }
  });

  it('a PrimitiveNode passes over values in an object that has no length', () => {
    const primitive = {
      id: 9,
      type: 'PrimitiveNode',
      outputs: [{ name: 'INT', type: 'INT', links: [2], widget: { name: 'size' } }],
      widgets_values: { 0: 42, 1: 'fixed' },
    };
    const size = { name: 'size', type: 'INT', link: 2, widget: { name: 'size' } };
    const target = draw(2, null, { inputs: [{ name: 'image', type: 'IMAGE', link: null }, size] });
    const canvas = { version: 0.4, nodes: [primitive, target], links: [[2, 9, 0, 2, 1, 'INT']] };
    expect(inputsIn(canvas, '2', frontend)).toEqual({ size: 8, name: 'a' });
  });

  it('a PrimitiveNode takes the range that inputs of different names share', () => {
    const link = (id: number) => [id, 9, 0, id, 1, 'INT'];
    const primitive = {
      id: 9,
      type: 'PrimitiveNode',
      outputs: [{ name: 'INT', type: 'INT', links: [2, 3], widget: { name: 'size' } }],
      widgets_values: [42, 'fixed'],
    };
    const size = { name: 'size', type: 'INT', link: 2, widget: { name: 'size' } };
    const width = { name: 'width', type: 'INT', link: 3, widget: { name: 'width' } };
    const nodes = [
      primitive,
      draw(2, null, { inputs: [{ name: 'image', type: 'IMAGE', link: null }, size] }),
      { id: 3, type: 'Narrow', inputs: [width], widgets_values: [900] },
    ];
    const canvas = { version: 0.4, nodes, links: [link(2), [3, 9, 0, 3, 0, 'INT']] };
    expect(inputsIn(canvas, '3', frontend)).toEqual({ width: 512 });
    expect(inputsIn(canvas, '2', frontend)).toEqual({ size: 512, name: 'a' });
  });
});

it('an old page fails on a link from far beyond the outputs, which its repair writes down', () => {
  const canvas = (slot: number) => ({
    last_node_id: 2,
    last_link_id: 1,
    version: 0.4,
    nodes: [load([]), draw(2, 1)].map((node, order) => ({
      pos: [0, 0],
      size: [1, 1],
      flags: {},
      mode: 0,
      order,
      properties: {},
      inputs: [],
      ...node,
    })),
    links: [[1, 1, slot, 2, 0, 'IMAGE']],
  });
  const convert = (slot: number, frontend: Frontend) =>
    inputsIn(canvas(slot), '2', frontend) as { image?: Json } | undefined;
  expect(convert(4, '1.27.10')).toBeUndefined();
  expect(convert(2, '1.27.10')?.image).toEqual(['1', 2]);
  expect(convert(4, '1.49.6')?.image).toEqual(['1', 4]);
});

it('a text area is emptied by a null, whatever its default', () => {
  const nodes = [{ id: 2, type: 'Format', widgets_values: [null] }];
  for (const frontend of frontends) {
    expect(inputsIn({ version: 0.4, nodes, links: [] }, '2', frontend)).toEqual({ form: '' });
  }
});

it.each([4, true])('%s in place of values empties the widgets of new pages alone', (values) => {
  const canvas = { version: 0.4, nodes: [draw(2, null, { widgets_values: values })], links: [] };
  expect(inputsIn(canvas, '2', '1.49.6')).toEqual({});
  expect(inputsIn(canvas, '2', '1.27.10')).toEqual({ size: 8, name: '' });
});

it('an object of the length of no widgets fails on new pages', () => {
  const nodes = [{ ...load([]), widgets_values: { length: 0 } }];
  const canvas = { version: 0.4, nodes, links: [] };
  expect(inputsIn(canvas, '1', '1.27.10')).toEqual({});
  expect(inputsIn(canvas, '1', '1.49.6')).toBeUndefined();
});

describe('values that are a text', () => {
  const canvas = (text: string) => ({
    version: 0.4,
    nodes: [draw(2, null, { widgets_values: text })],
    links: [],
  });

  it('are read by letters where their number does not fit', () => {
    for (const frontend of frontends) {
      expect(inputsIn(canvas('xyz'), '2', frontend)).toEqual({ size: 'x', name: 'y' });
    }
  });

  it('of the right length are lost on old pages and fail on new ones', () => {
    expect(inputsIn(canvas('xy'), '2', '1.27.10')).toEqual({});
    expect(convertCanvas(canvas('xy'), catalog, { frontend: '1.49.6' }).prompt).toBeUndefined();
  });
});

interface Inner {
  readonly id: string;
  readonly nodes: Json[];
  readonly linkIds?: number[];
  readonly input?: string;
  /** Slot of the first node that the input leads to. */
  readonly slot?: number;
}

/** A definition with one input, which leads to its first node. */
function definition({ id, nodes, linkIds = [7], input = 'size', slot = 0 }: Inner): JsonObject {
  return {
    id,
    name: id,
    inputNode: { bounding: [0, 0, 1, 1] },
    outputNode: { bounding: [0, 0, 1, 1] },
    nodes,
    inputs: [{ id: `${id}-in`, name: input, type: 'INT', linkIds }],
    outputs: [],
    links: [
      { id: 7, origin_id: -10, origin_slot: 0, target_id: firstId(nodes), target_slot: slot },
    ],
  };
}

function firstId(nodes: readonly Json[]): Json {
  return (nodes[0] as { id: Json }).id;
}

const promoted = (id: number, type: string, link: number | null, values: Json[]): JsonObject => ({
  id,
  type,
  inputs: [{ name: 'size', type: 'INT', link, widget: { name: 'size' } }],
  outputs: [],
  widgets_values: values,
});

describe('subgraphs on page 1.49.6', () => {
  const leaf = definition({
    id: 'leaf',
    slot: 1,
    nodes: [
      {
        id: 11,
        type: 'Draw',
        inputs: [
          { name: 'image', type: 'IMAGE', link: null },
          { name: 'size', type: 'INT', link: 7, widget: { name: 'size' } },
        ],
        widgets_values: [8, 'a'],
      },
    ],
  });

  it('hand a value down through a definition that is filled before what it uses twice', () => {
    const middle = definition({
      id: 'middle',
      nodes: [promoted(21, 'leaf', 7, [1]), promoted(22, 'leaf', null, [2])],
    });
    const outer = definition({ id: 'outer', nodes: [promoted(31, 'middle', 7, [3])] });
    const canvas = {
      version: 0.4,
      nodes: [promoted(5, 'outer', null, [99])],
      links: [],
      definitions: { subgraphs: [middle, leaf, outer] },
    };
    expect(inputsIn(canvas, '5:31:21:11', '1.49.6')).toMatchObject({ size: 99 });
  });

  it('find the link of an input again when the file names one that is gone', () => {
    const canvas = {
      version: 0.4,
      nodes: [promoted(5, 'leaf', null, [99])],
      links: [],
      definitions: { subgraphs: [{ ...leaf, inputs: [{ ...slotOf(leaf), linkIds: [70] }] }] },
    };
    expect(inputsIn(canvas, '5:11', '1.49.6')).toMatchObject({ size: 99 });
  });

  it('give a promoted choice without a value the first one that is offered', () => {
    const chooser = definition({
      id: 'chooser',
      input: 'choice',
      nodes: [
        {
          id: 11,
          type: 'CustomCombo',
          inputs: [{ name: 'choice', type: 'COMBO', link: 7, widget: { name: 'choice' } }],
          widgets_values: ['b', 1, 'a', 'b', ''],
        },
      ],
    });
    const instance = {
      id: 5,
      type: 'chooser',
      inputs: [{ name: 'choice', type: 'COMBO', link: null, widget: { name: 'choice' } }],
      widgets_values: [null],
    };
    const canvas = {
      version: 0.4,
      nodes: [instance],
      links: [],
      definitions: { subgraphs: [chooser] },
    };
    expect(inputsIn(canvas, '5:11', '1.49.6')).toMatchObject({ choice: 'a' });
  });

  it('fail to load where one contains itself, though nothing of it would run', () => {
    const canvas = (type: string) => ({
      version: 0.4,
      nodes: [{ ...promoted(5, 'ring', null, []), mode: 2 }, draw(6, null)],
      links: [],
      definitions: { subgraphs: [definition({ id: 'ring', nodes: [promoted(21, type, 7, [])] })] },
    });
    expect(convertCanvas(canvas('ring'), catalog, { frontend: '1.49.6' }).prompt).toBeUndefined();
    expect(Object.keys(convertCanvas(canvas('Note'), catalog).prompt ?? {})).toEqual(['6']);
  });

  it('fail to load with an object of values that has the length of no list', () => {
    const sized = (values: JsonObject) => ({
      version: 0.4,
      nodes: [{ ...promoted(5, 'leaf', null, []), widgets_values: values }],
      links: [],
      definitions: { subgraphs: [leaf] },
    });
    expect(inputsIn(sized({ length: 0 }), '5:11', '1.49.6')).toBeUndefined();
    expect(inputsIn(sized({ 0: 99, length: 1 }), '5:11', '1.49.6')).toMatchObject({ size: 99 });
  });
});

it('an old page opens a subgraph whose input leads nowhere', () => {
  const canvas = {
    version: 0.4,
    nodes: [promoted(5, 'leaf', null, [99])],
    links: [],
    definitions: {
      subgraphs: [
        definition({ id: 'user', nodes: [promoted(21, 'leaf', null, [1])] }),
        definition({ id: 'leaf', nodes: [draw(11, null)], linkIds: [] }),
      ],
    },
  };
  expect(inputsIn(canvas, '5:11', '1.27.10')).toEqual({ size: 8, name: 'a' });
});

function slotOf(graph: JsonObject): JsonObject {
  return (graph['inputs'] as JsonObject[])[0] as JsonObject;
}
