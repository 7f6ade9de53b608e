import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { mergeCanvases } from '../../src/core/merge/canvas/document.ts';
import { canvasFingerprint } from '../support/canvas-fingerprint.ts';
import { hasRecordings, recordingBytes } from '../support/recordings.ts';

interface HistoryNode {
  readonly id: number | string;
  readonly type: string;
  readonly inputs?: readonly { readonly name: string }[];
  [field: string]: unknown;
}

interface HistoryScope {
  nodes: HistoryNode[];
  readonly id?: string;
}

type HistoryCanvas = HistoryScope & { definitions?: { subgraphs: HistoryScope[] } };

interface HistoryPair {
  readonly name: string;
  readonly from: HistoryCanvas;
  readonly to: HistoryCanvas;
}

function pairs(file: string): HistoryPair[] {
  const text = gunzipSync(recordingBytes(`history/${file}.jsonl.gz`)).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryPair);
}

/** What belongs to a node alone: nobody else's work is touched where one person changes it. */
const ownFields = [
  'title',
  'mode',
  'pos',
  'size',
  'color',
  'bgcolor',
  'flags',
  'properties',
  'widgets_values',
  'widgets_values_named',
];

const scopesOf = (canvas: HistoryCanvas) => [canvas, ...(canvas.definitions?.subgraphs ?? [])];

const slotsOf = (node: HistoryNode) =>
  JSON.stringify((node.inputs ?? []).map((input) => input.name));

/** True where the one is the other with other values: told apart by id, type and slots. */
const isSame = (left: HistoryNode | undefined, right: HistoryNode) =>
  left?.type === right.type && slotsOf(left) === slotsOf(right);

function withFieldsOf(node: HistoryNode, other: HistoryNode): HistoryNode {
  const copy: HistoryNode = { ...node };
  for (const field of ownFields) {
    delete copy[field];
    if (field in other) copy[field] = other[field];
  }
  return copy;
}

/** Returns the canvas with the own fields of every second node that both have taken from the other one. */
function crossed(canvas: HistoryCanvas, other: HistoryCanvas): HistoryCanvas {
  const copy = structuredClone(canvas);
  const others = new Map(scopesOf(other).map((scope) => [scope.id, scope]));
  for (const scope of scopesOf(copy)) {
    const there = new Map(
      (others.get(scope === copy ? other.id : scope.id)?.nodes ?? []).map((each) => [
        each.id,
        each,
      ]),
    );
    scope.nodes = scope.nodes.map((node) => {
      const match = there.get(node.id);
      if (match === undefined || !isSame(match, node) || !isSecond(node.id)) return node;
      return withFieldsOf(node, match);
    });
  }
  return copy;
}

const isSecond = (id: number | string) => Number(id) % 2 === 1;

const asJson = (canvas: HistoryCanvas) => canvas as unknown as JsonObject;
const merged = (base: HistoryCanvas, ours: HistoryCanvas, theirs: HistoryCanvas) =>
  mergeCanvases({ base: asJson(base), ours: asJson(ours), theirs: asJson(theirs) }, undefined);

const groupsOf = (canvas: JsonObject) =>
  JSON.stringify(
    ((canvas['groups'] ?? []) as unknown as { title: string }[]).map((each) => each.title).sort(),
  );

describe.runIf(hasRecordings)('real versions merged with each other', () => {
  const all = hasRecordings ? ['pairs', 'pairs-one-year'].flatMap(pairs) : [];

  it('are the side that changed, where the other did not, and one where both are the same', () => {
    for (const { name, from, to } of all) {
      const after = canvasFingerprint(asJson(to));
      for (const [ours, theirs] of [
        [to, from],
        [from, to],
        [to, to],
      ] as const) {
        const { canvas, conflicts, problems } = merged(from, ours, theirs);
        expect({ name, conflicts, problems }).toEqual({ name, conflicts: [], problems: [] });
        expect({ name, canvas: canvasFingerprint(canvas) }).toEqual({ name, canvas: after });
        expect({ name, groups: groupsOf(canvas) }).toEqual({ name, groups: groupsOf(asJson(to)) });
      }
    }
  });

  it('give the later version where two people made the two halves of the change', () => {
    let halved = 0;
    for (const { name, from, to } of all) {
      const after = canvasFingerprint(asJson(to));
      const rest = crossed(to, from);
      const own = crossed(from, to);
      const isHalved = [rest, own].every(
        (half) => JSON.stringify(half) !== JSON.stringify(half === rest ? to : from),
      );
      if (isHalved) halved += 1;
      for (const [ours, theirs] of [
        [rest, own],
        [own, rest],
      ] as const) {
        const { canvas, conflicts } = merged(from, ours, theirs);
        expect({ name, conflicts }).toEqual({ name, conflicts: [] });
        expect({ name, canvas: canvasFingerprint(canvas) }).toEqual({ name, canvas: after });
      }
    }
    console.info(`${all.length} pairs, ${halved} of them with a change in both halves`);
    expect(halved).toBeGreaterThan(all.length / 2);
  });
});
