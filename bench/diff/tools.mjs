// The tools that a diff is measured beside, each with what it tells of the edits.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diff as rawDiff } from 'json-diff-ts';
import { create } from 'jsondiffpatch';

const patcher = create({ objectHash: (item) => item.id ?? JSON.stringify(item) });

/** A change of a prompt in the words of the known edits; `old` gives a node's id before. */
function sentenceOf(kind, id, input, isLink, old) {
  if (kind === 'value') return `${isLink ? 'wire' : 'value'} ${old(id)} ${input}`;
  return kind === 'remove' ? `remove ${id}` : `add ${old(id)}`;
}

function rawSentences(changes, old) {
  return changes.flatMap(({ type, key, changes: inner }) => {
    if (type === 'ADD') return [sentenceOf('add', key, '', false, old)];
    if (type === 'REMOVE') return [sentenceOf('remove', key, '', false, old)];
    return (inner ?? []).flatMap((part) =>
      part.key !== 'inputs'
        ? [`other ${key} ${part.key}`]
        : part.changes.map((leaf) =>
            sentenceOf('value', key, leaf.key, leaf.changes !== undefined, old),
          ),
    );
  });
}

function patchSentences(delta, old) {
  return Object.entries(delta ?? {}).flatMap(([id, change]) => {
    if (Array.isArray(change)) {
      return [sentenceOf(change.length === 1 ? 'add' : 'remove', id, '', false, old)];
    }
    return Object.entries(change).flatMap(([part, inner]) =>
      part !== 'inputs' || Array.isArray(inner)
        ? [`other ${id} ${part}`]
        : Object.entries(inner).map(([input, leaf]) =>
            sentenceOf('value', id, input, !Array.isArray(leaf), old),
          ),
    );
  });
}

/** Leaves of a delta: whatever is not an object of changes. */
function leaves(delta) {
  if (delta === undefined || delta === null || typeof delta !== 'object') return 0;
  if (Array.isArray(delta)) return 1;
  return Object.entries(delta).reduce(
    (sum, [key, inner]) => sum + (key === '_t' ? 0 : leaves(inner)),
    0,
  );
}

function rawLeaves(changes) {
  return changes.reduce(
    (sum, { changes: inner }) => sum + (inner === undefined ? 1 : rawLeaves(inner)),
    0,
  );
}

const isPrompt = (workflow) => workflow.nodes === undefined;

function gitLines(from, to) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-diff-'));
  try {
    const files = ['a.json', 'b.json'].map((name) => join(folder, name));
    [from, to].forEach((each, at) => {
      writeFileSync(files[at], `${JSON.stringify(each, null, 2)}\n`);
    });
    const words = ['diff', '--no-index', '--stat', ...files];
    const { stdout } = spawnSync('git', words, { encoding: 'utf8' });
    return [...stdout.matchAll(/(\d+) (?:insertion|deletion)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `sizes`: the most nodes with which a tool is waited for. */
export const tools = {
  'json-diff-ts on the raw JSON': {
    sizes: { api: 10_000, canvas: 10_000 },
    run: (from, to, old) => {
      const changes = rawDiff(from, to);
      const sentences = isPrompt(from) ? rawSentences(changes, old) : undefined;
      return { told: sentences?.length ?? rawLeaves(changes), sentences };
    },
  },
  'jsondiffpatch with objectHash': {
    sizes: { api: 10_000, canvas: 1_000 },
    run: (from, to, old) => {
      const delta = patcher.diff(from, to);
      const sentences = isPrompt(from) ? patchSentences(delta, old) : undefined;
      return { told: sentences?.length ?? leaves(delta), sentences };
    },
  },
  'git diff --no-index --stat (lines)': {
    sizes: { api: 10_000, canvas: 10_000 },
    isProcess: true,
    run: (from, to) => ({ told: gitLines(from, to) }),
  },
};
