// What a smoke case costs besides the server's own time, how servers add up, what many cases hold of memory, how
// often a run asks. Stand-ins on loopback; `npm run bench -- smoke`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const targets = { overheadMs: 25, speedup: 7.5, memoryMb: 300, requestsPerSecond: 1 };
const never = new AbortController().signal;

async function toolsOf() {
  const parts = [
    '../dist/commands/servers/catalogs.js',
    '../dist/commands/smoke/report-files.js',
    '../dist/commands/smoke/run-prompt.js',
    '../dist/commands/smoke/server-pool.js',
    '../dist/commands/smoke/smoke-report.js',
    '../dist/commands/smoke/smoke-subject.js',
    '../dist/core/promotion/pinning.js',
    '../dist/core/smoke/statistics.js',
    '../dist/standin/start.js',
    '../dist/world/clock.js',
    '../dist/world/disk.js',
    '../dist/world/images.js',
    '../dist/world/server.js',
  ];
  return Object.assign({}, ...(await Promise.all(parts.map((each) => import(each)))));
}

/** A picture, a filter, a file: 64 pixels wide, so that the client is measured and not the picture. */
const pictureGraph = {
  1: { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color: 1 } },
  2: { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
  9: { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'bench' } },
};
/** One text: a node that only waits. */
const waitGraph = { 1: { class_type: 'PreviewAny', inputs: { source: 'x' } } };

function worldOf({ clock, random, disk, images, connectServer }) {
  const progress = { say() {}, show() {}, done() {} };
  const programs = { run: async () => ({ end: 'absent', output: '', errors: '' }) };
  return { clock, random, disk, images, programs, progress, signal: never, server: connectServer };
}

async function tasksOf(tools, world, url, graph, count, settingOf) {
  const server = tools.connectServer({ url, headers: {} });
  const catalog = await tools.readLiveCatalog(server, world);
  await server.close();
  const cases = Array.from({ length: count }, (_, n) => {
    const [name, value] = settingOf(n);
    return `  - { name: c${n}, inputs: { ${name}: ${value} }, expect: { ${graph === waitGraph ? '"1": {}' : '"9": { blank: true }'} } }`;
  });
  const source = new Map([['workflow.json', Buffer.from(JSON.stringify(graph))]]);
  const config = { environments: [{ name: 'dev' }], models: [], values: [] };
  const pinned = tools.pinWorkflow({ files: source, environment: 'dev', catalog, config });
  const files = new Map([
    ...(pinned.files ?? []),
    ['smoke.yaml', Buffer.from(`cases:\n${cases.join('\n')}\n`)],
  ]);
  const { subject, problems } = tools.smokeSubject(files, {
    workflow: 'bench',
    environment: 'dev',
  });
  if (subject === undefined) throw new Error(JSON.stringify([pinned.problems, problems]));
  return subject.runs.map((planned) => ({ subject, planned }));
}

async function runAll(tools, world, tasks, urls) {
  const folder = tools.reportFolder(undefined, world);
  const addresses = urls.map((url) => ({ url, headers: {}, role: 'test' }));
  const began = performance.now();
  const pool = await tools.runOnServers(
    tasks,
    addresses,
    { optionsFor: () => ({ cache: 'accept' }), finish: (run) => tools.reportCase(run, folder) },
    world,
  );
  const wrong = pool.runs.filter(({ verdict }) => verdict !== 'passed');
  if (wrong.length > 0) throw new Error(JSON.stringify([wrong[0], pool.problems]));
  return { reports: pool.runs, seconds: (performance.now() - began) / 1000 };
}

/** A stand-in in a process of its own, so that its memory and its work are not ours. */
async function apart(...words) {
  const program = new URL('../dist/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, 'standin', '--port', '0', ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface(child.stderr)) {
    const [url] = /http:\/\/[\d.:]+/.exec(line) ?? [];
    if (url !== undefined) return { url, stop: () => child.kill('SIGINT') };
  }
  throw new Error('the stand-in did not start');
}

function rank(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

async function overheadAndMemory(tools, world) {
  const standin = await apart();
  try {
    const color = (n) => ["'1.color'", n * 7 + 1];
    const tasks = await tasksOf(tools, world, standin.url, pictureGraph, 1000, color);
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 50);
    const { reports } = await runAll(tools, world, tasks, [standin.url]);
    clearInterval(watch);
    const over = reports.map((each) => (each.seconds - (each.executionSeconds ?? 0)) * 1000);
    const times = tools.statisticsOf(reports.flatMap((each) => each.attempts));
    return { median: rank(over, 0.5), p99: rank(over, 0.99), memoryMb: most / 1e6, times };
  } finally {
    standin.stop();
  }
}

/**
 * Cases per second on eight servers and on one, each over the same time: eight times the cases on eight. Every stand-in
 * has answered once before the time counts: their start is none of the client's.
 */
async function speedup(tools, world) {
  const standins = await Promise.all(Array.from({ length: 8 }, () => apart('--delay', '500')));
  try {
    const urls = standins.map(({ url }) => url);
    const tasks = (word, url, count) =>
      tasksOf(tools, world, url, waitGraph, count, (n) => ["'1.source'", `${word}-${n}`]);
    for (const url of urls) await tasks('warm', url, 1);
    const one = await runAll(tools, world, await tasks('one', urls[0], 32), urls.slice(0, 1));
    const before = process.cpuUsage();
    const eight = await runAll(tools, world, await tasks('eight', urls[0], 256), urls);
    const { user, system } = process.cpuUsage(before);
    return {
      one: 32 / one.seconds,
      eight: 256 / eight.seconds,
      factor: (8 * one.seconds) / eight.seconds,
      cpuMs: (user + system) / 1000 / 256,
    };
  } finally {
    for (const each of standins) each.stop();
  }
}

/** A run of ten seconds whose websocket says nothing: the most that polling ever has to do. */
async function polling(tools, world) {
  const standin = await tools.startStandin({ port: 0 });
  try {
    standin.faults.silenceSockets(true);
    standin.faults.slow('PreviewAny', 10_000);
    const real = tools.connectServer({ url: standin.url, headers: {} });
    let requests = 0;
    const server = {
      ...real,
      request: (request) => {
        requests += request.method === 'GET' ? 1 : 0;
        return real.request(request);
      },
    };
    const began = performance.now();
    await tools.runPrompt({ server, prompt: waitGraph }, world);
    await real.close();
    return requests / ((performance.now() - began) / 1000);
  } finally {
    await standin.stop();
  }
}

/** Returns the sentences of missed targets. */
export async function run() {
  const tools = await toolsOf();
  const world = worldOf(tools);
  const cost = await overheadAndMemory(tools, world);
  const servers = await speedup(tools, world);
  const asked = await polling(tools, world);
  const { warm } = cost.times;
  const rows = [
    ['overhead of a case, median', `${cost.median.toFixed(1)} ms`, `< ${targets.overheadMs} ms`],
    ['overhead of a case, P99', `${cost.p99.toFixed(1)} ms`, ''],
    [
      'execution by the server, warm P50 / P99',
      `${(warm.p50 * 1000).toFixed(1)} / ${(warm.p99 * 1000).toFixed(1)} ms`,
      '',
    ],
    ['memory with 1,000 cases', `${cost.memoryMb.toFixed(0)} MB`, `< ${targets.memoryMb} MB`],
    ['waits of 500 ms on 1 server', `${servers.one.toFixed(2)} per second`, ''],
    ['the same on 8 servers', `${servers.eight.toFixed(2)} per second`, ''],
    ['own work for each case of these', `${servers.cpuMs.toFixed(1)} ms of CPU`, ''],
    ['8 servers against 1', `${servers.factor.toFixed(2)} times`, `>= ${targets.speedup}`],
    [
      'requests of a silent run',
      `${asked.toFixed(2)} per second`,
      `<= ${targets.requestsPerSecond}`,
    ],
  ];
  for (const [what, value, target] of rows)
    console.log(`${what.padEnd(42)} ${value.padStart(16)}   ${target}`);
  return [
    ...(cost.median < targets.overheadMs ? [] : ['the overhead of a case']),
    ...(cost.memoryMb < targets.memoryMb ? [] : ['the memory of 1,000 cases']),
    ...(servers.factor >= targets.speedup ? [] : ['the throughput of 8 servers']),
    ...(asked <= targets.requestsPerSecond ? [] : ['the requests of a silent run']),
  ];
}
