// How long a conversion takes, from the text of a canvas to the prompt, the catalog ready. Targets are held against
// processor time, collecting garbage included, which other programs of the machine change least; the clock's time
// stands beside it. Templates: the median of ten conversions of each. Made canvases: the mean of conversions of 60,000
// nodes in all, in a process of their own, so that small canvases pay for their garbage too (a median leaves out the
// one conversion in ten that collects it); of three processes the one in the middle. Cold: the first conversion of a
// new process.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { convertCanvas, parseCatalog, readCanvas } from '../dist/index.js';

const recordings = resolve(
  process.env.COMFYPIN_RECORDINGS ?? `${import.meta.dirname}/../../shared/recordings`,
);
/** Milliseconds; `growth` is how many times as long ten times the nodes may take. */
const targets = { median: 0.3, warm: { 1000: 15, 5000: 80 }, cold: {}, growth: 12 };
const versions = [
  ['1.27.10', 'comfyui-0.3.64/conversion'],
  ['1.49.6', 'comfyui-0.33.0/conversion'],
];

/** Few nodes, and ten times as many. */
const growths = [
  [500, 5000],
  [1000, 10_000],
];
const growthOf = (few, many) => `${many} nodes, times those of ${few}`;

function grown(taken, [few, many]) {
  const growth = (measure) => taken.get(many)[measure] / taken.get(few)[measure];
  return { processor: growth('processor'), clock: growth('clock') };
}

export function run() {
  const rows = [];
  const missed = [];
  const note = (frontend, what, { processor, clock }, target) => {
    const shown = (value) => Number(value.toFixed(3));
    rows.push({ frontend, what, processor: shown(processor), clock: shown(clock), target });
    if (processor > target) {
      missed.push(`${what} by the rules of ${frontend}: ${processor.toFixed(2)}, not ${target}`);
    }
  };
  for (const [frontend, folder] of versions) {
    const path = resolve(recordings, folder);
    if (!existsSync(path)) {
      console.log(`frontend ${frontend}: skipped, no recordings at ${path} (COMFYPIN_RECORDINGS)`);
      continue;
    }
    const convert = converter(frontend, path);
    const templates = templatesOf(`${path}/cases.jsonl.gz`);
    for (const text of templates) convert(text);
    const times = templates.map((text) => median(10, () => convert(text)));
    note(
      frontend,
      `${templates.length} templates, median`,
      overall(times, medianOf),
      targets.median,
    );
    note(frontend, `${templates.length} templates, total`, overall(times, sum));
    for (const way of ['warm', 'cold']) {
      const taken = new Map();
      for (const nodes of [500, 1000, 5000, 10_000]) {
        taken.set(nodes, apart(way, frontend, nodes));
        note(frontend, `${nodes} nodes, ${way}`, taken.get(nodes), targets[way][nodes]);
      }
      for (const pair of growths) {
        note(frontend, `${growthOf(...pair)}, ${way}`, grown(taken, pair), targets.growth);
      }
    }
  }
  for (const pair of growths) {
    const parsed = new Map(pair.map((nodes) => [nodes, apart('parse', '-', nodes)]));
    note('-', `JSON.parse alone: ${growthOf(...pair)}, warm`, grown(parsed, pair));
  }
  console.table(rows);
  return missed;
}

function converter(frontend, path) {
  const catalog = parseCatalog({ objectInfo: readFileSync(`${path}/object_info.json`, 'utf8') });
  return (text) => convertCanvas(readCanvas(text), catalog, { frontend });
}

/** What a process of its own measured: of three, the one in the middle. */
function apart(way, frontend, nodes) {
  const script = fileURLToPath(import.meta.url);
  const once = () =>
    JSON.parse(execFileSync(process.execPath, [script, way, frontend, String(nodes)]));
  return overall([once(), once(), once()], medianOf);
}

/** Prints what one conversion takes: the first of the process, or the mean of many after as many that are not counted. */
function measureMade(way, frontend, nodes) {
  const folder = versions.find(([version]) => version === frontend)?.[1];
  const convert = way === 'parse' ? JSON.parse : converter(frontend, resolve(recordings, folder));
  const text = JSON.stringify(madeCanvas(nodes));
  const times = way === 'cold' ? 1 : Math.ceil(60_000 / nodes);
  if (way !== 'cold') for (let each = 0; each < times; each += 1) convert(text);
  const whole = measured(() => {
    for (let each = 0; each < times; each += 1) convert(text);
  });
  const { processor, clock } = whole;
  console.log(JSON.stringify({ processor: processor / times, clock: clock / times }));
}

function templatesOf(path) {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind.includes('template'))
    .map(({ canvas }) => JSON.stringify(canvas));
}

function median(times, work) {
  return overall(
    Array.from({ length: times }, () => measured(work)),
    medianOf,
  );
}

function measured(work) {
  const start = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { processor: (user + system) / 1000, clock: performance.now() - start };
}

function overall(taken, measure) {
  return {
    processor: measure(taken.map(({ processor }) => processor)),
    clock: measure(taken.map(({ clock }) => clock)),
  };
}

function medianOf(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** A loader, then groups of five nodes: two texts, a latent, a sampler, a decoder. */
function madeCanvas(count) {
  const nodes = [];
  const links = [];
  const byId = new Map();
  const add = (type, inputs, outputs, values) => {
    const node = {
      id: nodes.length + 1,
      type,
      pos: [0, 0],
      size: [200, 100],
      flags: {},
      order: nodes.length,
      mode: 0,
      inputs: inputs.map(([name, kind]) => ({ name, type: kind, link: null })),
      outputs: outputs.map((kind) => ({ name: kind, type: kind, links: [] })),
      properties: { 'Node name for S&R': type },
      widgets_values: values,
    };
    nodes.push(node);
    byId.set(node.id, node);
    return node;
  };
  const link = (origin, slot, target, name) => {
    const input = target.inputs.findIndex((each) => each.name === name);
    const id = links.length + 1;
    links.push([id, origin.id, slot, target.id, input, target.inputs[input].type]);
    target.inputs[input].link = id;
    origin.outputs[slot].links.push(id);
  };
  const loader = add('CheckpointLoaderSimple', [], ['MODEL', 'CLIP', 'VAE'], ['model.safetensors']);
  while (nodes.length + 5 <= count) {
    const texts = ['a fox', 'blurry'].map((text) =>
      add('CLIPTextEncode', [['clip', 'CLIP']], ['CONDITIONING'], [text]),
    );
    const latent = add('EmptyLatentImage', [], ['LATENT'], [512, 512, 1]);
    const sampler = add(
      'KSampler',
      [
        ['model', 'MODEL'],
        ['positive', 'CONDITIONING'],
        ['negative', 'CONDITIONING'],
        ['latent_image', 'LATENT'],
      ],
      ['LATENT'],
      [7, 'fixed', 20, 8, 'euler', 'normal', 1],
    );
    const decoder = add(
      'VAEDecode',
      [
        ['samples', 'LATENT'],
        ['vae', 'VAE'],
      ],
      ['IMAGE'],
      [],
    );
    for (const text of texts) link(loader, 1, text, 'clip');
    link(loader, 0, sampler, 'model');
    link(texts[0], 0, sampler, 'positive');
    link(texts[1], 0, sampler, 'negative');
    link(latent, 0, sampler, 'latent_image');
    link(sampler, 0, decoder, 'samples');
    link(loader, 2, decoder, 'vae');
  }
  return {
    last_node_id: nodes.length,
    last_link_id: links.length,
    nodes,
    links,
    groups: [],
    config: {},
    extra: {},
    version: 0.4,
  };
}

const [, , way, frontend, nodes] = process.argv;
if (['warm', 'cold', 'parse'].includes(way)) measureMade(way, frontend, Number(nodes));
