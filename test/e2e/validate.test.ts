import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningStandin } from '../../src/commands/command.ts';
import { startStandin } from '../../src/standin/start.ts';
import { hermetic } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { textToImage } from '../support/text-to-image.ts';

const home = hermetic();
let servers: readonly RunningStandin[] = [];

const models = {
  checkpoints: ['sd_xl_base_1.0.safetensors'],
  loras: ['ink.safetensors'],
};
const elsewhere = { checkpoints: ['sdxl/sd_xl_base_1.0.safetensors'], loras: ['ink.safetensors'] };

const prompt = textToImage({ checkpoint: 'sd_xl_base_1.0.safetensors' });

const canvas = {
  last_node_id: 9,
  last_link_id: 0,
  nodes: [{ id: 9, type: 'Note', mode: 0, widgets_values: ['for later'] }],
  links: [],
  version: 0.4,
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home.folder, path)), { recursive: true });
  writeFileSync(join(home.folder, path), text);
}

const run = (...words: readonly string[]): Promise<Answer> =>
  comfypin(home.folder, home.env, ...words);

beforeAll(async () => {
  servers = await Promise.all([
    startStandin({ port: 0, models }),
    startStandin({ port: 0, models: elsewhere }),
  ]);
  const [dev, prod] = servers.map(({ url }) => url);
  write(
    'promotion.yaml',
    `version: 1\nenvironments:\n  dev: { servers: [${dev}] }\n  prod: { after: dev, servers: [${prod}] }\n  both: { after: prod, servers: [${dev}, ${prod}] }\n`,
  );
  write('workflows/dev/fox/workflow.json', JSON.stringify(prompt, null, 2));
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  home.clean();
});

it('records an environment once, and says what changed', async () => {
  const first = await run('record', '--env', 'dev');
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toContain('workflows/dev/environment.json: written');
  const again = await run('record', '--env', 'dev');
  expect(again.out).toContain('unchanged');
  const path = join(home.folder, 'workflows/dev/environment.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"ink.safetensors"\n', ''));
  expect((await run('record', '--env', 'dev')).code).toBe(0);
  expect((await run('record', '--env', 'prod')).code).toBe(0);
});

it('refuses servers of one environment that differ', async () => {
  const { code, err } = await run('record', '--env', 'both');
  expect(code).toBe(1);
  expect(err).toContain('model checkpoints/sd_xl_base_1.0.safetensors is only on the first');
});

it('gives the same findings live and from the recording', async () => {
  const live = JSON.parse((await run('validate', '--env', 'dev', '--json')).out);
  const offline = JSON.parse((await run('validate', '--env', 'dev', '--json', '--offline')).out);
  expect(offline.problems).toEqual(live.problems);
  expect(live.value.cells).toMatchObject([
    { workflow: 'fox', environment: 'dev', kind: 'pinned', verdict: 'passed' },
  ]);
});

it('finds a model that the target spells otherwise, on the line of its node', async () => {
  write('workflows/prod/fox/workflow.json', JSON.stringify(prompt, null, 2));
  const text = await run('validate', 'fox', '--env', 'prod', '--format', 'github');
  expect(text.code).toBe(1);
  expect(text.out).toContain('::error file=workflows/prod/fox/workflow.json,line=');
  expect(text.out).toContain('title=validate/missing-model');
  expect(text.out).toContain(
    '- { folder: checkpoints, dev: sd_xl_base_1.0.safetensors, prod: sdxl/sd_xl_base_1.0.safetensors }',
  );
});

it('says all that is wrong with a graph that was cut, not the cut alone', async () => {
  const cut = structuredClone(prompt) as Record<string, { inputs: Record<string, unknown> }>;
  delete cut['5'];
  Object.assign(cut['6']?.inputs ?? {}, { text: 'embedding:nothing' });
  Object.assign(cut['8']?.inputs ?? {}, { vae: ['4', 0] });
  write('workflows/dev/cut/workflow.json', JSON.stringify(cut, null, 2));
  const { code, err } = await run('validate', 'cut', '--env', 'dev');
  rmSync(join(home.folder, 'workflows/dev/cut'), { recursive: true });
  expect(code).toBe(1);
  expect(err.match(/explain \S+/g)).toEqual([
    'explain validate/dangling-link',
    'explain validate/unknown-embedding',
    'explain validate/type-mismatch',
  ]);
});

it('shows every workflow in every environment, and which environment gave no answer', async () => {
  const { code, out } = await run('validate', '--all', '--offline', '--format', 'markdown');
  expect(code).toBe(1);
  expect(out).toContain('| `fox` | ok | 1 error | - |');
  expect(out).toContain('pin/no-recording');
});

it('lists models and the rows that would map them', async () => {
  const listed = await run('models', '--env', 'prod');
  expect(listed.code).toBe(1);
  expect(listed.out).toMatch(/missing {2}as is {3}checkpoints\/sd_xl_base_1.0.safetensors +fox/);
  const { out } = await run('models', '--env', 'prod', '--suggest', '--offline');
  expect(out).toBe(
    'models:\n  - { folder: checkpoints, dev: sd_xl_base_1.0.safetensors, prod: sdxl/sd_xl_base_1.0.safetensors }\n',
  );
});

it('tells what changed in an environment since its recording, and what an upgrade would do', async () => {
  expect(await run('record', '--env', 'dev')).toMatchObject({ code: 0 });
  const same = await run('drift', 'dev');
  expect(same).toMatchObject({ code: 0 });
  expect(same.out).toContain('the same\n\n  fox  left alone');
  const path = join(home.folder, 'workflows/dev/environment.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"ink.safetensors"', '"old.safetensors"'));
  const drift = await run('drift', 'dev');
  expect(drift.code).toBe(1);
  expect(drift.out).toContain('- model loras/old.safetensors');
  expect(drift.err).toContain('no workflow breaks');
  const forecast = await run('forecast', 'dev', '--with', 'workflows/prod/environment.json');
  expect(forecast.code).toBe(1);
  expect(forecast.out).toMatch(/fox {2}breaks +model checkpoints\/sd_xl_base/);
  const markdown = await run(
    'forecast',
    'dev',
    '--server',
    servers[1]?.url ?? '',
    '--format',
    'markdown',
  );
  expect(markdown).toMatchObject({ code: 1 });
  expect(markdown.out).toContain('| `fox` | breaks |');
  expect(await run('forecast', 'dev')).toMatchObject({ code: 2 });
  expect(await run('forecast', 'dev', '--with', 'none.json')).toMatchObject({ code: 2 });
});

it('writes the shopping list of an environment, with what canvases say of the files', async () => {
  const url = 'https://models.example/ink.safetensors';
  const loras = {
    ...prompt,
    '7': {
      class_type: 'LoraLoader',
      inputs: {
        model: ['4', 0],
        clip: ['4', 1],
        lora_name: 'ink.safetensors',
        strength_model: 1,
        strength_clip: 1,
      },
    },
  };
  write('workflows/dev/inked/workflow.json', JSON.stringify(loras, null, 2));
  const models = [{ name: 'ink.safetensors', directory: 'loras', url }];
  write('workflows/dev/inked/canvas.json', JSON.stringify({ nodes: [{ properties: { models } }] }));
  expect(await run('record', '--env', 'dev')).toMatchObject({ code: 0 });
  const path = join(home.folder, 'workflows/prod/environment.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"ink.safetensors"', ''));
  const { code, out } = await run('models', '--env', 'prod', '--todo', '--offline');
  expect(code).toBe(1);
  expect(out).toContain('prod lacks 1 model file:');
  expect(out).toContain(`[ ] loras/ink.safetensors\n    from    ${url}\n    for     inked`);
});

it('says once that a server is newer than its rules', async () => {
  for (const environment of ['dev', 'prod']) {
    const path = join(home.folder, `workflows/${environment}/environment.json`);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"0.33.0"', '"9.9.0"'));
  }
  const { out } = await run('validate', '--all', '--offline', '--json');
  const codes = JSON.parse(out).problems.map((each: { code: string }) => each.code);
  expect(codes.filter((code: string) => code === 'validate/newer-server')).toHaveLength(1);
  for (const words of [['pin'], ['convert', 'fox/canvas.json', '--env', 'dev']] as const) {
    write('fox/canvas.json', JSON.stringify(canvas));
    expect((await run(...words)).err).toContain('ComfyUI 9.9.0 is newer than comfypin knows');
  }
});
