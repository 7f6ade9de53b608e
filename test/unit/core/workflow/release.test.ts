import { describe, expect, it } from 'vitest';
import {
  releaseDigest,
  renderingDigest,
  shapeDigest,
} from '../../../../src/core/workflow/digests.ts';
import { describeRelease, type ReleaseContext } from '../../../../src/core/workflow/release.ts';
import { aCatalog, aPrompt, portrait, studio } from '../../../support/graphs.ts';

const catalog = studio();
const digestIn = (text: string, context: ReleaseContext = {}, from = catalog) =>
  releaseDigest(aPrompt(text), describeRelease(aPrompt(text), from, context));
const shapeIn = (text: string) =>
  shapeDigest(aPrompt(text), describeRelease(aPrompt(text), catalog));

describe('describeRelease', () => {
  it('finds outputs, models, seeds and interfaces', () => {
    const described = describeRelease(aPrompt(portrait), catalog);
    expect(described).toMatchObject({
      outputNodes: ['9'],
      seedInputs: [{ node: '3', input: 'seed' }],
      valueInputs: [],
      assetInputs: [],
      contract: [],
    });
    expect(described.modelInputs.map((each) => [each.node, each.folder, each.logicalName])).toEqual(
      [
        ['4', 'checkpoints', 'base.safetensors'],
        ['10', 'loras', 'ink.safetensors'],
      ],
    );
    expect(Object.keys(described.interfaces)).toEqual([
      'CLIPTextEncode',
      'CheckpointLoaderSimple',
      'EmptyLatentImage',
      'KSampler',
      'LoraPicker',
      'SaveImage',
      'VAEDecode',
    ]);
  });

  it('never takes an empty or a tied list for a model folder, except by the table of core loaders', () => {
    const tied = studio({ checkpoints: ['base.safetensors'], loras: ['x'], unet: ['x'] });
    expect(
      describeRelease(aPrompt(portrait), tied).modelInputs.map(({ folder }) => folder),
    ).toEqual(['checkpoints']);
    const empty = studio({ checkpoints: [], loras: [] });
    expect(
      describeRelease(aPrompt(portrait), empty).modelInputs.map(({ folder }) => folder),
    ).toEqual(['checkpoints']);
  });

  it('leaves out names that a loader offers without a file', () => {
    const offered = aCatalog(
      { VAELoader: { required: { vae_name: [['a.safetensors', 'pixel_space']] } } },
      { vae: ['a.safetensors'] },
    );
    const models = (name: string) =>
      describeRelease(
        aPrompt(`{"1":{"class_type":"VAELoader","inputs":{"vae_name":"${name}"}}}`),
        offered,
      ).modelInputs.length;
    expect([models('pixel_space'), models('a.safetensors'), models('absent.safetensors')]).toEqual([
      0, 1, 1,
    ]);
  });

  it('binds contract names by title', () => {
    const named = portrait.replace('"Positive"', '"input: prompt"');
    expect(describeRelease(aPrompt(named), catalog).contract).toEqual([
      { name: 'prompt', direction: 'input', node: '6', input: 'text', type: 'STRING' },
    ]);
    expect(digestIn(named)).not.toBe(digestIn(portrait));
  });
});

describe('releaseDigest', () => {
  it('has one number for 7 and 7.0 where the server reads a number', () => {
    expect(digestIn(portrait.replace('"cfg": 7.5', '"cfg": 7'))).toBe(
      digestIn(portrait.replace('"cfg": 7.5', '"cfg": 7.0')),
    );
    expect(digestIn(portrait.replace('20', '2e1'))).toBe(digestIn(portrait));
    const typed = (value: string) =>
      digestIn(
        `{"1":{"class_type":"Dynamic","inputs":{"method":"crop","method.x":${value},"any":1}},
          "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"a"}}}`,
      );
    expect(typed('7.0')).toBe(typed('7'));
    expect(typed('7.5')).not.toBe(typed('7'));
  });

  it('keeps 7 and 7.0 apart elsewhere', () => {
    const any = (value: string) =>
      digestIn(
        `{"1":{"class_type":"Dynamic","inputs":{"method":"crop","any":${value}}},
          "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"a"}}}`,
      );
    expect(any('7.0')).not.toBe(any('7'));
  });

  it('keeps every digit of a seed', () => {
    expect(digestIn(portrait.replace('18446744073709551615', '18446744073709551614'))).not.toBe(
      digestIn(portrait),
    );
  });

  it('is the same for two equal loaders and one shared loader', () => {
    const twice = portrait
      .replace(
        '{\n',
        '{ "40": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "base.safetensors"}},',
      )
      .replace('"vae": ["4", 2]', '"vae": ["40", 2]');
    expect(digestIn(twice)).toBe(digestIn(portrait));
    expect(renderingDigest(aPrompt(twice))).not.toBe(renderingDigest(aPrompt(portrait)));
  });

  it('does not see nodes that reach no output', () => {
    const more = portrait.replace(
      '{\n',
      '{ "99": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},',
    );
    expect(digestIn(more)).toBe(digestIn(portrait));
  });

  it('is the same under mapped names in every environment', () => {
    const models = [
      { folder: 'checkpoints', dev: 'base.safetensors', prod: 'sdxl\\base.safetensors' },
      {
        folder: 'loras',
        name: 'ink',
        dev: 'ink.safetensors',
        prod: 'i.safetensors',
        former: ['old.safetensors'],
      },
    ];
    const inProd = portrait
      .replace('base.safetensors', 'sdxl\\\\base.safetensors')
      .replace('ink.safetensors', 'i.safetensors');
    const prodCatalog = studio({
      checkpoints: ['sdxl\\base.safetensors'],
      loras: ['i.safetensors'],
    });
    const dev = digestIn(portrait, { environment: 'dev', models });
    expect(digestIn(inProd, { environment: 'prod', models }, prodCatalog)).toBe(dev);
    expect(digestIn(inProd, { models }, prodCatalog)).toBe(dev);
    expect(digestIn(inProd, { environment: 'prod' }, prodCatalog)).not.toBe(dev);
    expect(
      digestIn(portrait.replace('ink.safetensors', 'old.safetensors'), {
        environment: 'dev',
        models,
      }),
    ).toBe(dev);
    const onlyCheckpoint = { environment: 'dev', models: models.slice(0, 1) };
    expect(digestIn(portrait, onlyCheckpoint)).toBe(digestIn(portrait));
  });

  it('spells a model as the first environment does where a row says nothing', () => {
    const models = [{ folder: 'checkpoints', dev: 'base.safetensors', prod: 'p.safetensors' }];
    expect(digestIn(portrait, { environment: 'staging', models })).toBe(digestIn(portrait));
  });

  it('does not see the value of an input of values:', () => {
    const values = [{ node: 'SaveImage', input: 'filename_prefix', dev: 'fox', prod: 'x' }];
    const other = portrait.replace('"fox"', '"x"');
    expect(digestIn(other, { values })).toBe(digestIn(portrait, { values }));
    expect(digestIn(other)).not.toBe(digestIn(portrait));
  });

  it('sees the content of an asset, not its name', () => {
    const withImage = (file: string) =>
      `{"1":{"class_type":"LoadImage","inputs":{"image":"${file}"}},
        "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"a"}}}`;
    const sha256 = `sha256:${'a'.repeat(64)}` as const;
    const other = `sha256:${'b'.repeat(64)}` as const;
    const one = digestIn(withImage('a-logo.png'), { assets: new Map([['a-logo.png', sha256]]) });
    expect(digestIn(withImage('b-logo.png'), { assets: new Map([['b-logo.png', sha256]]) })).toBe(
      one,
    );
    expect(
      digestIn(withImage('a-logo.png'), { assets: new Map([['a-logo.png', other]]) }),
    ).not.toBe(one);
  });

  it('refuses a circle', () => {
    const prompt = {
      '1': { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
    } as const;
    expect(() => releaseDigest(prompt, describeRelease(prompt, catalog))).toThrow(RangeError);
  });
});

describe('shapeDigest', () => {
  it('does not see seeds and contract inputs, and sees the rest', () => {
    const named = portrait.replace('"Positive"', '"input: prompt"');
    const run = named.replace('18446744073709551615', '5').replace('a fox', 'a wolf');
    expect(shapeIn(run)).toBe(shapeIn(named));
    expect(digestIn(run)).not.toBe(digestIn(named));
    expect(shapeIn(named.replace('blurry', 'sharp'))).not.toBe(shapeIn(named));
    expect(shapeIn(portrait)).not.toBe(digestIn(portrait));
  });
});
