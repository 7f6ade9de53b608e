// One size of the benchmark in a process of its own: node alone.mjs SIZE FORMAT IDS prints milliseconds a run as JSON.

import { diffWorkflows } from '../../dist/index.js';
import { pairOf } from './graphs.mjs';

const [size, format, ids] = process.argv.slice(2);
const { from, to } = pairOf(Number(size), format, ids);

/** So many nodes are warmed up with, and are in each batch. */
const nodesInBatch = 20_000;
const runs = Math.max(1, Math.round(nodesInBatch / Number(size)));

function batch(work) {
  const start = { cpu: process.cpuUsage(), wall: performance.now() };
  for (let count = 0; count < runs; count += 1) work();
  const { user, system } = process.cpuUsage(start.cpu);
  return { cpu: (user + system) / 1000 / runs, wall: (performance.now() - start.wall) / runs };
}

/** Returns the best of several batches, after two that are not counted. */
function best(work) {
  batch(work);
  batch(work);
  const batches = Array.from({ length: 7 }, () => batch(work));
  const least = (clock) => Math.min(...batches.map((each) => each[clock]));
  return { cpu: least('cpu'), wall: least('wall') };
}

const read = best(() => diffWorkflows(from, to));
const applied = best(() => diffWorkflows(from, to).document);
console.log(JSON.stringify({ ...read, applied: applied.cpu }));
