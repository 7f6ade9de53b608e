/** `comfypin standin` as a program of its own: says what it is, serves what it was given, ends with a signal. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Hermetic, hermetic } from '../support/hermetic.ts';

const main = resolve(import.meta.dirname, '../../dist/main.js');
let place: Hermetic;
let program: ChildProcess | undefined;
beforeEach(() => {
  place = hermetic();
});
afterEach(() => {
  program?.kill('SIGKILL');
  program = undefined;
  place.clean();
});

/** Starts it and waits for the line with its address; `said` grows as it talks. */
async function start(...words: readonly string[]) {
  const said: string[] = [];
  const running = spawn(process.execPath, [main, 'standin', '--port', '0', ...words], {
    cwd: place.folder,
    env: { ...place.env, TMPDIR: place.folder },
  });
  program = running;
  const url = await new Promise<string>((found, failed) => {
    running.stderr.on('data', (part) => {
      said.push(String(part));
      const address = /http:\/\/\S+/.exec(said.join(''))?.[0];
      if (address !== undefined) found(address);
    });
    running.on('exit', (code) => failed(new Error(`ended with ${code}: ${said.join('')}`)));
  });
  return { running, url, said };
}

async function get(url: string, path: string) {
  return JSON.parse(await (await fetch(`${url}${path}`)).text());
}

it('serves the models of a file, and ends with exit code 0 on a signal', async () => {
  const models = { checkpoints: ['sdxl/base.safetensors'], loras: [] };
  writeFileSync(join(place.folder, 'models.json'), JSON.stringify(models));
  const { running, url, said } = await start('--models', 'models.json');
  expect(said.join('')).toContain('stand-in for ComfyUI');
  expect(await get(url, '/models/checkpoints')).toEqual(models.checkpoints);
  const ended = new Promise((code) => running.on('exit', code));
  running.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('takes recorded node types with what was recorded beside them', async () => {
  const recorded = join(place.folder, 'dev');
  mkdirSync(join(recorded, 'models'), { recursive: true });
  const files = {
    'object_info.json': '{"Own": {"input": {}, "output": [], "name": "Own", "output_node": true}}',
    'system_stats.json': '{"system": {"comfyui_version": "0.3.64"}, "devices": []}',
    'embeddings.json': '["fox"]',
    'models/loras.json': '["grain.safetensors"]',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(recorded, name), text);
  const { url } = await start('--object-info', 'dev/object_info.json');
  expect(Object.keys(await get(url, '/object_info'))).toEqual(['Own']);
  expect(await get(url, '/embeddings')).toEqual(['fox']);
  expect(await get(url, '/models')).toEqual(['loras']);
  expect((await get(url, '/system_stats')).system).toEqual({
    comfyui_version: '0.3.64',
    comfypin_standin: true,
  });
  expect(await get(url, '/features')).not.toHaveProperty('assets');
});

it('lists a folder of model files as ComfyUI would', async () => {
  mkdirSync(join(place.folder, 'models', 'checkpoints', 'sdxl'), { recursive: true });
  for (const name of ['b.safetensors', 'sdxl/a.safetensors']) {
    writeFileSync(join(place.folder, 'models', 'checkpoints', name), '');
  }
  const { url } = await start('--models', 'models');
  expect(await get(url, '/models/checkpoints')).toEqual(['b.safetensors', 'sdxl/a.safetensors']);
});

it.each([
  [['--models', 'none.json'], 2, 'there is no such file'],
  [['--port', 'http'], 2, 'takes a whole number'],
])('refuses %j', async (words, code, text) => {
  const run = promisify(execFile)(process.execPath, [main, 'standin', ...words], {
    cwd: place.folder,
    env: place.env,
  });
  await expect(run).rejects.toMatchObject({ code, stderr: expect.stringContaining(text) });
});
