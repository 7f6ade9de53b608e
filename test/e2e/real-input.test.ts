/** Graphs and catalogs of real servers, from a designer's file to prod and back. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningStandin } from '../../src/standin/types.ts';
import { type Clone, type GitWorld, gitWorld } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { recordedPrompt, startRecorded } from '../support/recorded-servers.ts';
import { hasRecordings } from '../support/recordings.ts';

const recorded = 'comfyui-0.3.64';
const asForDev = {
  'sdxl/base.safetensors': 'sd_xl_base_1.0.safetensors',
  'sdxl/refiner.safetensors': 'sd_xl_refiner_1.0.safetensors',
};

const promotionYaml = `version: 1
environments:
  dev:     { servers: [$DEV_URL] }
  staging: { after: dev, servers: [$STAGING_URL] }
  prod:    { after: staging, servers: [$PROD_URL] }
models:
  - { folder: checkpoints, dev: sd_xl_base_1.0.safetensors, staging: sdxl/base.safetensors, prod: sdxl/base.safetensors }
  - { folder: checkpoints, dev: sd_xl_refiner_1.0.safetensors, staging: sdxl/refiner.safetensors, prod: sdxl/refiner.safetensors }
`;

const environments = ['dev', 'staging', 'prod'] as const;
let world: GitWorld;
let designer: Clone;
let manager: Clone;
const servers = new Map<string, RunningStandin>();

async function as(who: Clone, ...words: readonly string[]): Promise<Answer> {
  const urls = Object.fromEntries(
    [...servers].map(([name, server]) => [`${name.toUpperCase()}_URL`, server.url]),
  );
  return comfypin(who.folder, { ...who.env, ...urls }, ...words);
}

async function must(who: Clone, ...words: readonly string[]): Promise<string> {
  const answer = await as(who, ...words);
  expect(answer.code, `comfypin ${words.join(' ')}\n${answer.out}${answer.err}`).toBe(0);
  return answer.out;
}

async function pushed(who: Clone, message: string): Promise<void> {
  await who.run('add', '--all');
  await who.run('commit', '--quiet', `--message=${message}`);
  await who.run('push', '--quiet', 'origin', 'HEAD:main');
}

async function pulled(who: Clone): Promise<void> {
  await who.run('pull', '--quiet', '--ff-only', 'origin', 'main');
}

function pinOf(who: Clone, environment: string, name: string) {
  const file = join(who.folder, 'workflows', environment, name, 'pin.json');
  return JSON.parse(readFileSync(file, 'utf8')) as { digests: Record<string, string> };
}

function textOf(who: Clone, environment: string, name: string): string {
  return readFileSync(join(who.folder, 'workflows', environment, name, 'workflow.json'), 'utf8');
}

/** Runs active smoke before, candidate smoke after opening, then merges. */
async function promoted(name: string, from: string, to: string): Promise<void> {
  await must(manager, 'smoke', name, '--env', from, '--record');
  await must(manager, 'promote', name, '--env', to);
  await must(manager, 'smoke', name, '--env', to, '--candidate', '--record');
  expect(await must(manager, 'promote', name, '--env', to, '--merge')).toContain('merged as');
  await pulled(manager);
}

describe.skipIf(!hasRecordings)('graphs of real servers', () => {
  beforeAll(async () => {
    world = await gitWorld({ 'promotion.yaml': promotionYaml });
    designer = await world.clone('Dana');
    manager = await world.clone('Max');
    for (const each of environments) servers.set(each, await startRecorded(recorded, each));
    for (const each of environments) await must(designer, 'record', '--env', each);
    writeFileSync(
      join(designer.folder, 'refiner.json'),
      recordedPrompt(recorded, 'v0095', asForDev),
    );
    writeFileSync(join(designer.folder, 'grade.json'), recordedPrompt(recorded, 'v0014'));
    await must(designer, 'add', 'refiner.json', '--as', 'sdxl-refiner');
    await must(designer, 'add', 'grade.json', '--as', 'studio-grade');
    const plain = 'cases:\n  - name: plain\n';
    const oneColour = `${plain}    expect: { '7': { blank: true }, '9': { blank: true } }\n`;
    for (const [name, cases] of Object.entries({
      'sdxl-refiner': plain,
      'studio-grade': oneColour,
    })) {
      writeFileSync(join(designer.folder, 'workflows/dev', name, 'smoke.yaml'), cases);
    }
    await pushed(designer, 'Add two workflows');
    await pulled(manager);
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
    await world.stop();
  });

  it('take SDXL to prod under its own model names there', async () => {
    await promoted('sdxl-refiner', 'dev', 'staging');
    await promoted('sdxl-refiner', 'staging', 'prod');
    const [dev, staging, prod] = environments.map((each) => pinOf(manager, each, 'sdxl-refiner'));
    expect(staging?.digests['release']).toBe(dev?.digests['release']);
    expect(prod?.digests['release']).toBe(dev?.digests['release']);
    expect(staging?.digests['rendering']).not.toBe(dev?.digests['rendering']);
    expect(textOf(manager, 'dev', 'sdxl-refiner')).toContain('"sd_xl_base_1.0.safetensors"');
    expect(textOf(manager, 'staging', 'sdxl-refiner')).toContain('"sdxl/base.safetensors"');
    expect(textOf(manager, 'prod', 'sdxl-refiner')).toContain('"sdxl/refiner.safetensors"');
    await must(manager, 'pin', '--check');
  });

  it('stop before prod, with the node and the input, where prod has another node pack', async () => {
    await promoted('studio-grade', 'dev', 'staging');
    const refused = await as(manager, 'promote', 'studio-grade', '--env', 'prod');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/StudioGrade/);
    expect(refused.err).toMatch(/node 4/);
    expect(refused.err).toMatch(/profile/);
    expect((await as(manager, 'pr', 'list')).out).not.toContain('studio-grade');
  });

  it('roll back where the checkpoint has another name today: rendered again, the same release', async () => {
    const first = pinOf(manager, 'prod', 'sdxl-refiner');
    await pulled(designer);
    const file = join(designer.folder, 'workflows/dev/sdxl-refiner/workflow.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"steps": 25', '"steps": 30'));
    await must(designer, 'pin', 'sdxl-refiner');
    await pushed(designer, 'Take more steps');
    await pulled(manager);
    await promoted('sdxl-refiner', 'dev', 'staging');
    await promoted('sdxl-refiner', 'staging', 'prod');
    expect(pinOf(manager, 'prod', 'sdxl-refiner').digests['release']).not.toBe(
      first.digests['release'],
    );

    await servers.get('prod')?.stop();
    const renamed = { 'sdxl/base.safetensors': 'sdxl/base-v1.safetensors' };
    servers.set('prod', await startRecorded(recorded, 'prod', renamed));
    await must(manager, 'record', '--env', 'prod');
    const config = join(manager.folder, 'promotion.yaml');
    const mapped = promotionYaml.replace(
      'prod: sdxl/base.safetensors',
      'prod: sdxl/base-v1.safetensors, former: [sdxl/base.safetensors]',
    );
    writeFileSync(config, mapped);
    await must(manager, 'pin', '--check');
    await pushed(manager, 'Record prod after its checkpoint was renamed');

    const back = await must(manager, 'rollback', 'sdxl-refiner@prod', '--now', '--reason', 'soft');
    expect(back).toContain('re-rendered');
    await pulled(manager);
    const now = pinOf(manager, 'prod', 'sdxl-refiner');
    expect(now.digests['release']).toBe(first.digests['release']);
    expect(now.digests['rendering']).not.toBe(first.digests['rendering']);
    expect(textOf(manager, 'prod', 'sdxl-refiner')).toContain('"sdxl/base-v1.safetensors"');
    await must(manager, 'pin', '--check');
    expect((await as(manager, 'why', 'sdxl-refiner@prod')).out).toMatch(/hold/);
  });
});
