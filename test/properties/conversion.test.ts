/** Hostile canvases: a conversion always answers, soon, and leaves the objects of the language alone. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import { convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import { conversionCases, recordedFrontends } from '../support/conversion-cases.ts';
import { hasRecordings } from '../support/recordings.ts';

const catalog = parseCatalog({
  objectInfo: {
    Loader: { input: { required: { name: [['a', 'b'], {}] } }, output: ['MODEL', 'CLIP'] },
    Sampler: {
      input: {
        required: {
          model: ['MODEL', {}],
          seed: ['INT', { default: 0, min: 0, max: 9, control_after_generate: true }],
          cfg: ['FLOAT', { default: 1, step: 0.1 }],
          text: ['STRING', { multiline: true, dynamicPrompts: true }],
        },
      },
      output: ['LATENT'],
    },
    Chooser: {
      input: {
        required: {
          mode: [
            'COMFY_DYNAMICCOMBO_V3',
            {
              options: [
                { key: 'one', inputs: { required: { size: ['INT', {}] } } },
                { key: 'two', inputs: { required: { image: ['LATENT', {}] } } },
              ],
            },
          ],
          images: [
            'COMFY_AUTOGROW_V3',
            {
              template: {
                input: { required: { image: ['LATENT', {}] } },
                prefix: 'image',
                min: 1,
                max: 50,
              },
            },
          ],
          any: ['COMFY_MATCHTYPE_V3', { template: { template_id: 't', allowed_types: '*' } }],
        },
      },
      output: ['COMFY_MATCHTYPE_V3'],
      output_matchtypes: ['t'],
    },
    SaveImage: {
      input: {
        required: { images: ['LATENT', {}], filename_prefix: ['STRING', { default: 'x' }] },
      },
      output: [],
      output_node: true,
    },
  },
});

/** What swapped types, overflows and runaway sizes look like. */
const huge: readonly Json[] = [
  1e308,
  -1,
  2 ** 53,
  4294967295,
  'x'.repeat(100_000),
  Array.from({ length: 1_000_000 }, () => 0),
  nested(5000),
];

function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

const odd = fc.oneof(
  fc.integer({ min: -20, max: 8 }),
  fc.constantFrom<Json>(null, true, '', '-10', '-20', '__proto__', 'constructor', '3', [], {}, 0.5),
);
const sized = fc.constantFrom(...huge);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: odd },
);
const slot = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: odd },
);
const text = fc.constantFrom(
  'model',
  'seed',
  'mode.size',
  'images.image0',
  'any',
  'text',
  'name',
  '__proto__',
  'toString',
  '{a|b{c|',
  '%date:yyyy%',
  '%Sampler.seed%',
  '\\',
  '3: seed',
  '-1',
);
const values = fc.oneof(
  fc.array(fc.oneof(odd, text), { maxLength: 8 }),
  fc.dictionary(text, odd, { maxKeys: 3 }),
  odd,
);
const type = fc.constantFrom(
  'Loader',
  'Sampler',
  'Chooser',
  'SaveImage',
  'Reroute',
  'PrimitiveNode',
  'Note',
  'Gone',
  'sub',
  'sub2',
  '__proto__',
  'workflow>model',
  'workflow/seed',
);

const input = fc.record(
  {
    name: text,
    type: fc.constantFrom('MODEL', '*', 'INT', 'LATENT,MODEL'),
    link: id,
    widget: fc.option(fc.record({ name: text }), { nil: undefined }),
  },
  { requiredKeys: ['name', 'link'] },
);
const node = fc.record(
  {
    id,
    type,
    mode: fc.constantFrom(0, 0, 0, 2, 4, 1, '4'),
    title: odd,
    inputs: fc.oneof(fc.array(input, { maxLength: 4 }), odd),
    outputs: fc.oneof(
      fc.array(
        fc.record({ name: text, type: text, links: fc.oneof(fc.array(id, { maxLength: 4 }), odd) }),
        { maxLength: 3 },
      ),
      odd,
    ),
    widgets_values: values,
    properties: fc.oneof(
      fc.record({
        proxyWidgets: fc.oneof(
          fc.array(fc.array(text, { minLength: 2, maxLength: 3 }), { maxLength: 3 }),
          text,
        ),
      }),
      odd,
    ),
  },
  { requiredKeys: ['id', 'type'] },
);
const nodes = fc.oneof(
  { weight: 20, arbitrary: fc.array(node, { maxLength: 8 }) },
  { weight: 1, arbitrary: odd },
);
const linkList = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: fc.tuple(id, id, slot, id, slot, text) },
    { weight: 1, arbitrary: odd },
  ),
  { maxLength: 8 },
);
const linkObjects = fc.array(
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        id,
        origin_id: fc.oneof(id, fc.constant(-10)),
        origin_slot: slot,
        target_id: fc.oneof(id, fc.constant(-20)),
        target_slot: slot,
      }),
    },
    { weight: 1, arbitrary: odd },
  ),
  { maxLength: 8 },
);
const border = fc.array(
  fc.record({ name: text, type: text, linkIds: fc.array(id, { maxLength: 3 }) }),
  { maxLength: 3 },
);
/** Odd values stop a page early, so few of them leave more to try. */
function mostly<T, O>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<O>): fc.Arbitrary<T | O> {
  return fc.oneof({ arbitrary: usual, weight: 20 }, { arbitrary: rare, weight: 1 });
}

const bounded = mostly(fc.constant({ bounding: [0, 0, 1, 1] }), odd);
const definition = fc.record(
  {
    id: fc.constantFrom('sub', 'sub2', '__proto__'),
    name: text,
    nodes,
    links: linkObjects,
    inputs: border,
    outputs: border,
    inputNode: bounded,
    outputNode: bounded,
  },
  { requiredKeys: ['id', 'nodes', 'inputNode', 'outputNode'] },
);
const group = fc.record({
  nodes: mostly(fc.array(node, { maxLength: 3 }), odd),
  links: mostly(linkList, odd),
  external: fc.oneof(fc.array(fc.tuple(id, slot, text), { maxLength: 3 }), odd),
  config: odd,
});
const canvas = fc.record(
  {
    version: fc.constantFrom(0.4, 0.4, 1, '0.4', null),
    last_node_id: odd,
    nodes,
    links: fc.oneof(linkList, linkObjects, odd),
    config: odd,
    extra: fc.oneof(
      odd,
      fc.record({ groupNodes: fc.dictionary(text, fc.oneof(group, odd), { maxKeys: 2 }) }),
    ),
    definitions: fc.oneof(
      fc.record({ subgraphs: fc.oneof(fc.array(definition, { maxLength: 3 }), odd) }),
      odd,
    ),
  },
  { requiredKeys: ['version', 'nodes'] },
);

/** Converts by every version's rules; fails when that takes more than a second of processor time, or changes a prototype. */
function checkAnswer(found: Json): void {
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  for (const { frontend } of recordedFrontends) {
    const start = process.cpuUsage();
    const { prompt, problems } = convertCanvas(found as JsonObject, catalog, { frontend });
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000, 'milliseconds').toBeLessThan(1000);
    if (prompt === undefined) expect(problems.length).toBeGreaterThan(0);
    else JSON.stringify(prompt);
  }
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
}

describe('hostile canvases', () => {
  it('of random nodes, links and subgraphs are converted or refused', () => {
    fc.assert(
      fc.property(canvas, (found) => checkAnswer(found as Json)),
      { numRuns: 400 },
    );
  });

  it('with keys that every object has stay data', () => {
    const found = JSON.parse(
      '{"version":0.4,"nodes":[{"id":"__proto__","type":"__proto__","inputs":[],"widgets_values":[{"__proto__":{"bad":1}}]},{"id":"constructor","type":"Loader","widgets_values":["__proto__"]}],"links":[],"extra":{"__proto__":{"bad":1}}}',
    );
    const { prompt } = convertCanvas(found, catalog, { frontend: '1.49.6' });
    expect(Object.keys(prompt ?? {})).toContain('constructor');
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });

  it('with subgraphs that open into millions of nodes are refused', () => {
    const level = (depth: number) => ({
      id: `level${depth}`,
      name: 'level',
      nodes: [1, 2, 3, 4].map((each) => ({ id: depth * 10 + each, type: `level${depth + 1}` })),
      links: [],
      inputs: [],
      outputs: [],
      inputNode: { bounding: [0, 0, 1, 1] },
      outputNode: { bounding: [0, 0, 1, 1] },
    });
    const subgraphs = Array.from({ length: 30 }, (_, depth) => level(depth));
    checkAnswer({
      version: 0.4,
      nodes: [{ id: 1, type: 'level0' }],
      links: [],
      definitions: { subgraphs },
    });
  });

  it('with thousands of inputs behind thousands of bypassed nodes are converted', () => {
    const count = 3000;
    const chain = Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      type: 'Sampler',
      mode: 4,
      inputs: [{ name: 'model', type: 'MODEL', link: index === 0 ? null : index }],
      outputs: [{ name: 'LATENT', type: 'LATENT', links: [index + 1] }],
    }));
    const readers = Array.from({ length: count }, (_, index) => ({
      id: count + index + 1,
      type: 'Gone',
      inputs: [{ name: 'in', type: '*', link: count + index }],
    }));
    const links = [
      ...chain.map(({ id: each }) => [each, each, 0, each + 1, 0, '*']),
      ...readers.slice(1).map(({ id: each }) => [each - 1, count, 0, each, 0, '*']),
    ];
    checkAnswer({ version: 0.4, nodes: [...chain, ...readers], links });
  });

  it('with more entries in a list than any canvas has are refused, and say so', () => {
    const links = Array.from({ length: 200_001 }, () => 0);
    const { prompt, problems } = convertCanvas({ version: 0.4, nodes: [], links }, catalog);
    expect(prompt).toBeUndefined();
    expect(problems).toMatchObject([
      { args: { stage: 'limit', reason: 'its list "links" has 200001 entries' } },
    ]);
  });

  it('with last ids beyond which a number does not grow are answered', () => {
    for (const last of [1e8, 2 ** 53, 1e300]) {
      const border = { bounding: [0, 0, 1, 1] };
      const sub = {
        id: 'sub',
        inputNode: border,
        outputNode: border,
        inputs: [],
        outputs: [],
        nodes: [
          { id: 7, type: 'Loader' },
          { id: last, type: 'Sampler', inputs: [{ name: 'seed', type: 'INT', link: last }] },
        ],
        links: [{ id: last, origin_id: 7, origin_slot: 0, target_id: last, target_slot: 0 }],
      };
      const host = { id: 7, type: 'sub', properties: { proxyWidgets: [[String(last), 'seed']] } };
      const nodes = [host, { id: last, type: 'Loader' }, { id: last, type: 'Loader' }];
      const ids = { last_node_id: last, last_link_id: last };
      checkAnswer({ version: 0.4, ...ids, nodes, links: [], definitions: { subgraphs: [sub] } });
    }
  });

  it('with a chain of ten thousand reroutes are converted', () => {
    const count = 10_000;
    const chain = Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      type: 'Reroute',
      inputs: [{ name: '', type: '*', link: index === 0 ? null : index }],
      outputs: [{ name: '', type: '*', links: [index + 1] }],
    }));
    const links = chain.map(({ id: each }) => [each, each, 0, each + 1, 0, '*']);
    checkAnswer({ version: 0.4, nodes: chain, links });
  });
});

describe.skipIf(!hasRecordings)('recorded canvases with one thing changed', () => {
  const cases = hasRecordings
    ? recordedFrontends
        .flatMap(({ folder }) => conversionCases(folder))
        .filter((_, index) => index % 9 === 0)
    : [];

  it('are converted or refused', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.oneof(odd, sized), (which, where, value) => {
        const each = cases[which % cases.length];
        if (each !== undefined) checkAnswer(changed(structuredCloneOf(each.canvas), where, value));
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!hasRecordings)('recorded canvases whose graph is bent', () => {
  const cases = hasRecordings
    ? recordedFrontends
        .flatMap(({ folder }) => conversionCases(folder))
        .filter(({ canvas: each }) => JSON.stringify(each).includes('"subgraphs"'))
    : [];

  it('into circles, links to themselves, subgraphs in themselves and ids that are taken are answered', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.tuple(fc.nat(5), fc.nat(), fc.nat()), { maxLength: 4 }),
        (which, bends) => {
          const each = cases[which % cases.length];
          if (each === undefined) return;
          const found = structuredCloneOf(each.canvas) as unknown as Bent;
          for (const [kind, a, b] of bends) bend(found, kind, a, b);
          checkAnswer(found as unknown as Json);
        },
      ),
      { numRuns: 200 },
    );
  });
});

interface BentGraph {
  id: Json;
  nodes: { id: Json; type: Json; mode: Json; inputs?: { link: Json }[] }[];
  links: Json[][] | Record<string, Json>[];
}
interface Bent extends BentGraph {
  definitions: { subgraphs: BentGraph[] };
}

function bend(found: Bent, kind: number, a: number, b: number): void {
  const graphs = [found, ...found.definitions.subgraphs];
  const graph = graphs[a % graphs.length] as BentGraph;
  const inner = graphs[1 + (b % (graphs.length - 1))] as BentGraph;
  const node = graph.nodes[b % Math.max(1, graph.nodes.length)];
  const other = graph.nodes[a % Math.max(1, graph.nodes.length)];
  const link = graph.links[b % Math.max(1, graph.links.length)];
  if (node === undefined || other === undefined) return;
  if (kind === 0) node.type = inner.id;
  else if (kind === 1) node.id = other.id;
  else if (kind === 2) node.mode = 4;
  else if (kind === 3) graph.nodes.push({ ...node, id: 900 + (a % 7), type: graph.id });
  else if (link !== undefined && Array.isArray(link))
    link[1] = kind === 4 ? (link[3] ?? 0) : other.id;
  else if (link !== undefined) {
    const ends = link as Record<string, Json>;
    ends['origin_id'] = kind === 4 ? (ends['target_id'] ?? 0) : other.id;
  }
}

function structuredCloneOf(value: Json): Json {
  return JSON.parse(JSON.stringify(value));
}

/** Replaces the value at one of all places of a document. */
function changed(document: Json, where: number, value: Json): Json {
  const places: [Record<string, Json>, string][] = [];
  const walk = (each: Json): void => {
    if (typeof each !== 'object' || each === null) return;
    const object = each as Record<string, Json>;
    for (const key of Object.keys(object)) {
      places.push([object, key]);
      walk(object[key] as Json);
    }
  };
  walk(document);
  const place = places[where % Math.max(1, places.length)];
  if (place !== undefined) place[0][place[1]] = value;
  return document;
}
