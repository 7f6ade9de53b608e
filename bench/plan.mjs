// How long facts and a plan take in a big repository, and how many git processes: 2,000 workflows in three
// environments, 5,000 commits, by the built program on a bare remote. `npm run bench -- plan [workflows] [commits]`

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCatalog } from '../dist/core/catalog/parse.js';
import { writeEnvironment } from '../dist/core/catalog/recording.js';
import { parseConfig } from '../dist/core/promotion/config.js';
import { pinWorkflow } from '../dist/core/promotion/pinning.js';
import { renderForEnvironment } from '../dist/core/promotion/rendering.js';

const main = join(import.meta.dirname, '../dist/main.js');
const environments = ['dev', 'staging', 'prod'];
const yaml = `version: 1
environments:
  dev: {}
  staging: { after: dev, promotion: { auto: true, merge: auto } }
  prod: { after: staging, gates: { soak: 24h }, promotion: { auto: true, merge: auto } }
`;

const node = (input, output, isOutput = false) => ({
  input: { required: input },
  input_order: { required: Object.keys(input) },
  output,
  output_is_list: output.map(() => false),
  output_name: output,
  output_node: isOutput,
  display_name: '',
  category: '',
});
const catalog = parseCatalog({
  objectInfo: JSON.stringify({
    CheckpointLoaderSimple: node({ ckpt_name: [['base.safetensors']] }, ['MODEL']),
    Sampler: node({ model: ['MODEL'], steps: ['INT', { default: 20, min: 1, max: 100 }] }, [
      'IMAGE',
    ]),
    SaveImage: node({ images: ['IMAGE'], filename_prefix: ['STRING', { default: '' }] }, [], true),
  }),
  models: { checkpoints: ['base.safetensors'] },
});
const { config } = parseConfig(yaml, 'promotion.yaml');

/** Files of a workflow in each environment, for one release. */
function pinned(name, steps) {
  const graph = {
    1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' } },
    2: { class_type: 'Sampler', inputs: { model: ['1', 0], steps } },
    3: { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: name } },
  };
  const files = new Map([['workflow.json', Buffer.from(JSON.stringify(graph))]]);
  const dev = pinWorkflow({ files, environment: 'dev', catalog, config }).files;
  const to = (environment, from, source) =>
    renderForEnvironment({ files: source, from, to: environment, config, catalog }).files;
  const staging = to('staging', 'dev', dev);
  return { dev, staging, prod: to('prod', 'staging', staging) };
}

/** One commit of a fast-import stream. */
function commit({ time, message, changes, first }) {
  const data = (text) =>
    Buffer.concat([
      Buffer.from(`data ${Buffer.byteLength(text)}\n`),
      Buffer.from(text),
      Buffer.from('\n'),
    ]);
  const parts = [
    Buffer.from(`commit refs/heads/main\ncommitter Ada <ada@example.com> ${time} +0000\n`),
    data(message),
    ...(first ? [] : []),
  ];
  for (const [path, bytes] of changes) {
    parts.push(Buffer.from(`M 100644 inline ${path}\n`), data(bytes));
  }
  return Buffer.concat(parts);
}

function changesOf(name, environment, files) {
  return [...files].map(([path, bytes]) => [`workflows/${environment}/${name}/${path}`, bytes]);
}

function messageOf(name, environment, number) {
  if (environment === 'dev') return `Change ${name}`;
  return `Promote ${name} to ${environment} (#${number})\n\nComfypin-Action: promote\nComfypin-Workflow: ${name}\nComfypin-Environment: ${environment}\nComfypin-Pull-Request: ${number}\nComfypin-Gates: ${name}@${environment} ban=passed validation=passed previous=passed smoke=passed`;
}

async function generate(bare, workflows, commits) {
  const importing = spawn('git', ['fast-import', '--quiet'], {
    cwd: bare,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const done = new Promise((resolve) => importing.on('close', resolve));
  const write = (bytes) =>
    importing.stdin.write(bytes) || new Promise((go) => importing.stdin.once('drain', go));
  const begin = Math.floor(Date.now() / 1000) - 90 * 86_400;
  const recording = writeEnvironment(catalog);
  const names = Array.from({ length: workflows }, (_, index) => `team${index % 20}/flow-${index}`);
  const one = new Map();
  const two = new Map();
  for (const [index, name] of names.entries()) {
    one.set(name, pinned(name, 20));
    if (index < workflows / 4) two.set(name, pinned(name, 30));
  }
  const base = [
    ['promotion.yaml', yaml],
    ...environments.map((each) => [`workflows/${each}/environment.json`, recording]),
  ];
  const all = (environment) =>
    names.flatMap((name) => changesOf(name, environment, one.get(name)[environment]));
  await write(commit({ time: begin, message: 'Begin', changes: [...base, ...all('dev')] }));
  for (const [index, environment] of ['staging', 'prod'].entries()) {
    const message = `Promote all to ${environment} (#1)\n\nComfypin-Action: promote\nComfypin-Pull-Request: 1\nComfypin-Gates: ${names.map((name) => `${name}@${environment} ban=passed`).join('; ')}`;
    await write(commit({ time: begin + index + 1, message, changes: all(environment) }));
  }
  // each of a quarter of the workflows goes forth and back, dev first, so that all are level at the end
  const moving = names.slice(0, Math.max(1, Math.floor(workflows / 4)));
  let count = 3;
  for (let round = 0; count < commits; round += 1) {
    const from = round % 2 === 0 ? two : one;
    for (const name of moving) {
      for (const environment of environments) {
        const changes = changesOf(name, environment, from.get(name)[environment]);
        await write(
          commit({
            time: begin + 60 * count,
            message: messageOf(name, environment, count),
            changes,
          }),
        );
        count += 1;
      }
      if (count >= commits) break;
    }
  }
  importing.stdin.end('done\n');
  await done;
  return { moving, two, one };
}

const shim = `#!/bin/sh
echo "$*" >> "$BENCH_LOG"
exec "$BENCH_GIT" "$@"
`;

/** Runs the program; returns seconds, and what each git process was asked. */
function timed(folder, env, log, ...words) {
  writeFileSync(log, '');
  const from = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [main, ...words], {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - from) / 1000;
  if (status !== 0)
    throw new Error(`${words.join(' ')} ended with ${status}: ${stderr.slice(0, 2000)}`);
  const processes = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { seconds, processes, stdout };
}

export async function run([workflowsWord, commitsWord] = []) {
  const [workflows, commits] = [Number(workflowsWord ?? 2000), Number(commitsWord ?? 5000)];
  const folder = mkdtempSync(join(tmpdir(), 'comfypin-bench-'));
  const missed = [];
  try {
    const bare = join(folder, 'w.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
    const { moving, one, two } = await generate(bare, workflows, commits);
    const clone = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', bare, clone]);
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'git'), shim);
    chmodSync(join(bin, 'git'), 0o755);
    const log = join(folder, 'log');
    const user = {
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    };
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const env = {
      ...process.env,
      ...user,
      PATH: `${bin}:${process.env.PATH}`,
      BENCH_LOG: log,
      BENCH_GIT: git,
    };
    // records of all that was merged, once
    timed(clone, env, log, 'reconcile', '--quiet');
    const [first = ''] = moving;
    const current = readFileSync(join(clone, 'workflows/dev', first, 'pin.json'), 'utf8');
    const other =
      current === Buffer.from(one.get(first).dev.get('pin.json')).toString() ? two : one;
    const due = moving.slice(0, 20);
    for (const name of due) {
      for (const [path, bytes] of changesOf(name, 'dev', other.get(name).dev))
        writeFileSync(join(clone, path), bytes);
    }
    execFileSync('git', ['-C', clone, 'commit', '--quiet', '--all', '--message=Change some'], {
      env,
    });
    execFileSync('git', ['-C', clone, 'push', '--quiet', 'origin', 'main'], { env });
    rmSync(join(clone, '.git/comfypin'), { recursive: true, force: true });
    const cold = timed(clone, env, log, 'plan', '--json');
    const warm = [1, 2, 3]
      .map(() => timed(clone, env, log, 'plan', '--json'))
      .sort((a, b) => a.seconds - b.seconds)[0];
    const items = JSON.parse(warm.stdout).value.items.length;
    timed(clone, env, log, 'status', '--json');
    const status = [1, 2, 3]
      .map(() => timed(clone, env, log, 'status', '--json'))
      .sort((a, b) => a.seconds - b.seconds)[0];
    const row = (name, { seconds, processes }) =>
      console.log(
        `${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s  ${String(processes.length).padStart(3)} git processes`,
      );
    console.log(
      `${workflows} workflows × ${environments.length} environments, ${commits} commits, ${items} promotions due`,
    );
    row('facts and plan, no cache', cold);
    row('facts and plan, nothing new', warm);
    row('status, nothing new', status);
    console.log(
      warm.processes
        .map((line) => `  git ${line.replaceAll(/-c \S+ /g, '').slice(0, 90)}`)
        .join('\n'),
    );
    if (items !== due.length)
      missed.push(`${due.length} promotions are due, and the plan has ${items}`);
    if (warm.seconds > 3)
      missed.push(`facts and plan took ${warm.seconds.toFixed(2)} s, more than 3 s`);
    if (warm.processes.length > 6)
      missed.push(`facts and plan took ${warm.processes.length} git processes, more than 6`);
    if (status.seconds > 1)
      missed.push(`status took ${status.seconds.toFixed(2)} s, more than 1 s`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return missed;
}
