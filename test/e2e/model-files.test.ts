import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningStandin } from '../../src/commands/command.ts';
import { startStandin } from '../../src/standin/start.ts';
import { hermetic, writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { startRecorded } from '../support/recorded-servers.ts';
import { hasRecordings, recording } from '../support/recordings.ts';

const home = hermetic();
let servers: readonly RunningStandin[] = [];

const prompt = {
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 128, height: 96, batch_size: 1 } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: 'fox' } },
};

const run = (...words: readonly string[]): Promise<Answer> =>
  comfypin(home.folder, home.env, ...words);

beforeAll(async () => {
  servers = await Promise.all([
    startStandin({
      port: 0,
      models: { checkpoints: ['base.safetensors'] },
      modelFiles: { 'checkpoints/base.safetensors': { size: 6938040682 } },
    }),
    startStandin({
      port: 0,
      models: { checkpoints: ['sdxl\\base.safetensors', 'good.safetensors'] },
      modelFiles: {
        'checkpoints/sdxl\\base.safetensors': { size: 6938078334 },
        'checkpoints/good.safetensors': { size: 6938040682 },
      },
    }),
  ]);
  const [dev, prod] = servers.map(({ url }) => url);
  writeFiles(home.folder, {
    'promotion.yaml': `version: 1
environments:
  dev: { servers: [${dev}] }
  prod: { after: dev, servers: [${prod}] }
models:
  - { folder: checkpoints, dev: base.safetensors, prod: sdxl/base.safetensors }
`,
    'workflows/dev/fox/workflow.json': JSON.stringify(prompt, null, 2),
  });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  home.clean();
});

const read = (path: string) => readFileSync(join(home.folder, path), 'utf8');

it('records the size of files where the server tells it, and pins it', async () => {
  expect(await run('record', '--env', 'dev')).toMatchObject({ code: 0 });
  expect(await run('record', '--env', 'prod')).toMatchObject({ code: 0 });
  expect(read('workflows/dev/environment.json')).toContain(
    '"modelFiles": {\n"checkpoints/base.safetensors": {"size":6938040682}\n}',
  );
  expect(await run('pin')).toMatchObject({ code: 0 });
  expect(read('workflows/dev/fox/pin.json')).toContain('"size": 6938040682');
});

it('refuses the same name with another file before a promotion, live and from the recording', async () => {
  for (const words of [[], ['--offline']]) {
    expect(await run('validate', '--all', ...words)).toMatchObject({ code: 1 });
    const { err } = await run('validate', 'fox', '--env', 'prod', ...words);
    expect(err).toContain(
      'checkpoints/sdxl\\base.safetensors is another file than the one that was pinned: 6938078334 bytes, not 6938040682 bytes.',
    );
  }
});

it('has nothing against another name with the same file', async () => {
  const yaml = read('promotion.yaml').replace('sdxl/base.safetensors', 'good.safetensors');
  writeFiles(home.folder, { 'promotion.yaml': yaml });
  expect(await run('validate', 'fox', '--env', 'prod')).toMatchObject({ code: 0 });
});

it('tells that a file was replaced under its name', async () => {
  const recorded = read('workflows/prod/environment.json').replace('6938078334', '5');
  writeFiles(home.folder, { 'workflows/prod/environment.json': recorded });
  const { code, out } = await run('drift', 'prod');
  expect(code).toBe(1);
  expect(out).toContain('~ model checkpoints/sdxl\\base.safetensors');
});

describe.skipIf(!hasRecordings)('the stand-in', () => {
  it('answers about files in the shape that ComfyUI 0.33.0 was recorded with', async () => {
    const server = await startRecorded('comfyui-0.33.0', 'dev');
    try {
      const at = 'comfyui-0.33.0/environments/dev';
      const asked = async (path: string): Promise<{ name: string }[]> =>
        JSON.parse(await (await fetch(`${server.url}${path}`)).text());
      const keys = (rows: object[]) => rows.map((row) => Object.keys(row).join());
      const names = (rows: { name: string }[]) => rows.map(({ name }) => name).sort();
      const folder = await asked('/experiment/models/loras');
      const recorded = JSON.parse(recording(`${at}/experiment_models/loras.json`));
      expect(keys(folder)).toEqual(keys(recorded));
      expect(names(folder)).toEqual(names(recorded));
      const all = await asked('/experiment/models');
      expect(keys(all)[0]).toBe(keys(JSON.parse(recording(`${at}/experiment_models.json`)))[0]);
      const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
      const told = JSON.parse(recording(`${at}/answers_to_unknown.json`));
      for (const path of [
        '/experiment/models/no_such_folder',
        '/view_metadata/loras',
        '/view_metadata/loras?filename=none.safetensors',
        '/view_metadata/no_such_folder?filename=a.safetensors',
        '/view_metadata/checkpoints?filename=x.ckpt',
        '/view_metadata/loras?filename=sdxl%2Foffset_example-lora_1.0.safetensors',
        '/api/assets',
      ]) {
        expect([path, await status(path)]).toEqual([path, told[path].status]);
      }
    } finally {
      await server.stop();
    }
  });
});
