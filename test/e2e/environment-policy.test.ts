import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningStandin } from '../../src/commands/command.ts';
import { startStandin } from '../../src/standin/start.ts';
import { hermetic, writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { promotionWorld, promotionYaml } from '../support/promotion-world.ts';
import { textToImage } from '../support/text-to-image.ts';

const home = hermetic();
let servers: readonly RunningStandin[] = [];

const drawn = textToImage({
  checkpoint: 'flux.safetensors',
  batch: 4,
  sampler: { steps: 300, cfg: 30 },
});
const prompt = {
  ...drawn,
  '3': { ...drawn['3'], _meta: { title: 'Sampler' } },
  '7': drawn['4'],
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['7', 2] } },
};

const run = (...words: readonly string[]): Promise<Answer> =>
  comfypin(home.folder, home.env, ...words);

const rows = (more: Readonly<Record<string, string>>) => {
  const [one, two] = servers.map(({ url }) => url);
  const row = (after: string, url: string | undefined, rest = '') =>
    `{ ${after}servers: [${url}]${rest} }`;
  return `version: 1
environments:
  dev: ${row('', one, more['dev'])}
  prod: ${row('after: dev, ', two, more['prod'])}
  pair: { after: prod, servers: [${one}, ${two}]${more['pair'] ?? ''} }
models: [${more['models'] ?? ''}]
`;
};

const configure = (more: Readonly<Record<string, string>>) =>
  writeFiles(home.folder, { 'promotion.yaml': rows(more) });

interface Found {
  readonly code: string;
  readonly at: { readonly node?: string; readonly input?: string; readonly line?: number };
}

async function findings(...words: readonly string[]): Promise<readonly Found[]> {
  const { out } = await run('validate', ...words, '--json');
  return JSON.parse(out).problems;
}

beforeAll(async () => {
  servers = await Promise.all([
    startStandin({ port: 0, models: { checkpoints: ['flux.safetensors', 'test/a.safetensors'] } }),
    startStandin({
      port: 0,
      models: { checkpoints: ['flux\\flux.safetensors'] },
      without: ['ImageInvert'],
    }),
  ]);
  configure({});
  const text = JSON.stringify(prompt, null, 2);
  writeFiles(home.folder, { 'workflows/dev/fox/workflow.json': text });
  expect(await run('record', '--env', 'dev')).toMatchObject({ code: 0 });
  expect(await run('record', '--env', 'prod')).toMatchObject({ code: 0 });
  expect(await run('pin')).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  home.clean();
});

it('keeps to the node types and models that an environment allows, live and offline', async () => {
  const rules = [
    ['deny: { nodes: [KSamp*] }', 'validate/forbidden-node-type', '3'],
    [
      'allow: { nodes: [KSampler, "*Load*", Save*, Empty*, CLIP*] }',
      'validate/forbidden-node-type',
      '8',
    ],
    ['deny: { models: ["checkpoints/flux*"] }', 'validate/forbidden-model', '4'],
    ['allow: { models: ["sdxl/*"] }', 'validate/forbidden-model', '4'],
  ] as const;
  for (const [rule, code, node] of rules) {
    configure({ dev: `, ${rule}` });
    const live = await findings('--env', 'dev');
    expect([rule, live.find((each) => each.code === code)?.at.node]).toEqual([rule, node]);
    expect(await findings('--env', 'dev', '--offline')).toEqual(live);
    expect(await run('validate', '--env', 'dev')).toMatchObject({ code: 1 });
  }
});

it('bounds values as guides advise, and annotates the line of the node', async () => {
  configure({ dev: ', limits: { preset: guides, batch_size: { max: 8 } }' });
  const found = await findings('--env', 'dev');
  const beyond = found.filter(({ code }) => code === 'validate/beyond-limit');
  expect(beyond.map(({ at }) => `${at.node} ${at.input}`)).toEqual(['3 cfg', '3 steps']);
  const lines = readFileSync(join(home.folder, 'workflows/dev/fox/workflow.json'), 'utf8').split(
    '\n',
  );
  expect(lines[(beyond[0]?.at.line ?? 0) - 1]).toContain('"3": {');
  const { out } = await run('validate', '--env', 'dev', '--format', 'github');
  expect(out).toContain(
    `::error file=workflows/dev/fox/workflow.json,line=${beyond[1]?.at.line},title=validate/beyond-limit::`,
  );
  configure({});
  expect(await run('validate', '--env', 'dev')).toMatchObject({ code: 0 });
});

it('says the smallest fix of a red cell: one row for all nodes that load the file', async () => {
  configure({});
  const { code, out } = await run('validate', '--all', '--offline');
  expect(code).toBe(1);
  const row = '{ folder: checkpoints, dev: flux.safetensors, prod: "flux\\\\flux.safetensors" }';
  expect(out).toContain('fox@prod would pass with:\n  models: in promotion.yaml: - {');
  const fix = /would pass with:\n {2}models: in promotion.yaml: - (\{.*\})\n/.exec(out)?.[1] ?? row;
  expect(
    out
      .split('would pass with')[1]
      ?.split('\n')
      .filter((line) => line.startsWith('  ')),
  ).toHaveLength(1);
  configure({ models: fix });
  const { cells } = JSON.parse((await run('validate', 'fox', '--env', 'prod', '--json')).out).value;
  expect(cells).toMatchObject([{ environment: 'prod', kind: 'rendered', errors: 0, fixes: [] }]);
});

it('sends the spelling of a server on Windows, whatever promotion.yaml writes', async () => {
  const url = servers[1]?.url ?? '';
  configure({
    models: '{ folder: checkpoints, dev: flux.safetensors, prod: flux/flux.safetensors }',
  });
  expect(await run('validate', 'fox', '--env', 'prod')).toMatchObject({ code: 0 });
  const { out } = await run('models', '--env', 'prod');
  expect(out).toContain('flux\\flux.safetensors');
  const { out: forecast } = await run('forecast', 'dev', '--server', url);
  expect(forecast).toContain('breaks');
});

it('records what differs between servers of one environment only where that is allowed, and then leaves it out', async () => {
  configure({});
  expect((await run('record', '--env', 'pair')).err).toContain('node type ImageInvert');
  configure({ pair: ', mayDiffer: { nodes: [Image*], models: [checkpoints/*] }' });
  expect(await run('record', '--env', 'pair')).toMatchObject({ code: 0 });
  const recorded = readFileSync(join(home.folder, 'workflows/pair/environment.json'), 'utf8');
  expect(recorded).not.toContain('"ImageInvert"');
  expect(recorded).toContain('"checkpoints": []');
});

it('asks all servers of an environment, and finds live what it finds in their recording', async () => {
  configure({});
  const refused = await run('validate', 'fox', '--env', 'pair');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('node type ImageInvert is only on the first');
  expect(refused.out).toContain(`pair: ${servers.map(({ url }) => url).join(', ')}, ComfyUI`);
  expect((await run('drift', 'pair')).err).toContain('drift/servers-differ');
  configure({ pair: ', mayDiffer: { nodes: [Image*], models: [checkpoints/*] }' });
  const [live, offline] = [
    await findings('fox', '--env', 'pair'),
    await findings('fox', '--env', 'pair', '--offline'),
  ];
  expect(live).toEqual(offline);
  expect(live.map(({ code }) => code)).toContain('pin/model-absent');
  expect(await run('drift', 'pair')).toMatchObject({ code: 0 });
});

it('tells what of a node type changed', async () => {
  const path = join(home.folder, 'workflows/dev/environment.json');
  const text = readFileSync(path, 'utf8');
  const older = text.replace(
    '"steps": ["INT",{"default":20,"min":1,"max":10000',
    '"steps": ["INT",{"default":20,"min":1,"max":999',
  );
  const other =
    older === text ? text.replace(/("steps": ?\["INT", ?\{[^}]*"max": ?)10000/, '$1999') : older;
  expect(other).not.toBe(text);
  writeFiles(home.folder, { 'workflows/dev/environment.json': other });
  configure({});
  const drift = await run('drift', 'dev');
  expect(drift.code).toBe(1);
  expect(drift.out).toContain('~ node type KSampler\n      input steps: max 999 → 10000');
  expect(drift.out).toMatch(/fox {2}touched +node type KSampler/);
  const markdown = await run('drift', 'dev', '--format', 'markdown');
  expect(markdown.out).toContain('  - `input steps: max 999 → 10000`');
});

it('refuses a promotion whose target was recorded too long ago', async () => {
  const yaml = promotionYaml.replace(
    'staging: { after: dev }',
    'staging: { after: dev, maxRecordingAge: 30d }',
  );
  const world = await promotionWorld({ 'promotion.yaml': yaml });
  try {
    const { ada, as, smoke, wait } = world;
    await smoke('active', 'dev');
    const why = async () => (await as(ada, 'why', 'hero@staging')).out;
    expect(await why()).not.toContain('too old');
    wait(31 * 24);
    expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).not.toBe(0);
    expect(await why()).toMatch(/validation +failed/);
    await world.commit({}, 'Nothing');
  } finally {
    await world.stop();
  }
});
