// Three-way merges of canvases and prompts: two people's edits of other nodes, and both adding many.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mergeWorkflows, parseCatalog } from '../dist/index.js';
import { canvasOf } from './diff/canvas.mjs';
import { edited, graphOf, random, renumbered } from './diff/graphs.mjs';
import { timed } from './diff/timed.mjs';

/** Milliseconds for a canvas of 100 nodes. */
const limit = 10;

/** Two sides of one base: each edits the blocks that the other leaves alone. */
function sides(size, draw) {
  const base = graphOf(size, draw);
  const isOwn = (at) => (_, index) => Math.floor(index / 9) % 2 === at;
  const [ours, theirs] = [0, 1].map((at) => {
    const part = Object.fromEntries(Object.entries(base).filter(isOwn(at)));
    const rest = Object.fromEntries(Object.entries(base).filter(isOwn(1 - at)));
    return { ...rest, ...edited(part, draw).copy };
  });
  return { base, ours, theirs };
}

/** Both add as many nodes as the base has, half of them the same ones. */
function additions(size, draw) {
  const base = graphOf(size, draw);
  const more = Object.entries(graphOf(size, draw)).map(([id, node]) => [
    String(Number(id) + 10 * size),
    shifted(node, 10 * size),
  ]);
  const own = Object.entries(graphOf(size, draw)).map(([id, node]) => [
    String(Number(id) + 20 * size),
    shifted(node, 20 * size),
  ]);
  const [same, other] = [Object.fromEntries(more), Object.fromEntries(own)];
  const theirs = renumbered({ ...base, ...same }, draw).copy;
  return { base, ours: { ...base, ...same, ...other }, theirs };
}

function shifted(node, by) {
  const inputs = Object.entries(node.inputs).map(([name, value]) => [
    name,
    Array.isArray(value) ? [String(Number(value[0]) + by), value[1]] : value,
  ]);
  return { ...node, inputs: Object.fromEntries(inputs) };
}

/** The catalog of a recorded server: with it a merge is also converted and validated. Undefined without recordings. */
function recordedCatalog() {
  const root = resolve(
    process.env.COMFYPIN_RECORDINGS ?? `${import.meta.dirname}/../../shared/recordings`,
  );
  const file = `${root}/comfyui-0.33.0/conversion/object_info.json`;
  return existsSync(file) ? parseCatalog({ objectInfo: readFileSync(file, 'utf8') }) : undefined;
}

export function run() {
  const catalog = recordedCatalog();
  if (catalog === undefined)
    console.log('No recordings (COMFYPIN_RECORDINGS): nothing with a catalog.');
  const rows = [];
  const missed = [];
  for (const [edits, make, sizes] of [
    ['of other nodes', sides, [100, 1_000]],
    ['both add as many nodes, theirs renumbered', additions, [100, 1_000]],
  ]) {
    for (const size of sizes) {
      const prompts = make(size, random(size));
      for (const [format, write] of [
        ['canvas', canvasOf],
        ['api', (prompt) => prompt],
      ]) {
        const { base, ours, theirs } = Object.fromEntries(
          Object.entries(prompts).map(([side, prompt]) => [side, write(prompt)]),
        );
        const { conflicts } = mergeWorkflows(base, ours, theirs);
        const ms = timed(() => mergeWorkflows(base, ours, theirs), size > 100 ? 7 : 200);
        const checked = catalog && timed(() => mergeWorkflows(base, ours, theirs, catalog), 20);
        rows.push({
          edits,
          nodes: size,
          format,
          ms: Math.round(ms * 10) / 10,
          'with catalog': checked === undefined ? '-' : Math.round(checked * 10) / 10,
          conflicts: conflicts.length,
        });
        const name = `${size} nodes, ${format}, ${edits}`;
        if (conflicts.length > 0) missed.push(`${name}: ${conflicts.length} conflicts, not 0`);
        if (size === 100 && edits === 'of other nodes' && ms > limit) {
          missed.push(`${name}: ${ms.toFixed(1)} ms, over ${limit}`);
        }
      }
    }
  }
  console.table(rows);
  return missed;
}
