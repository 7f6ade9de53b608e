import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/promotion/config.ts';
import { pinWorkflow } from '../../src/core/promotion/pinning.ts';
import { writeFiles } from '../support/hermetic.ts';
import {
  catalogOf,
  type PromotionWorld,
  promotionWorld,
  promotionYaml,
} from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;

interface Values {
  readonly steps?: number;
  readonly prefix?: string;
  readonly x?: number;
  readonly title?: string;
}

/** A canvas as ComfyUI saves one: a model, a sampler, a picture. */
function canvasOf({ steps = 20, prefix = 'lamp', x = 300, title }: Values = {}): string {
  const node = { flags: {}, mode: 0, size: [210, 80] };
  const loader = {
    ...{ ...node, id: 1, type: 'CheckpointLoaderSimple', pos: [0, 0], order: 0 },
    outputs: [{ name: 'MODEL', type: 'MODEL', links: [1] }],
    widgets_values: ['base.safetensors'],
  };
  const sampler = {
    ...{ ...node, id: 2, type: 'Sampler', pos: [x, 0], order: 1 },
    ...(title === undefined ? {} : { title }),
    inputs: [{ name: 'model', type: 'MODEL', link: 1 }],
    outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [2] }],
    widgets_values: [steps],
  };
  const save = {
    ...{ ...node, id: 3, type: 'SaveImage', pos: [600, 0], order: 2 },
    inputs: [{ name: 'images', type: 'IMAGE', link: 2 }],
    widgets_values: [prefix],
  };
  return JSON.stringify({
    ...{ last_node_id: 3, last_link_id: 2, groups: [], config: {}, extra: {}, version: 0.4 },
    nodes: [loader, sampler, save],
    links: [
      [1, 1, 0, 2, 0, 'MODEL'],
      [2, 2, 0, 3, 0, 'IMAGE'],
    ],
  });
}

let world: PromotionWorld;

beforeAll(async () => {
  world = await promotionWorld({ 'promotion.yaml': `${promotionYaml}${open}` });
  for (const name of ['lamp', 'shade']) await saved(name, canvasOf());
  const { ada, as } = world;
  for (const environment of ['staging', 'prod']) {
    const done = await as(ada, 'promote', 'lamp', 'shade', '--env', environment, '--merge');
    expect(done.code, done.err).toBe(0);
  }
});
afterAll(() => world.stop());

/** Somebody saves the canvas in dev. */
async function saved(name: string, canvas: string): Promise<void> {
  const { ada, as, commit } = world;
  await ada.run('pull', '--quiet', '--ff-only');
  writeFiles(ada.folder, { [`workflows/dev/${name}/canvas.json`]: canvas });
  const pinned = await as(ada, 'pin', name);
  expect(pinned.code, pinned.err).toBe(0);
  await commit({});
}

/** A hotfix at night: the number of steps in prod, in both of its files, past the gates. */
async function fixedInProd(name: string, steps: number): Promise<void> {
  const { ada, commit } = world;
  await ada.run('pull', '--quiet', '--ff-only');
  const folder = `workflows/prod/${name}`;
  const read = (path: string) => ada.run('show', `HEAD:${folder}/${path}`);
  const canvas = await read('canvas.json');
  const changed = canvas.replace(/("widgets_values": \[\s*)20(\s*\])/, `$1${steps}$2`);
  expect(changed).not.toBe(canvas);
  const api = (await read('workflow.json')).replace('"steps": 20', `"steps": ${steps}`);
  const { config } = parseConfig(promotionYaml, 'promotion.yaml');
  if (config === undefined) throw new Error('promotion.yaml is wrong');
  const { files, problems } = pinWorkflow({
    files: new Map([
      ['workflow.json', Buffer.from(api)],
      ['canvas.json', Buffer.from(changed)],
      ['pin.json', Buffer.from(await read('pin.json'))],
    ]),
    environment: 'prod',
    catalog: catalogOf('prod'),
    config,
  });
  if (files === undefined) throw new Error(JSON.stringify(problems));
  const written = [...files].map(([path, bytes]) => [
    `${folder}/${path}`,
    Buffer.from(bytes).toString(),
  ]);
  await commit(Object.fromEntries(written), 'Fix it at night');
}

async function proposed(name: string) {
  const { ada } = world;
  await ada.run('fetch', '--quiet', 'origin', `comfypin/adopt/dev/${name}`);
  const file = (path: string) => ada.run('show', `FETCH_HEAD:workflows/dev/${name}/${path}`);
  return { canvas: await file('canvas.json'), api: await file('workflow.json') };
}

it('brings a hotfix of prod into a canvas that was changed in dev meanwhile', async () => {
  const { ada, grace, as } = world;
  await fixedInProd('lamp', 33);
  await saved('lamp', canvasOf({ prefix: 'softer', x: 420, title: 'Slow' }));
  const answer = await as(ada, 'adopt', 'lamp@prod', '--reason', 'shop', '--json');
  expect(answer.code, answer.err).toBe(0);
  const { canvas, api } = await proposed('lamp');
  const { nodes } = JSON.parse(canvas) as {
    nodes: { id: number; pos: number[]; title?: string; widgets_values: unknown[] }[];
  };
  expect(nodes[0]?.widgets_values).toEqual(['base.safetensors']);
  expect(nodes[1]).toMatchObject({ pos: [420, 0], title: 'Slow', widgets_values: [33] });
  expect(nodes[2]?.widgets_values).toEqual(['softer']);
  expect(api).toContain('"steps": 33');
  expect(api).toContain('"softer"');
  const number = String(JSON.parse(answer.out).value.pullRequest.number);
  expect((await as(grace, 'pr', 'merge', number)).code).toBe(0);
  await ada.run('pull', '--quiet', '--ff-only');
  expect((await as(ada, 'pin', 'lamp', '--check')).code).toBe(0);
  for (const environment of ['staging', 'prod']) {
    const on = await as(ada, 'promote', 'lamp', '--env', environment, '--merge');
    expect(on.code, on.err).toBe(0);
  }
  await ada.run('pull', '--quiet', '--ff-only');
  const prod = await ada.run('show', 'HEAD:workflows/prod/lamp/canvas.json');
  expect(prod).toContain('prod-base.safetensors');
  expect(prod).toContain('"softer"');
});

it('leaves to a person what both changed in the canvas, and takes what is settled there', async () => {
  const { ada, as } = world;
  await fixedInProd('shade', 44);
  await saved('shade', canvasOf({ steps: 55, prefix: 'other' }));
  const answer = await as(ada, 'adopt', 'shade@prod', '--reason', 'shop', '--json');
  const number = String(JSON.parse(answer.out).value.pullRequest.number);
  expect((await as(ada, 'pr', 'show', number)).out).toContain('canvas.json: 2.steps');
  expect((await as(ada, 'pr', 'merge', number)).code).toBe(5);
  // what is open stands in a canvas that opens, with the other side's changes in it
  const { canvas } = await proposed('shade');
  expect(JSON.parse(canvas).nodes[2].widgets_values).toEqual(['other']);
  await ada.run('checkout', '--quiet', '-B', 'settle', 'FETCH_HEAD');
  const settled = await as(ada, 'resolve', 'shade@dev', '--take', 'theirs', '--all');
  expect(settled.code, settled.err).toBe(0);
  const pinned = await as(ada, 'pin', 'shade');
  expect(pinned.code, pinned.err).toBe(0);
  await ada.run('commit', '--quiet', '--all', '--message=Settle it');
  await ada.run('push', '--quiet', 'origin', 'HEAD:comfypin/adopt/dev/shade');
  const merged = await as(ada, 'pr', 'merge', number);
  expect(merged.code, merged.err).toBe(0);
  const api = (await proposedOnMain('shade')).api;
  expect(api).toContain('"steps": 44');
  expect(api).toContain('"other"');
});

async function proposedOnMain(name: string) {
  const { ada } = world;
  await ada.run('fetch', '--quiet', 'origin', 'main');
  return { api: await ada.run('show', `FETCH_HEAD:workflows/dev/${name}/workflow.json`) };
}
