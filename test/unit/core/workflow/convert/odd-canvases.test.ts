/** Rules for canvases that no page writes, but that people edit by hand or tools make; each was seen on the real page. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../src/base/json.ts';
import { parseCatalog } from '../../../../../src/core/catalog/parse.ts';
import { convertCanvas } from '../../../../../src/core/workflow/convert/convert.ts';

const catalog = parseCatalog({
  objectInfo: {
    Load: { input: { required: {} }, output: ['IMAGE'] },
    LoadImage: {
      input: { required: { image: [['a.png'], { image_upload: true }] } },
      output: ['IMAGE', 'MASK'],
    },
    Show: { input: { required: { image: ['IMAGE', {}] } }, output: [] },
    Size: { input: { required: { size: ['INT', { min: 1, max: 99, default: 8 }] } }, output: [] },
    Seed: { input: { required: { key: ['INT', { min: 0, max: 9999 }] } }, output: [] },
    PrimitiveFloat: {
      input: { required: { value: ['FLOAT', { min: -100, max: 100, step: 0.001 }] } },
      output: ['FLOAT'],
    },
    Text: { input: { required: { text: ['STRING', { default: 'a' }] } }, output: [] },
    Choose: {
      input: {
        required: {
          mode: [
            'COMFY_DYNAMICCOMBO_V3',
            { options: [{ key: 'a', inputs: { required: { note: ['STRING', {}] } } }] },
          ],
        },
      },
      output: [],
    },
    Pick: {
      input: {
        required: {
          mode: [
            'COMFY_DYNAMICCOMBO_V3',
            { options: [{ key: 'a', inputs: { required: { note: ['STRING', {}] } } }] },
          ],
          key: ['INT', { min: 0, max: 9999 }],
        },
      },
      output: [],
    },
    LoadAudio: {
      input: { required: { audio: [['a.wav'], { audio_upload: true }] } },
      output: ['AUDIO'],
    },
    Gather: {
      input: {
        required: {
          all: [
            'COMFY_AUTOGROW_V3',
            {
              template: {
                input: {
                  required: {
                    one: ['COMFY_MATCHTYPE_V3', { template: { template_id: 't' } }],
                  },
                },
                prefix: 'one',
                min: 1,
                max: 10,
              },
            },
          ],
        },
      },
      output: ['*'],
    },
  },
});

type Page = '1.27.10' | '1.49.6';

function prompted(canvas: JsonObject, frontend: Page): Record<string, JsonObject> | undefined {
  const { prompt } = convertCanvas({ version: 0.4, links: [], ...canvas }, catalog, { frontend });
  return (
    prompt && Object.fromEntries(Object.entries(prompt).map(([id, { inputs }]) => [id, inputs]))
  );
}

describe('an output of a reroute that is not there', () => {
  const canvas = (slot: Json): JsonObject => ({
    nodes: [
      { id: 1, type: 'Load', outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [1] }] },
      {
        id: 2,
        type: 'Reroute',
        inputs: [{ name: '', type: '*', link: 1 }],
        outputs: [{ name: '', type: '*', links: [2] }],
      },
      { id: 3, type: 'Show', inputs: [{ name: 'image', type: 'IMAGE', link: 2 }] },
    ],
    links: [
      [1, 1, 0, 2, 0, 'IMAGE'],
      [2, 2, slot, 3, 0, 'IMAGE'],
    ],
  });

  it('counts from the end on old pages, as does a half one', () => {
    for (const slot of [-1, 0.5, null]) {
      expect(prompted(canvas(slot), '1.27.10')?.['3']).toEqual({ image: ['1', 0] });
    }
    expect(prompted(canvas(-2), '1.27.10')).toBeUndefined();
    expect(prompted(canvas(1), '1.27.10')?.['3']).toEqual({});
  });

  it('stops new pages below the first', () => {
    for (const slot of [-1, 0.5, null]) expect(prompted(canvas(slot), '1.49.6')).toBeUndefined();
    expect(prompted(canvas(1), '1.49.6')?.['3']).toEqual({});
  });
});

describe.each(['1.27.10', '1.49.6'] as const)('on page %s', (frontend) => {
  it('half an output is the whole one before it', () => {
    const nodes = [
      { id: 1, type: 'Load', outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [1] }] },
      { id: 3, type: 'Show', inputs: [{ name: 'image', type: 'IMAGE', link: 1 }] },
    ];
    const links = [[1, 1, 0.5, 3, 0, 'IMAGE']];
    expect(prompted({ nodes, links }, frontend)?.['3']).toEqual({ image: ['1', 0] });
  });

  it('an input of another name still belongs to its widget, and takes what a PrimitiveNode gives', () => {
    const widget = { name: 'size' };
    const nodes = [
      { id: 1, type: 'Size', inputs: [{ name: 'other', type: 'INT', link: 2, widget }] },
      {
        id: 3,
        type: 'PrimitiveNode',
        outputs: [{ name: 'INT', type: 'INT', links: [2], widget }],
        widgets_values: [17],
      },
    ];
    const links = [[2, 3, 0, 1, 0, 'INT']];
    expect(prompted({ nodes, links }, frontend)?.['1']).toEqual({ size: 17 });
  });

  it('a subgraph whose borders have no bounds fails to load', () => {
    const borders = {
      inputNode: { bounding: [0, 0, 1, 1] },
      outputNode: { bounding: [0, 0, 1, 1] },
    };
    const canvas = (more: JsonObject): JsonObject => ({
      nodes: [{ id: 5, type: 'sub' }],
      definitions: { subgraphs: [{ id: 'sub', nodes: [], links: [], ...borders, ...more }] },
    });
    expect(prompted(canvas({}), frontend)).toEqual({});
    for (const border of [null, {}, { bounding: null }, { bounding: [1, 2, 3, 4, 5] }]) {
      expect(prompted(canvas({ inputNode: border }), frontend)).toBeUndefined();
      expect(prompted(canvas({ outputNode: border }), frontend)).toBeUndefined();
    }
  });

  it('a group node without lists of nodes and links ends the reading of groups', () => {
    const whole = { nodes: [{ id: -1, type: 'Load', index: 0 }], links: [], external: [] };
    const canvas = (broken: Json): JsonObject => ({
      nodes: [{ id: 2, type: 'workflow>whole' }],
      extra: { groupNodes: { broken, whole } },
    });
    expect(Object.keys(prompted(canvas(whole), frontend) ?? {})).not.toEqual(['2']);
    for (const broken of [null, {}, { nodes: [] }, { nodes: [null], links: [] }]) {
      expect(Object.keys(prompted(canvas(broken), frontend) ?? {})).toEqual(['2']);
    }
  });
});

describe('nodes without ids', () => {
  const nodes = [{ type: 'Load' }, { type: 'Show' }, { id: 4, type: 'Load' }, { type: 'Load' }];

  it('are numbered by old pages, in subgraphs from their own first number', () => {
    expect(Object.keys(prompted({ last_node_id: 6, nodes }, '1.27.10') ?? {})).toEqual([
      '4',
      '7',
      '8',
      '9',
    ]);
    const border = { bounding: [0, 0, 1, 1] };
    const sub = { id: 'sub', inputNode: border, outputNode: border, links: [], nodes };
    const canvas = { nodes: [{ id: 5, type: 'sub' }], definitions: { subgraphs: [sub] } };
    expect(Object.keys(prompted({ last_node_id: 6, ...canvas }, '1.27.10') ?? {})).toEqual([
      '5:1',
      '5:2',
      '5:4',
      '5:5',
    ]);
  });

  it('are "undefined" on new pages, and numbered from the second on', () => {
    expect(Object.keys(prompted({ last_node_id: 6, nodes }, '1.49.6') ?? {}).toSorted()).toEqual([
      '4',
      '7',
      '8',
      'undefined',
    ]);
  });

  it('that say -1 are numbered by new pages alone', () => {
    const two = [
      { id: -1, type: 'Load' },
      { id: -1, type: 'Load' },
    ];
    expect(Object.keys(prompted({ nodes: two }, '1.49.6') ?? {})).toEqual(['1', '2']);
    expect(Object.keys(prompted({ nodes: two }, '1.27.10') ?? {})).toEqual(['-1']);
  });
});

describe('a list that grows by inputs of one type', () => {
  const gathered = (links: readonly (number | null)[]): Json | undefined => {
    const wired = links.filter((link) => link !== null);
    const inputs = links.map((link, index) => ({ name: `all.one${index}`, type: '*', link }));
    const nodes = [
      { id: 1, type: 'Load', outputs: [{ name: 'IMAGE', type: 'IMAGE', links: wired }] },
      { id: 2, type: 'Gather', inputs },
    ];
    const list = wired.map((link) => [link, 1, 0, 2, links.indexOf(link), 'IMAGE']);
    return prompted({ nodes, links: list }, '1.49.6')?.['2'];
  };

  it('closes a gap that was saved', () => {
    expect(gathered([null, 7, null])).toEqual({ 'all.one0': ['1', 0] });
    expect(gathered([7, null, 8, null])).toEqual({ 'all.one0': ['1', 0], 'all.one1': ['1', 0] });
    expect(gathered([7, 8, null])).toEqual({ 'all.one0': ['1', 0], 'all.one1': ['1', 0] });
  });

  it('loses a link behind two gaps, as the page does', () => {
    expect(gathered([null, null, 7])).toEqual({});
  });
});

it('new pages hold a PrimitiveFloat to the range of its properties', () => {
  const valued = (value: number, properties: JsonObject): Json | undefined => {
    const nodes = [
      {
        id: 1,
        type: 'PrimitiveFloat',
        inputs: [{ name: 'value', type: 'FLOAT', link: 2, widget: { name: 'value' } }],
        properties,
        widgets_values: [0],
      },
      {
        id: 3,
        type: 'PrimitiveNode',
        outputs: [{ name: 'FLOAT', type: 'FLOAT', links: [2], widget: { name: 'value' } }],
        widgets_values: [value],
      },
    ];
    return prompted({ nodes, links: [[2, 3, 0, 1, 0, 'FLOAT']] }, '1.49.6')?.['1'];
  };
  expect(valued(5.678, {})).toEqual({ value: 5.7 });
  expect(valued(5.678, { min: 0, max: 3 })).toEqual({ value: 3 });
  expect(valued(5.678, { precision: 2 })).toEqual({ value: 5.68 });
  expect(valued(5.678, { precision: 200 })).toBeUndefined();
});

it('widgets behind a choice are one on two nodes of one id, on new pages', () => {
  const first = { id: 1, type: 'Choose', widgets_values: ['a', 'early'] };
  const second = { id: 1, type: 'Choose', widgets_values: ['a', 'late'] };
  for (const nodes of [
    [first, second],
    [second, { ...first, widgets_values: ['a'] }],
  ]) {
    const inputs = { mode: 'a', 'mode.note': 'late' };
    expect(prompted({ nodes }, '1.49.6')?.['1']).toEqual(inputs);
  }
});

it('a group node without values gives its inner nodes null, on new pages', () => {
  const group = {
    nodes: [
      { id: -1, type: 'PrimitiveFloat', index: 0 },
      { id: -1, type: 'Text', index: 1 },
    ],
    links: [],
    external: [],
  };
  const canvas = {
    last_node_id: 2,
    nodes: [{ id: 2, type: 'workflow>both', widgets_values: {} }],
    extra: { groupNodes: { both: group } },
  };
  expect(prompted(canvas, '1.49.6')).toEqual({ '5:3': { value: null }, '5:4': { text: null } });
});

it('old pages fail over a list without files as the file of an upload', () => {
  const canvas = (value: Json): JsonObject => ({
    nodes: [{ id: 1, type: 'LoadImage', widgets_values: [value, 'image'] }],
  });
  expect(prompted(canvas(['b.png']), '1.27.10')?.['1']).toEqual({ image: 'b.png' });
  for (const value of [[], [null]]) expect(prompted(canvas(value), '1.27.10')).toBeUndefined();
});

it('a PrimitiveNode that lost its first target to an input of the subgraph drives the others no more', () => {
  const border = { bounding: [0, 0, 1, 1] };
  const widget = (name: string, link: number) => [{ name, type: 'INT', link, widget: { name } }];
  const sub = {
    id: 'sub',
    inputNode: border,
    outputNode: border,
    inputs: [],
    outputs: [],
    nodes: [
      { id: 11, type: 'Seed', inputs: widget('key', 1), widgets_values: [5] },
      { id: 12, type: 'Size', inputs: widget('size', 2), widgets_values: [6] },
      {
        id: 13,
        type: 'PrimitiveNode',
        outputs: [{ name: 'INT', type: 'INT', links: [1, 2], widget: { name: 'key' } }],
        widgets_values: [7],
      },
    ],
    links: [
      { id: 1, origin_id: 13, origin_slot: 0, target_id: 11, target_slot: 0 },
      { id: 2, origin_id: 13, origin_slot: 0, target_id: 12, target_slot: 0 },
    ],
  };
  const host = { id: 3, type: 'sub', properties: { proxyWidgets: [['11', 'key']] } };
  const canvas = { last_link_id: 9, nodes: [host], definitions: { subgraphs: [sub] } };
  expect(prompted(canvas, '1.49.6')).toMatchObject({ '3:11': { key: 5 }, '3:12': { size: 6 } });
});

it('two inputs of a subgraph with one name show the widget that came last', () => {
  const border = { bounding: [0, 0, 1, 1] };
  const linked = (name: string, type: string, link: number) => [
    { name, type, link, widget: { name } },
  ];
  const sub = {
    id: 'sub',
    inputNode: border,
    outputNode: border,
    inputs: [
      { id: 'a', name: 'it', type: 'INT', linkIds: [1] },
      { id: 'b', name: 'it', type: 'COMBO', linkIds: [2] },
    ],
    outputs: [],
    nodes: [
      { id: 11, type: 'Size', inputs: linked('size', 'INT', 1), widgets_values: [6] },
      { id: 12, type: 'LoadImage', inputs: linked('image', 'COMBO', 2), widgets_values: ['b.png'] },
    ],
    links: [
      { id: 1, origin_id: -10, origin_slot: 0, target_id: 11, target_slot: 0 },
      { id: 2, origin_id: -10, origin_slot: 1, target_id: 12, target_slot: 0 },
    ],
  };
  const canvas = { nodes: [{ id: 3, type: 'sub' }], definitions: { subgraphs: [sub] } };
  expect(prompted(canvas, '1.49.6')).toMatchObject({
    '3:11': { size: 'b.png' },
    '3:12': { image: 'b.png' },
  });
});

const driven = (
  type: string,
  name: string,
  value: Json,
  own: Json,
  before: Json[] = [],
): JsonObject => ({
  nodes: [
    {
      id: 1,
      type,
      inputs: [...before, { name, type: '*', link: 1, widget: { name } }],
      widgets_values: own,
    },
    {
      id: 2,
      type: 'PrimitiveNode',
      outputs: [{ name: '*', type: '*', links: [1], widget: { name } }],
      widgets_values: [value, 'fixed'],
    },
  ],
  links: [[1, 2, 0, 1, before.length, '*']],
});

it('a PrimitiveNode that gives a sound to load something that is no text', () => {
  for (const page of ['1.27.10', '1.49.6'] as const) {
    const audio = (value: Json) => prompted(driven('LoadAudio', 'audio', value, ['a.wav']), page);
    expect(audio('b.wav')?.['1']).toMatchObject({ audio: 'b.wav' });
    expect(audio(false)).toBeUndefined();
  }
});

it('a PrimitiveNode finds its widget behind inputs that a choice brings later, on new pages', () => {
  const mode = {
    name: 'mode',
    type: 'COMFY_DYNAMICCOMBO_V3',
    link: null,
    widget: { name: 'mode' },
  };
  const inputs = prompted(driven('Pick', 'key', 7, { a: 1 }, [mode]), '1.49.6')?.['1'];
  expect(inputs).toEqual({ mode: 'a', 'mode.note': '', key: 7 });
});

it('an input that does not know of the link from a group node gets it, on new pages', () => {
  const group = {
    nodes: [{ id: -1, type: 'Load', index: 0 }],
    links: [],
    external: [[0, 0, 'IMAGE']],
  };
  const canvas = {
    last_node_id: 3,
    nodes: [
      { id: 2, type: 'workflow>whole', outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [1] }] },
      { id: 3, type: 'Show', inputs: [{ name: 'image', type: 'IMAGE', link: null }] },
    ],
    links: [[1, 2, 0, 3, 0, 'IMAGE']],
    extra: { groupNodes: { whole: group } },
  };
  expect(prompted(canvas, '1.49.6')?.['3']).toEqual({ image: [expect.any(String), 0] });
});
