// Diffs of large workflows with 5 % known edits, ids kept and renumbered, beside three other tools:
// time, changes, precision, recall.

import { diffWorkflows } from '../dist/index.js';
import { canvasOf } from './diff/canvas.mjs';
import { edited, graphOf, random, renumbered } from './diff/graphs.mjs';
import { timed } from './diff/timed.mjs';
import { tools } from './diff/tools.mjs';

const sizes = [100, 1_000, 10_000];

/** Milliseconds by size; renumbered may take twice as long. */
const limits = { 1000: 60, 10000: 700 };
const leastRight = { kept: 0.99, renumbered: 0.985 };

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

function row(nodes, format, ids, tool, milliseconds, told, right) {
  return {
    nodes,
    format,
    ids,
    tool,
    ms: Math.round(milliseconds * 10) / 10,
    changes: told,
    precision: right?.precision.toFixed(3) ?? '',
    recall: right?.recall.toFixed(3) ?? '',
  };
}

function measured(size, format, ids, [from, to], truth, old) {
  const rows = [];
  const missed = [];
  const told = ours(from, to, old);
  const right = rightness(told, truth);
  const milliseconds = timed(() => diffWorkflows(from, to), size > 1000 ? 7 : 15);
  rows.push(row(size, format, ids, 'comfypin', milliseconds, told.length, right));
  const limit = limits[size] * (ids === 'kept' ? 1 : 2);
  const name = `${size} nodes, ${format}, ids ${ids}`;
  if (milliseconds > limit) missed.push(`${name}: over ${limit} ms`);
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
  return { rows, missed, milliseconds };
}

export function run() {
  const missed = [];
  const rows = [];
  const before = {};
  for (const size of sizes) {
    const draw = random(size);
    const from = graphOf(size, draw);
    const { copy, truth } = edited(from, draw);
    const again = renumbered(copy, draw);
    for (const [ids, to, old] of [
      ['kept', copy, (id) => id],
      ['renumbered', again.copy, (id) => again.old.get(id)],
    ]) {
      for (const [format, pair] of [
        ['api', [from, to]],
        ['canvas', [canvasOf(from), canvasOf(to)]],
      ]) {
        const found = measured(size, format, ids, pair, truth, old);
        rows.push(...found.rows);
        missed.push(...found.missed);
        const smaller = before[`${size / 10} ${format} ${ids}`];
        if (size === 10_000 && found.milliseconds > 12 * smaller) {
          const times = (found.milliseconds / smaller).toFixed(1);
          missed.push(
            `${format}, ids ${ids}: ten times the nodes take ${times} times as long, not 12`,
          );
        }
        before[`${size} ${format} ${ids}`] = found.milliseconds;
      }
    }
  }
  console.table(rows);
  return missed;
}
