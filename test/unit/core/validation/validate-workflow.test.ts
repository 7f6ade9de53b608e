import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../../src/base/json.ts';
import { parseJson } from '../../../../src/base/json-parse.ts';
import { hintOf, titleOf } from '../../../../src/base/problem.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import type { ValidationPolicy } from '../../../../src/core/validation/policy.ts';
import { validateWorkflow } from '../../../../src/core/validation/validate-workflow.ts';

const catalog = parseCatalog(
  JSON.parse(readFileSync('test/cases/validation/catalog.json', 'utf8')),
);

const good = {
  '4': node('CheckpointLoaderSimple', { ckpt_name: 'sdxl/base.safetensors' }),
  '6': node('CLIPTextEncode', { text: 'a fox', clip: ['4', 1] }),
  '7': node('CLIPTextEncode', { text: 'embedding:EasyNegative', clip: ['4', 1] }),
  '3': node('KSampler', {
    model: ['4', 0],
    positive: ['6', 0],
    negative: ['7', 0],
    seed: 5,
    steps: 20,
    sampler_name: 'euler',
  }),
  '9': {
    ...node('SaveImage', { images: ['3', 0], filename_prefix: 'x' }),
    _meta: { title: 'Save' },
  },
};

function node(class_type: string, inputs: object): { class_type: string; inputs: object } {
  return { class_type, inputs };
}

function changed(id: keyof typeof good, inputs: object, more: object = {}): object {
  return { ...good, [id]: { ...good[id], inputs: { ...good[id].inputs, ...inputs } }, ...more };
}

function findings(prompt: object, policy?: ValidationPolicy): readonly string[] {
  const parsed = parseJson(JSON.stringify(prompt));
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('bad prompt');
  const { problems } = validateWorkflow(parsed.value as JsonObject, catalog, policy);
  return problems.map((each) => {
    const place = [each.at.node, each.at.input].filter(Boolean).join('.');
    return `${each.severity} ${each.code} ${place}: ${titleOf(each)} ${hintOf(each) ?? ''}`.trim();
  });
}

it('finds nothing in a good workflow', () => {
  expect(findings(good)).toEqual([]);
});

describe('beyond the server', () => {
  it('a new-style list that this server does not check', () => {
    const more = {
      '20': node('UpscaleModelLoader', { model_name: '4y.pth' }),
      '21': node('Upscale', { model: ['20', 0], image: ['3', 0] }),
    };
    expect(findings(changed('9', { images: ['21', 0] }, more))).toMatchInlineSnapshot(`
      [
        "error validate/missing-model 20.model_name: The server has no model 4y.pth in upscale_models. Did you mean 4x.pth? To map it, add to models: in promotion.yaml:
        - { folder: upscale_models, FIRST: "4y.pth", ENV: "4x.pth" }",
        "warning validate/experimental-node 21: Upscale is experimental: its results may change with any upgrade. Keep a smoke case for it, and ask comfypin forecast before an upgrade of the servers.",
      ]
    `);
  });

  it('an embedding and a file that are not there, and nodes to know about', () => {
    const more = {
      '20': node('LoadImage', { image: 'b.png' }),
      '21': node('Paint', { image: ['20', 0] }),
      '22': node('PreviewAny', { source: ['21', 0] }),
    };
    expect(
      findings(changed('7', { text: 'embedding:EasyNegativ, blurry' }, more), {
        deny: { nodes: ['P*'] },
      }),
    ).toMatchInlineSnapshot(`
      [
        "warning validate/unknown-embedding 7.text: The text names the embedding EasyNegativ, which the server does not have. Did you mean EasyNegative?",
        "warning validate/missing-file 20.image: Input image names the file b.png, which the server does not list. Did you mean a.png?",
        "error validate/forbidden-node-type 21: Paint may not be used in this environment (deny: P*). Replace the node, or change allow and deny of the environment by a pull request.",
        "warning validate/deprecated-node 21: Paint is deprecated. Look into the node pack’s notes for what takes its place, before the next upgrade.",
        "warning validate/paid-node 21: Paint calls a partner’s service: each run costs money and sends data there. To forbid it, list it under deny: of the environment.",
        "error validate/forbidden-node-type 22: PreviewAny may not be used in this environment (deny: P*). Replace the node, or change allow and deny of the environment by a pull request.",
        "info validate/link-by-wildcard 22.source: Input source (*) takes IMAGE only because * means any type. A smoke run shows whether the data fits: comfypin smoke NAME --env ENV",
      ]
    `);
    expect(
      findings({ ...good, ...more }, { uploads: ['b.png'] }).filter((each) =>
        each.includes('missing-file'),
      ),
    ).toEqual([]);
  });

  it('a cycle, which this version swallows', () => {
    const more = {
      '30': node('Paint', { image: ['31', 0] }),
      '31': node('Paint', { image: ['30', 0] }),
    };
    const found = findings(changed('9', { images: ['30', 0] }, more));
    expect(found.filter((each) => each.includes('cycle'))).toMatchInlineSnapshot(`
      [
        "error validate/dependency-cycle 30: These nodes need each other: 30 -> 31 -> 30 Take one of the links out.",
      ]
    `);
  });
});

it('gives the line of the node in the text, title and file', () => {
  const text = `{\n  "4": {},\n  "9": {\n    "class_type": "SaveImage"\n  }\n}\n`;
  const prompt = JSON.parse(JSON.stringify(changed('9', { images: ['99', 0] })));
  const { problems } = validateWorkflow(prompt, catalog, {
    text,
    file: 'w.json',
    environment: 'dev',
  });
  expect(problems.find((each) => each.code === 'validate/dangling-link')?.at).toEqual({
    file: 'w.json',
    environment: 'dev',
    line: 3,
    node: '9',
    title: 'Save',
    input: 'images',
    sent: '["99",0]',
  });
});
