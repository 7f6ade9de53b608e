// How fast prompts are judged: all recorded prompts against their environment.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

const root = resolve(
  process.env.COMFYPIN_RECORDINGS ?? `${import.meta.dirname}/../../shared/recordings`,
);
const targets = { verdicts: 22_000, load: 50, chain: 1000, forecast: 10_000 };
const workflows = 1000;

const read = (path) => readFileSync(`${root}/${path}`, 'utf8');
const seconds = 2;

function sourcesOf(version, environment) {
  const at = `comfyui-${version}/environments/${environment}`;
  const folders = JSON.parse(read(`${at}/models.json`));
  return {
    objectInfo: read(`${at}/object_info.json`),
    models: Object.fromEntries(
      folders.map((each) => [each, JSON.parse(read(`${at}/models/${each}.json`))]),
    ),
    embeddings: read(`${at}/embeddings.json`),
    systemStats: read(`${at}/system_stats.json`),
    ...(version === '0.33.0' ? { nodeReplacements: read(`${at}/node_replacements.json`) } : {}),
  };
}

/** Calls `work` with each item in turn until the time is over; returns items per second. */
function rate(items, work) {
  for (let round = 0; round < 3; round += 1) for (const item of items) work(item);
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1000) {
    for (const item of items) work(item);
    done += items.length;
  }
  return Math.round(done / ((performance.now() - start) / 1000));
}

function fastest(work) {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times).toFixed(1);
}

/** Returns the sentences of missed targets. */
export async function run() {
  if (!existsSync(root)) {
    console.log(`No recordings at ${root} (COMFYPIN_RECORDINGS): nothing to measure.`);
    return [];
  }
  const tools = {
    ...(await import('../dist/index.js')),
    ...(await import('../dist/core/validation/judge-prompt.js')),
    ...(await import('../dist/base/json-parse.js')),
  };
  return [
    ...measure('0.3.64', ['cases.jsonl'], tools),
    ...measure('0.33.0', ['cases.jsonl', 'cases_new.jsonl'], tools),
    ...(await measureForecast('0.33.0', tools)),
  ];
}

function measure(version, files, { answerPrompt, parseCatalog, judgePrompt, parseJson }) {
  const missed = [];
  const catalogs = {};
  for (const environment of ['dev', 'staging', 'prod']) {
    const sources = sourcesOf(version, environment);
    catalogs[environment] = parseCatalog(sources);
    const load = fastest(() => parseCatalog(sources));
    if (Number(load) > targets.load)
      missed.push(`${version} ${environment}: a catalog took ${load} ms`);
    const first = performance.now();
    let inputs = 0;
    for (const type of parseCatalog(sources).nodeTypes.values()) inputs += type.inputs.length;
    const all = (performance.now() - first).toFixed(1);
    console.log(
      `${version} ${environment}: ${catalogs[environment].nodeTypes.size} node types ready in ${load} ms (with all ${inputs} inputs read: ${all} ms)`,
    );
  }
  const cases = files
    .flatMap((file) => read(`comfyui-${version}/validation/${file}`).split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(
      (each) =>
        each.body === undefined && each.prompt !== null && !each.kinds.includes('deep_chain'),
    )
    .map((each) => {
      const text = JSON.stringify({ prompt: each.prompt });
      const value = parseJson(text, 'python').value;
      return { catalog: catalogs[each.env], text, prompt: value.prompt };
    });
  const verdicts = rate(cases, (each) => judgePrompt(each.prompt, each.catalog));
  const texts = rate(cases, (each) => answerPrompt(each.text, each.catalog));
  console.log(
    `${version}: ${cases.length} prompts, ${verdicts}/s from parsed prompt to verdict, ${texts}/s from text to text`,
  );
  const chain = {
    0: { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 0 } },
  };
  for (let at = 1; at < 10_000; at += 1) {
    chain[at] = { class_type: 'ImageInvert', inputs: { image: [String(at - 1), 0] } };
  }
  chain.last = { class_type: 'PreviewImage', inputs: { images: ['9999', 0] } };
  const text = JSON.stringify({ prompt: chain });
  const long = fastest(() => answerPrompt(text, catalogs.dev));
  console.log(`${version}: chain of 10000 nodes in ${long} ms`);
  if (verdicts < targets.verdicts)
    missed.push(`${version}: ${verdicts} verdicts a second, ${targets.verdicts} wanted`);
  if (Number(long) > targets.chain) missed.push(`${version}: the chain took ${long} ms`);
  return missed;
}

/** Every pin of an environment before and after an upgrade: prompts that dev accepts, forecast against prod. */
async function measureForecast(version, { parseCatalog }) {
  const { effectsOf } = await import('../dist/commands/environment/effects.js');
  const { parseEnvironment, writeEnvironment } = await import('../dist/core/catalog/recording.js');
  const [before, after] = ['dev', 'prod'].map((name) => parseCatalog(sourcesOf(version, name)));
  const prompts = read(`comfyui-${version}/validation/cases.jsonl`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((each) => each.env === 'dev' && each.outcome === '200 all outputs good')
    .map((each) => new TextEncoder().encode(JSON.stringify(each.prompt, null, 2)));
  const names = Array.from({ length: workflows }, (_, at) => `w${at}`);
  const folders = {
    names: async () => names,
    files: async (_, name) =>
      new Map([['workflow.json', prompts[Number(name.slice(1)) % prompts.length]]]),
  };
  const config = { environments: [{ name: 'dev' }], models: [], values: [] };
  const recorded = parseEnvironment(writeEnvironment(before)).catalog;
  const start = performance.now();
  const found = await effectsOf({ environment: 'dev', before: recorded, after }, folders, config);
  const time = performance.now() - start;
  const count = (effect) => found.workflows.filter((each) => each.effect === effect).length;
  console.log(
    `${version}: forecast of ${workflows} workflows (${prompts.length} different ones) in ${time.toFixed(0)} ms: ${found.changes.length} changes, ${count('breaks')} break, ${count('touches')} are touched`,
  );
  return time > targets.forecast ? [`the forecast took ${time.toFixed(0)} ms`] : [];
}
