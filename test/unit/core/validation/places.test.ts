import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../../src/base/json.ts';
import { parseJson } from '../../../../src/base/json-parse.ts';
import { hintOf } from '../../../../src/base/problem.ts';
import { problemTable } from '../../../../src/base/problems/table.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import type { ValidationPolicy } from '../../../../src/core/validation/policy.ts';
import { validateWorkflow } from '../../../../src/core/validation/validate-workflow.ts';

const shared = JSON.parse(readFileSync('test/cases/validation/catalog.json', 'utf8'));
const cameraInputs = [
  'horizontal_movement',
  'vertical_movement',
  'pan',
  'tilt',
  'roll',
  'zoom',
] as const;
const nodeTypes = {
  ...shared.objectInfo,
  Odd: { input: { required: { part: ['PART', { min: 1 }] } }, output: ['IMAGE'] },
  KlingCameraControls: {
    input: { required: Object.fromEntries(cameraInputs.map((name) => [name, ['FLOAT', {}]])) },
    output: ['IMAGE'],
    python_module: 'comfy_api_nodes.nodes_kling',
  },
};
const size = { name: 'other.safetensors', size: 7 };

function catalogOf(version: string) {
  return parseCatalog({
    ...shared,
    objectInfo: nodeTypes,
    systemStats: { system: { comfyui_version: version } },
    modelFiles: { checkpoints: [size] },
    nodeReplacements: {
      OldLoad: [{ new_node_id: 'LoadImage', input_mapping: [{ new_id: 'image', old_id: 'file' }] }],
    },
  });
}
const catalogs = { '0.3.64': catalogOf('0.3.64'), '0.33.0': catalogOf('0.33.0') };

type Node = readonly [classType: string | undefined, inputs: object];

/** Node `t` is what the output node `save` takes. */
interface Row {
  readonly node: Node;
  readonly others?: Readonly<Record<string, Node>>;
  /** The input that the finding is about, and what it must say was sent there. */
  readonly input?: string;
  readonly policy?: ValidationPolicy;
  readonly version?: keyof typeof catalogs;
  readonly isUnused?: true;
}

const loader: Node = ['CheckpointLoaderSimple', { ckpt_name: 'other.safetensors' }];
const text: Node = ['CLIPTextEncode', { text: 'a fox', clip: ['load', 1] }];
const sampler = (changes: object): Node => [
  'KSampler',
  {
    model: ['load', 0],
    positive: ['words', 0],
    negative: ['words', 0],
    seed: 1,
    steps: 20,
    sampler_name: 'euler',
    ...changes,
  },
];
const around = { load: loader, words: text };
const picture = (image: unknown): Node => ['LoadImage', { image }];
const limits = { limits: { steps: { max: 10 } } } as ValidationPolicy;
const pinned = [
  {
    node: 't',
    input: 'ckpt_name',
    folder: 'checkpoints',
    logicalName: 'other.safetensors',
    file: 'other.safetensors',
    size: 8,
  },
];

/** Findings of the whole workflow or of an environment; they have no node to name. */
const withoutNode = [
  'canvas-as-prompt',
  'no-output-node',
  'server-error',
  'newer-server',
  'absent-model',
];

const rows: Readonly<Record<string, Row>> = {
  'unknown-node-type': { node: ['Nope', {}] },
  'missing-class-type': { node: [undefined, {}] },
  'value-for-link': {
    node: ['Upscale', { image: null, model: ['up', 0] }],
    others: { up: ['UpscaleModelLoader', { model_name: '4x.pth' }] },
    input: 'image',
  },
  'bad-link': { node: ['Paint', { image: ['load'] }], others: around, input: 'image' },
  'dangling-link': { node: ['Paint', { image: ['gone', 0] }], input: 'image' },
  'bad-slot': { node: ['Paint', { image: ['load', 7] }], others: around, input: 'image' },
  'type-mismatch': { node: ['Paint', { image: ['load', 0] }], others: around, input: 'image' },
  'missing-input': { node: ['Paint', {}], input: 'image' },
  'unknown-input': { node: sampler({ stepz: 5 }), others: around, input: 'stepz' },
  'wrong-value': { node: sampler({ steps: 'twenty' }), others: around, input: 'steps' },
  'below-min': { node: sampler({ steps: 0 }), others: around, input: 'steps' },
  'above-max': { node: sampler({ steps: 999 }), others: around, input: 'steps' },
  'unknown-option': {
    node: sampler({ sampler_name: 'oiler' }),
    others: around,
    input: 'sampler_name',
  },
  'missing-model': {
    node: ['CheckpointLoaderSimple', { ckpt_name: 'mine.safetensors' }],
    input: 'ckpt_name',
  },
  'missing-file': { node: picture('b.png'), input: 'image' },
  'unknown-embedding': {
    node: ['CLIPTextEncode', { text: 'embedding:Nothing', clip: ['load', 1] }],
    others: around,
    input: 'text',
  },
  'node-check-failed': {
    node: ['KlingCameraControls', Object.fromEntries(cameraInputs.map((name) => [name, 0]))],
    input: 'pan',
  },
  'dependency-cycle': { node: ['Paint', { image: ['t', 0] }] },
  'server-raises': { node: ['Odd', { part: 'a' }], input: 'part' },
  'other-model-file': { node: loader, input: 'ckpt_name', policy: { pinned } },
  'only-server-can-tell': { node: picture('sub/b.png'), input: 'image' },
  'unreachable-node': { node: picture('a.png'), isUnused: true },
  'link-by-wildcard': {
    node: ['PreviewAny', { source: ['load', 0] }],
    others: around,
    input: 'source',
  },
  'deprecated-node': { node: ['Paint', { image: ['t', 0] }] },
  'replaced-node': { node: ['OldLoad', { file: 'a.png' }], version: '0.33.0' },
  'experimental-node': { node: ['Upscale', { model: ['t', 0] }] },
  'paid-node': { node: ['Paint', {}] },
  'forbidden-node-type': { node: ['Paint', {}], policy: { deny: { nodes: ['P*'] } } },
  'forbidden-model': { node: loader, input: 'ckpt_name', policy: { deny: { models: ['other*'] } } },
  'beyond-limit': { node: sampler({}), others: around, input: 'steps', policy: limits },
};

function written([classType, inputs]: Node): object {
  return {
    ...(classType === undefined ? {} : { class_type: classType }),
    inputs,
    _meta: { title: 'The node' },
  };
}

function problemOf(name: string, { node, others = {}, policy, version = '0.3.64', isUnused }: Row) {
  const save: Node = ['PreviewAny', { source: ['t', 0] }];
  const nodes = {
    ...others,
    t: node,
    ...(isUnused
      ? {
          save: ['PreviewAny', { source: ['pic', 0] }] as Node,
          pic: picture('a.png'),
        }
      : { save }),
  };
  const prompt = Object.fromEntries(Object.entries(nodes).map(([id, each]) => [id, written(each)]));
  const whole = JSON.stringify(prompt, null, 2);
  const parsed = parseJson(whole);
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('bad prompt');
  const place = { file: 'workflow.json', text: whole, workflow: 'fox', environment: 'dev' };
  const { problems } = validateWorkflow(parsed.value as JsonObject, catalogs[version], {
    ...policy,
    ...place,
  });
  const found = problems.find(
    ({ code, at }) =>
      code === `validate/${name}` &&
      at.node === 't' &&
      (at.input === 'pan' || name !== 'node-check-failed'),
  );
  if (found === undefined) throw new Error(`none of ${problems.map((each) => each.code).join()}`);
  return { found, line: whole.split('\n').indexOf('  "t": {') + 1 };
}

it('covers every finding about a workflow', () => {
  const codes = Object.keys(problemTable).filter((code) => code.startsWith('validate/'));
  const named = [...Object.keys(rows), ...withoutNode].map((name) => `validate/${name}`);
  expect(named.sort()).toEqual(codes.sort());
});

describe.each(Object.entries(rows))('%s', (name, row) => {
  it('names file, line, node, title, input and the value that was sent, and helps', () => {
    const { found, line } = problemOf(name, row);
    const value = (row.node[1] as Record<string, unknown>)[row.input ?? ''];
    expect(found.at).toEqual({
      file: 'workflow.json',
      workflow: 'fox',
      environment: 'dev',
      node: 't',
      title: 'The node',
      line,
      ...(row.input === undefined ? {} : { input: row.input }),
      ...(value === undefined ? {} : { sent: JSON.stringify(value) }),
    });
    expect(hintOf(found)).toMatch(/\w/);
  });
});
