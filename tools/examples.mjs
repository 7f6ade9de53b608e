// Makes the example content of this repository again: environments recorded from stand-ins, workflows pinned and
// carried as far as each has come. Run after `npm run build`: node tools/examples.mjs

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseCatalog } from '../dist/core/catalog/parse.js';
import { parseConfig } from '../dist/core/promotion/config.js';
import { renderForEnvironment } from '../dist/core/promotion/rendering.js';
import { startStandin } from '../dist/standin/start.js';
import { portrait, productCard, restyle, smokeCases } from './examples/workflows.mjs';

const top = resolve(import.meta.dirname, '..');
const pictures = Object.fromEntries(
  ['badge', 'shoe', 'photo'].map((name) => [
    name,
    readFileSync(join(import.meta.dirname, 'examples', `${name}.png`)),
  ]),
);
const assetName = (name) =>
  `${createHash('sha256').update(pictures[name]).digest('hex').slice(0, 12)}-${name}.png`;
const [badge, shoe] = [assetName('badge'), assetName('shoe')];

/** The model files of each environment; prod keeps them in folders of its own. */
const models = {
  dev: {
    checkpoints: ['juggernaut_xl_v9.safetensors', 'sd_xl_base_1.0.safetensors'],
    loras: ['add_detail.safetensors', 'film_grain.safetensors'],
    upscale_models: ['4x-UltraSharp.pth', 'RealESRGAN_x4plus.pth'],
    vae: ['sdxl_vae.safetensors'],
  },
  staging: {
    checkpoints: ['sd_xl_base_1.0.safetensors'],
    loras: ['film_grain.safetensors'],
    upscale_models: ['4x-UltraSharp.pth'],
    vae: ['sdxl_vae.safetensors'],
  },
  prod: {
    checkpoints: ['sdxl/base.safetensors'],
    loras: ['sdxl/film_grain.safetensors'],
    upscale_models: ['4x-UltraSharp.pth'],
  },
};

function write(environment, name, path, content) {
  const file = join(top, 'workflows', environment, name, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function filesOf(environment, name) {
  const folder = join(top, 'workflows', environment, name);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}

const standins = Object.fromEntries(
  await Promise.all(
    Object.entries(models).map(async ([environment, lists]) => [
      environment,
      await startStandin({ port: 0, models: lists }),
    ]),
  ),
);
const variables = Object.fromEntries(
  Object.entries(standins).map(([name, { url }]) => [`COMFY_${name.toUpperCase()}`, url]),
);

async function comfypin(...words) {
  console.log(`$ comfypin ${words.join(' ')}`);
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [join(top, 'dist', 'main.js'), ...words],
    { cwd: top, env: { ...process.env, ...variables } },
  );
  process.stdout.write(stdout + stderr);
}

/** Copies a release into the next environment as a merged promotion leaves it. */
async function carry(name, from, to) {
  const { config } = parseConfig(
    readFileSync(join(top, 'promotion.yaml'), 'utf8'),
    'promotion.yaml',
  );
  const objectInfo = await (await fetch(`${standins[to].url}/object_info`)).text();
  const catalog = parseCatalog({ objectInfo, models: models[to] });
  const files = filesOf(from, name);
  const rendered = renderForEnvironment({ files, from, to, config, catalog });
  if (rendered.files === undefined) throw new Error(JSON.stringify(rendered.problems));
  for (const [path, bytes] of rendered.files) write(to, name, path, bytes);
  for (const [path, bytes] of files) if (/^smoke[./]/.test(path)) write(to, name, path, bytes);
}

try {
  rmSync(join(top, 'workflows'), { recursive: true, force: true });
  for (const environment of Object.keys(models)) await comfypin('record', '--env', environment);
  const graphs = {
    portrait: portrait(1),
    'product-card': productCard({ badge, shoe }),
    restyle: restyle(),
  };
  for (const [name, graph] of Object.entries(graphs)) {
    write('dev', name, 'workflow.json', JSON.stringify(graph));
    write('dev', name, 'smoke.yaml', smokeCases[name]);
  }
  write('dev', 'product-card', `assets/${badge}`, pictures.badge);
  write('dev', 'product-card', `assets/${shoe}`, pictures.shoe);
  write('dev', 'restyle', 'smoke/photo.png', pictures.photo);
  await comfypin('pin');
  for (const [name, to] of [
    ['portrait', 'prod'],
    ['product-card', 'prod'],
    ['restyle', 'staging'],
  ]) {
    await carry(name, 'dev', 'staging');
    if (to === 'prod') await carry(name, 'staging', 'prod');
  }
  write('dev', 'portrait', 'workflow.json', JSON.stringify(portrait(2)));
  await comfypin('pin', 'portrait');
  await comfypin('pin', '--check');
  await comfypin('validate', '--all', '--offline');
} finally {
  await Promise.all(Object.values(standins).map((each) => each.stop()));
}
