// Diffs of large workflows with 5 % known edits, ids kept and renumbered, beside three other tools:
// time, changes, precision, recall.
//
// How time grows is told of comfypin alone. Every size, format and side runs in a process of its own, where nothing else
// is on the heap, at the flags that Node has. After a warm-up, which does as much work at each size, batches of as many
// runs as make 20,000 nodes are measured, so that the collection of garbage falls on small runs as it does on large ones:
// the best single run of a small workflow has none. The figure is the best batch, by processor time and by the clock.
// The edit that a patch of a canvas needs is made when it is first read: what that takes in all stands in the last column.

import { spawnSync } from 'node:child_process';
import { diffWorkflows } from '../dist/index.js';
import { pairOf } from './diff/graphs.mjs';
import { timed } from './diff/timed.mjs';
import { tools } from './diff/tools.mjs';

const sizes = [100, 1_000, 10_000];

/** Milliseconds by size; renumbered may take twice as long. */
const limits = { 1000: 60, 10000: 700 };
const leastRight = { kept: 0.99, renumbered: 0.985 };

/** Times as long for ten times the nodes. */
const mostGrowth = 12;

const sentences = {
  'input-changed': (change, old) => `value ${old(change.node.id)} ${change.input}`,
  'input-rewired': (change, old) => `wire ${old(change.node.id)} ${change.input}`,
  'node-added': (change, old) => `add ${old(change.node.id)}`,
  'node-removed': (change) => `remove ${change.node.id}`,
  'node-replaced': (change, old) => `replace ${old(change.node.id)}`,
};

function rightness(told, truth) {
  const right = told.filter((sentence) => truth.has(sentence)).length;
  return { precision: right / Math.max(1, told.length), recall: right / truth.size };
}

function ours(from, to, old) {
  return diffWorkflows(from, to)
    .changes.filter((change) => change.class === 'behaviour')
    .map((change) => sentences[change.kind](change, old));
}

/** The best of two runs by the clock, for what another process does. */
function waited(work) {
  const times = [0, 1].map(() => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function rounded(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}

function row(nodes, format, ids, tool, milliseconds, told, right) {
  return {
    nodes,
    format,
    ids,
    tool,
    ms: rounded(milliseconds),
    changes: told,
    precision: right?.precision.toFixed(3) ?? '',
    recall: right?.recall.toFixed(3) ?? '',
  };
}

/** Processor time and clock of one size in a process of its own, in milliseconds a run. */
function alone(size, format, ids) {
  const script = new URL('./diff/alone.mjs', import.meta.url).pathname;
  const { stdout } = spawnSync(process.execPath, [script, String(size), format, ids], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(stdout);
}

function measured(size, format, ids, { cpu }) {
  const { from, to, truth, old } = pairOf(size, format, ids);
  const rows = [];
  const missed = [];
  const told = ours(from, to, old);
  const right = rightness(told, truth);
  rows.push(row(size, format, ids, 'comfypin', cpu, told.length, right));
  const limit = limits[size] * (ids === 'kept' ? 1 : 2);
  const name = `${size} nodes, ${format}, ids ${ids}`;
  if (cpu > limit) missed.push(`${name}: over ${limit} ms`);
  if (Math.min(right.precision, right.recall) < leastRight[ids]) {
    missed.push(`${name}: precision or recall below ${leastRight[ids]}`);
  }
  for (const [tool, { run, sizes: known, isProcess }] of Object.entries(tools)) {
    if (size > known[format]) continue;
    const { told: count, sentences: list } = run(from, to, old);
    const rightOfTool = list === undefined ? undefined : rightness(list, truth);
    const time = isProcess ? waited(() => run(from, to, old)) : timed(() => run(from, to, old), 2);
    rows.push(row(size, format, ids, tool, time, count, rightOfTool));
  }
  return { rows, missed };
}

/** One row of how time grows, from each size to the next. */
function grown(format, ids, bySize) {
  const times = (small, large, clock) =>
    Math.round((bySize[large][clock] / bySize[small][clock]) * 10) / 10;
  const [small, middle, large] = sizes;
  return {
    format,
    ids,
    'ms of 1,000': rounded(bySize[middle].cpu),
    'ms of 10,000': rounded(bySize[large].cpu),
    '100 → 1,000': times(small, middle, 'cpu'),
    '1,000 → 10,000': times(middle, large, 'cpu'),
    'by the clock': times(middle, large, 'wall'),
    'ms of 10,000 to patch': rounded(bySize[large].applied),
  };
}

export function run() {
  const missed = [];
  const rows = [];
  const growth = [];
  for (const format of ['api', 'canvas']) {
    for (const ids of ['kept', 'renumbered']) {
      const bySize = Object.fromEntries(sizes.map((size) => [size, alone(size, format, ids)]));
      for (const size of sizes) {
        const found = measured(size, format, ids, bySize[size]);
        rows.push(...found.rows);
        missed.push(...found.missed);
      }
      const line = grown(format, ids, bySize);
      growth.push(line);
      if (line['1,000 → 10,000'] > mostGrowth) {
        const times = line['1,000 → 10,000'];
        missed.push(
          `${format}, ids ${ids}: ten times the nodes take ${times} times as long, not ${mostGrowth}`,
        );
      }
    }
  }
  console.table(rows);
  console.table(growth);
  return missed;
}
