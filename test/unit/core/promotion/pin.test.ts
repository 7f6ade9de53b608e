import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../../src/base/digest.ts';
import { writeJson } from '../../../../src/base/json-write.ts';
import { hintOf, type Problem, titleOf } from '../../../../src/base/problem.ts';
import { renderCanvas } from '../../../../src/core/promotion/canvas-rendering.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import { parsePin, writePin } from '../../../../src/core/promotion/pin.ts';
import { pinSchema } from '../../../../src/core/promotion/pin-schema.ts';
import { pinWorkflow } from '../../../../src/core/promotion/pinning.ts';
import type { WorkflowFiles } from '../../../../src/core/promotion/release-files.ts';
import { renderForEnvironment } from '../../../../src/core/promotion/rendering.ts';
import { verifyPin } from '../../../../src/core/promotion/verify-pin.ts';
import { contractSchema } from '../../../../src/core/workflow/contract-schema.ts';
import { parseWorkflow } from '../../../../src/core/workflow/parse.ts';
import { assetNameOf } from '../../../../src/core/workflow/release.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';
import { portrait, studio } from '../../../support/graphs.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function configOf(rows = ''): ReturnType<typeof parseConfig>['config'] & object {
  const text = `version: 1
environments:
  dev: { servers: [http://127.0.0.1:1] }
  staging: { after: dev, servers: [http://127.0.0.1:2] }
  prod: { after: staging, servers: [http://127.0.0.1:3] }
${rows}`;
  const { config, problems } = parseConfig(text, 'promotion.yaml');
  if (config === undefined) throw new Error(problems.map(titleOf).join('\n'));
  return config;
}

const logo = encode('not really a picture');
const logoName = assetNameOf('my logo.png', digestOfBytes(logo));
const canvas = `{"nodes":[{"id":1,"type":"SaveImage","pos":[1,2]}],"links":[],"extra":{"ds":{"scale":1}}}`;
const contract = `inputs:
  prompt: { node: Positive, input: text, description: What to see }
outputs:
  picture: 9
`;

/** The portrait with a fixed picture, a canvas and a contract. */
const whole: WorkflowFiles = new Map([
  [
    'workflow.json',
    encode(
      portrait
        .replace(
          '"seed": 18446744073709551615, "steps": 20',
          '"seed": 18446744073709551615, "steps": 20.0',
        )
        .replace(
          '{\n',
          `{ "1": {"class_type": "LoadImage", "inputs": {"image": "${logoName}"}},\n`,
        ),
    ),
  ],
  ['canvas.json', encode(canvas)],
  ['contract.yaml', encode(contract)],
  [`assets/${logoName}`, logo],
]);

function pinned(files = whole, config = configOf()) {
  const result = pinWorkflow({
    files,
    environment: 'dev',
    catalog: studio(),
    config,
    counts: 'workflow',
  });
  if (result.files === undefined || result.pin === undefined) {
    throw new Error(result.problems.map(titleOf).join('\n'));
  }
  return { files: result.files, pin: result.pin };
}

const told = (problems: readonly Problem[]): string[] =>
  problems.map((each) => `${each.code}: ${titleOf(each)} ${hintOf(each) ?? ''}`);
const codes = (problems: readonly Problem[]): string[] => problems.map((each) => each.code);

describe('pinWorkflow', () => {
  it('writes stable text with normal numbers, twice the same', () => {
    const { files } = pinned();
    expect(decode(files.get('workflow.json'))).toContain('      "steps": 20\n');
    expect(decode(files.get('workflow.json'))).toContain('"seed": 18446744073709551615');
    const again = pinned(files);
    expect(again.files).toEqual(files);
  });

  it('writes a pin with everything that verifying needs', () => {
    expect(decode(pinned().files.get('pin.json'))).toMatchInlineSnapshot(`
      "{
        "format": "comfypin/1",
        "digests": {
          "release": "sha256:e5e7fe12fb1aeeb8a39fe496be89c4f23c9a80a8a5ec8cdd93cf258710222a55",
          "rendering": "sha256:fc275f00efdddc5ede9a8a3d5a00e8b3e9f9fba76faf710b7f3a307c30b5a5dc",
          "shape": "sha256:7122ad6e1d50caa9b8db9acef34b0709dd71967dd8287928b32dd9cabd674a3a",
          "canvas": "sha256:d209177629de28f5f19705824686b0869f43758e0d7ebd1679e075e6bebfd4b0",
          "contract": "sha256:6be496c9792c8cf9c6f5b7faa3cf0fbac531c09195f962801614669110b82547"
        },
        "outputNodes": ["9"],
        "models": [
          { "node": "4", "input": "ckpt_name", "folder": "checkpoints", "name": "base.safetensors", "file": "base.safetensors" },
          { "node": "10", "input": "which", "folder": "loras", "name": "ink.safetensors", "file": "ink.safetensors" }
        ],
        "values": [],
        "assets": [
          { "node": "1", "input": "image", "file": "fe1a4ab1fb63-my-logo.png", "sha256": "sha256:fe1a4ab1fb6347036bead73597d5d2958b26ac0b96f68ca2f6dcee53a50f297e" }
        ],
        "seeds": [
          { "node": "3", "input": "seed" }
        ],
        "contract": [
          { "name": "prompt", "direction": "input", "node": "6", "input": "text", "type": "STRING", "description": "What to see" },
          { "name": "picture", "direction": "output", "node": "9" }
        ],
        "interfaces": {
          "CLIPTextEncode": "sha256:92f785dc33025b352da79718b56bef86daf785cf69ce1848e1c96ba156ce0e93",
          "CheckpointLoaderSimple": "sha256:784ddae40f562f4094c0ba1b32e56cc8c2e0d80450fb5dfc08cbd46ddc885a5f",
          "EmptyLatentImage": "sha256:1a836f94e2b01bf825e20fd48d35e25cc9c1330acc520ce7dbb2a3072c184e29",
          "KSampler": "sha256:1f8965329360dfa611188286f2d86d7fec126925f06686157f0069acf4fe0d55",
          "LoraPicker": "sha256:1a9ec00978f2a603a8b0bf31c891bb691d45a48b4e622128bbe97391b6d27d75",
          "SaveImage": "sha256:71390d5104ffd61d9891f0dde7fb79c0beffc4c7a5fd429895a537372da3870e",
          "VAEDecode": "sha256:1a34dc989e962bc4f25730ecfe219bdd0d101fb5c80b49b1a0ab072edfc86d10"
        },
        "seal": "sha256:93d4a766ee94bbf07a7b5bdfecb4f50bc07543a8883a5b58976ed6a39f4a9dd8"
      }
      "
    `);
  });

  it('reads back what it wrote', () => {
    const { pin } = pinned();
    const { pin: read, problems } = parsePin(writePin(pin));
    expect(problems).toEqual([]);
    expect(read).toEqual(pin);
  });

  it('refuses what cannot be named', () => {
    const refusal = (text: string, rows = '') =>
      told(
        pinWorkflow({
          files: new Map([['workflow.json', encode(text)]]),
          environment: 'dev',
          catalog: studio(),
          config: configOf(rows),
        }).problems,
      );
    expect(refusal('{"1":{"class_type":"Fancy","inputs":{}}}')).toEqual([
      expect.stringContaining('comfypin record --env dev'),
    ]);
    expect(refusal('{"1":{"class_type":"EmptyLatentImage","inputs":{"width":1}}}')).toEqual([
      expect.stringContaining('pin/no-output'),
    ]);
    expect(refusal(portrait.replace('Positive', 'input: a b'))).toEqual([]);
    expect(
      refusal(
        portrait
          .replace('"7": {', '"7": {"_meta":{"title":"input: x"},')
          .replace('Positive', 'input: x'),
      ),
    ).toEqual([expect.stringContaining('twice, on the nodes 6 and 7')]);
    expect(refusal(portrait.replace('"5": {', '"5": {"_meta":{"title":"input: size"},'))).toEqual([
      expect.stringContaining('input: width'),
    ]);
    const rows =
      'models: [{ folder: checkpoints, dev: sub/other.safetensors, prod: base.safetensors }]';
    expect(refusal(portrait, rows)).toEqual([expect.stringContaining('pin/ambiguous-model')]);
  });
});

describe('verifyPin', () => {
  it('accepts what pin wrote, from the files alone', () => {
    expect(verifyPin(pinned().files)).toEqual([]);
  });

  it.each<[string, string, (text: string) => string, readonly string[]]>([
    [
      'workflow.json',
      'a value',
      (text) => text.replace('a fox', 'a wolf'),
      ['pin/changed-workflow'],
    ],
    [
      'workflow.json',
      'a seed',
      (text) => text.replace('551615', '551614'),
      ['pin/changed-workflow'],
    ],
    ['workflow.json', 'an id', (text) => text.replaceAll('"5"', '"55"'), ['pin/changed-workflow']],
    [
      'workflow.json',
      'a model',
      (text) => text.replace('"base.saf', '"other.saf'),
      ['pin/changed-model'],
    ],
    ['workflow.json', 'its end', (text) => text.slice(0, -9), ['pin/unreadable-file']],
    [
      'workflow.json',
      'a contract title',
      (text) => text.replace('"Positive"', '"output: x"'),
      ['pin/changed-contract'],
    ],
    ['canvas.json', 'a position', (text) => text.replace('[1,2]', '[1,3]'), ['pin/changed-canvas']],
    [
      'contract.yaml',
      'a name',
      (text) => text.replace('prompt:', 'words:'),
      ['pin/changed-contract'],
    ],
    [
      'contract.yaml',
      'a text',
      (text) => text.replace('to see', 'to draw'),
      ['pin/changed-contract'],
    ],
    ['contract.yaml', 'a node', (text) => text.replace('Positive', '7'), ['pin/changed-contract']],
    [
      'contract.yaml',
      'a key',
      (text) => text.replace('input: text', 'imput: text'),
      ['pin/unreadable-file'],
    ],
    [`assets/${logoName}`, 'its bytes', (text) => `${text}!`, ['pin/changed-asset']],
    [
      'pin.json',
      'a model name',
      (text) => text.replace('"name": "ink', '"name": "pen'),
      ['pin/changed-pin', 'pin/changed-release'],
    ],
    [
      'pin.json',
      'an output',
      (text) => text.replace('["9"]', '["8"]'),
      ['pin/changed-pin', 'pin/changed-release'],
    ],
    [
      'pin.json',
      'an interface',
      (text) => text.replace(/("KSampler": "sha256:)../, '$100'),
      ['pin/changed-pin'],
    ],
    [
      'pin.json',
      'a digest',
      (text) => text.replace(/("release": "sha256:)../, '$100'),
      ['pin/changed-pin', 'pin/changed-release'],
    ],
    [
      'pin.json',
      'the format',
      (text) => text.replace('comfypin/1', 'comfypin/2'),
      ['pin/unknown-format'],
    ],
    [
      'pin.json',
      'a key',
      (text) => text.replace('"seeds"', '"sedes"'),
      ['pin/malformed', 'pin/malformed'],
    ],
  ])('sees in %s a change of %s', (path, _, change, expected) => {
    const { files } = pinned();
    const text = decode(files.get(path));
    expect(change(text)).not.toBe(text);
    expect(codes(verifyPin(new Map([...files, [path, encode(change(text))]])))).toEqual(expected);
  });

  it.each(['workflow.json', 'canvas.json', 'contract.yaml', `assets/${logoName}`, 'pin.json'])(
    'sees that %s is gone',
    (path) => {
      const files = new Map([...pinned().files].filter(([name]) => name !== path));
      expect(verifyPin(files)).toHaveLength(1);
    },
  );

  it('does not mind titles, layout of the text and view state of the canvas', () => {
    const { files } = pinned();
    const other = new Map([
      ...files,
      ['canvas.json', encode(canvas.replace('"scale":1', '"scale":9'))],
      ['smoke.yaml', encode('anything')],
      ['workflow.json', encode(decode(files.get('workflow.json')).replaceAll('\n', '\n '))],
    ]);
    expect(verifyPin(other)).toEqual([]);
  });

  it('names a file that no pin knows', () => {
    const files = new Map([...pinned().files, ['assets/new.png', logo]]);
    expect(told(verifyPin(files))).toEqual([expect.stringContaining('assets/new.png is there')]);
  });
});

describe('renderForEnvironment', () => {
  const rows = `models:
  - { folder: checkpoints, dev: base.safetensors, prod: sdxl/base.safetensors }
values:
  - { node: SaveImage, input: filename_prefix, dev: fox, prod: 'live/fox' }
`;
  const prod = studio({ checkpoints: ['sdxl/base.safetensors'], loras: ['ink.safetensors'] });

  it('writes the same release with the other names', () => {
    const config = configOf(rows);
    const { files, pin } = pinned(whole, config);
    const result = renderForEnvironment({ files, from: 'dev', to: 'prod', config, catalog: prod });
    expect(codes(result.problems)).toEqual(['canvas/opens-differently']);
    expect(result.pin?.digests.release).toBe(pin.digests.release);
    expect(result.pin?.digests.rendering).not.toBe(pin.digests.rendering);
    expect(result.pin?.from).toEqual({ environment: 'dev', rendering: pin.digests.rendering });
    const text = decode(result.files?.get('workflow.json'));
    expect(text).toContain('"ckpt_name": "sdxl/base.safetensors"');
    expect(text).toContain('"filename_prefix": "live/fox"');
    expect(verifyPin(result.files ?? new Map())).toEqual([]);
    expect(result.files?.get('canvas.json')).toEqual(files.get('canvas.json'));
  });

  it('writes the other names into the widgets of the canvas, and into no note', () => {
    const saved = `{"nodes":[
      {"id":4,"type":"CheckpointLoaderSimple","inputs":[],"outputs":[],"widgets_values":["base.safetensors"]},
      {"id":5,"type":"Note","inputs":[],"outputs":[],"widgets_values":["base.safetensors"]},
      {"id":6,"type":"CLIPTextEncode","inputs":[],"outputs":[],"widgets_values":["fox"]}
    ],"links":[],"version":0.4}`;
    const parsed = parseWorkflow(saved);
    if (parsed.format !== 'canvas' || parsed.workflow === undefined) throw new Error('no canvas');
    const prompt: ApiPrompt = {
      '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' } },
      '6': { class_type: 'CLIPTextEncode', inputs: { text: 'fox' } },
    };
    const change = { node: '4', input: 'ckpt_name', value: 'sdxl/base.safetensors' };
    const text = { node: '6', input: 'text', value: 'owl' };
    const rendered = writeJson(renderCanvas(parsed.workflow, prompt, [change], [text]));
    expect(rendered).toContain(
      '"type":"CLIPTextEncode","inputs":[],"outputs":[],"widgets_values":["owl"]',
    );
    expect(rendered.match(/"(sdxl\/)?base.safetensors"/g)).toEqual([
      '"sdxl/base.safetensors"',
      '"base.safetensors"',
    ]);
    const same = { ...change, value: 'base.safetensors' };
    expect(renderCanvas(parsed.workflow, prompt, [same], [])).toBe(parsed.workflow);
    const elsewhere = {
      ...prompt,
      '6': { class_type: 'CLIPTextEncode', inputs: { text: 'base.safetensors' } },
    };
    const apart = writeJson(renderCanvas(parsed.workflow, elsewhere, [change], []));
    expect(apart.match(/sdxl/g)).toHaveLength(1);
  });

  it('asks the node type which widget is meant where several have the value', () => {
    const saved = `{"nodes":[
      {"id":5,"type":"EmptyLatentImage","outputs":[{"name":"LATENT","type":"LATENT","links":[]}],"widgets_values":[512,512,1]},
      {"id":6,"type":"EmptyLatentImage","outputs":[{"name":"LATENT","type":"LATENT","links":[]}],"widgets_values":[512,512,512]}
    ],"links":[],"version":0.4}`;
    const parsed = parseWorkflow(saved);
    if (parsed.format !== 'canvas' || parsed.workflow === undefined) throw new Error('no canvas');
    const size = { width: 512, height: 512, batch_size: 1 };
    const prompt: ApiPrompt = {
      '5': { class_type: 'EmptyLatentImage', inputs: size },
      '6': { class_type: 'EmptyLatentImage', inputs: { ...size, batch_size: 512 } },
    };
    const values = [
      { node: '5', input: 'height', value: 768 },
      { node: '6', input: 'batch_size', value: 4 },
    ];
    const rendered = writeJson(renderCanvas(parsed.workflow, prompt, [], values, studio()));
    expect(rendered.match(/"widgets_values":\[[^\]]*\]/g)).toEqual([
      '"widgets_values":[512,768,1]',
      '"widgets_values":[512,512,4]',
    ]);
    expect(renderCanvas(parsed.workflow, prompt, [], values)).toBe(parsed.workflow);
  });

  it('goes on from there and back to the same names', () => {
    const config = configOf(rows.replace('prod: sdxl', 'staging: s.safetensors, prod: sdxl'));
    const { files } = pinned(whole, config);
    const staged = renderForEnvironment({ files, from: 'dev', to: 'staging', config });
    const live = renderForEnvironment({
      files: staged.files ?? new Map(),
      from: 'staging',
      to: 'prod',
      config,
    });
    expect(decode(staged.files?.get('workflow.json'))).toContain('"s.safetensors"');
    expect(decode(live.files?.get('workflow.json'))).toContain('"sdxl/base.safetensors"');
    expect(live.pin?.digests.release).toBe(pinned(whole, config).pin.digests.release);
  });

  it('lists the models that are not there, with the line to add', () => {
    const { files } = pinned();
    const config = configOf();
    const { problems } = renderForEnvironment({
      files,
      from: 'dev',
      to: 'prod',
      config,
      catalog: prod,
    });
    expect(told(problems)).toEqual([
      'pin/model-absent: prod has no checkpoints/base.safetensors. Put the file there, or name its counterpart under models: in promotion.yaml: - { folder: checkpoints, dev: "base.safetensors", prod: "sdxl/base.safetensors" }',
    ]);
  });

  it('keeps the release when rows are added later', () => {
    const { files, pin } = pinned();
    const config = configOf(rows.slice(0, rows.indexOf('values')));
    const result = renderForEnvironment({ files, from: 'dev', to: 'prod', config, catalog: prod });
    expect(result.pin?.digests.release).toBe(pin.digests.release);
    expect(decode(result.files?.get('workflow.json'))).toContain('"sdxl/base.safetensors"');
  });

  it('refuses values that the release was not pinned for, and broken pins', () => {
    const { files } = pinned();
    const config = configOf(rows);
    expect(
      codes(renderForEnvironment({ files, from: 'dev', to: 'prod', config }).problems),
    ).toEqual(['pin/value-unpinned']);
    const without = pinned(whole, config);
    expect(
      codes(
        renderForEnvironment({ files: without.files, from: 'dev', to: 'prod', config: configOf() })
          .problems,
      ),
    ).toEqual(['pin/value-absent']);
    const broken = new Map([...files, ['workflow.json', encode('{')]]);
    expect(
      codes(renderForEnvironment({ files: broken, from: 'dev', to: 'prod', config }).problems),
    ).toEqual(['pin/unreadable-file']);
  });

  it('refuses to make two models one', () => {
    const { files } = pinned();
    const config = configOf(
      'models: [{ folder: checkpoints, dev: sub/other.safetensors, prod: base.safetensors }]',
    );
    expect(
      codes(renderForEnvironment({ files, from: 'dev', to: 'prod', config }).problems),
    ).toEqual(['pin/ambiguous-model']);
  });
});

it.each([
  ['pin', pinSchema],
  ['contract', contractSchema],
])('schemas/%s.schema.json says the same', (name, schema) => {
  const file = new URL(`../../../../schemas/${name}.schema.json`, import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
});
