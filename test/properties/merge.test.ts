import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, jsonEqual } from '../../src/base/json.ts';
import { mergePrompts } from '../../src/core/merge/api.ts';
import { mergeCanvases } from '../../src/core/merge/canvas/document.ts';
import { mergeWorkflows } from '../../src/core/merge/merge.ts';
import { canonicalCanvasText } from '../../src/core/workflow/canvas-text.ts';
import type { CanvasWorkflow } from '../../src/core/workflow/types.ts';
import { canvasFingerprint } from '../support/canvas-fingerprint.ts';
import {
  aCanvas,
  addNode,
  asWorkflow,
  changed,
  link,
  linkFaults,
  nodeOf,
  removeNode,
  type SketchCanvas,
} from '../support/canvases.ts';
import { anyPrompt } from '../support/prompts.ts';

type Edit = (canvas: SketchCanvas) => void;

const has = (canvas: SketchCanvas, id: number) => canvas.nodes.some((node) => node.id === id);

/** One thing that a person does at the page; nothing where its node is gone. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })).map(
    ([id, value]): Edit =>
      (canvas) => {
        if (has(canvas, id)) nodeOf(canvas, id).title = `title ${value}`;
      },
  ),
  fc.integer({ min: 20, max: 24 }).map(
    (steps): Edit =>
      (canvas) => {
        if (has(canvas, 3)) nodeOf(canvas, 3).widgets_values[2] = steps;
      },
  ),
  fc.constantFrom(2, 4).map(
    (mode): Edit =>
      (canvas) => {
        if (has(canvas, 2)) nodeOf(canvas, 2).mode = mode;
      },
  ),
  fc.constantFrom('a', 'b').map(
    (text): Edit =>
      (canvas) => {
        addNode(canvas, 'Note', [text]);
      },
  ),
  fc.constantFrom('LoraLoader', 'ModelPatch').map(
    (type): Edit =>
      (canvas) => {
        if (!has(canvas, 1) || !has(canvas, 3)) return;
        const node = addNode(canvas, type, [type]);
        node.inputs.push({ name: 'model', type: 'MODEL', link: null });
        node.outputs.push({ name: 'MODEL', type: 'MODEL', links: null });
        link(canvas, [1, 0], [node.id, 0]);
        link(canvas, [node.id, 0], [3, 0]);
      },
  ),
  fc.constantFrom(2, 4).map(
    (id): Edit =>
      (canvas) => {
        if (has(canvas, id)) removeNode(canvas, id);
      },
  ),
);
const canvas = fc.array(edit, { maxLength: 4 }).map((edits) =>
  changed((each) => {
    for (const one of edits) one(each);
  }),
);

const asJson = (each: SketchCanvas) => asWorkflow(each) as unknown as JsonObject;
const textOf = (each: unknown) => canonicalCanvasText(each as CanvasWorkflow);

describe('the merge of canvases', () => {
  const base = aCanvas();

  it('is the side that changed something, where the other did not', () => {
    fc.assert(
      fc.property(canvas, (side) => {
        const [before, after] = [asJson(base), asJson(side)];
        for (const three of [
          { base: before, ours: after, theirs: before },
          { base: before, ours: before, theirs: after },
          { base: before, ours: after, theirs: after },
        ]) {
          const merged = mergeCanvases(three, undefined);
          expect(merged.conflicts).toEqual([]);
          expect(canvasFingerprint(merged.canvas)).toEqual(canvasFingerprint(after));
        }
      }),
    );
  });

  it('is the same either way round, but for ids and for whose value stands in a conflict', () => {
    fc.assert(
      fc.property(canvas, canvas, (one, two) => {
        const merge = (ours: SketchCanvas, theirs: SketchCanvas) =>
          mergeWorkflows(asWorkflow(base), asWorkflow(ours), asWorkflow(theirs));
        const [left, right] = [merge(one, two), merge(two, one)];
        expect(linkFaults(left.workflow)).toEqual([]);
        expect(left.conflicts.map((each) => each.kind).sort()).toEqual(
          right.conflicts.map((each) => each.kind).sort(),
        );
        if (left.conflicts.length > 0) return;
        const fingerprints = [left, right].map(({ workflow }) =>
          canvasFingerprint(workflow as unknown as JsonObject),
        );
        expect(fingerprints[0]).toEqual(fingerprints[1]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the merge of prompts', () => {
  it('is the side that changed something, where the other did not', () => {
    fc.assert(
      fc.property(anyPrompt, anyPrompt, (base, side) => {
        const ours = mergePrompts({ base, ours: side, theirs: base }, undefined);
        expect(ours.conflicts).toEqual([]);
        expect(jsonEqual(ours.workflow as unknown as Json, side as unknown as Json)).toBe(true);
      }),
    );
  });

  it('has as many conflicts either way round', () => {
    fc.assert(
      fc.property(anyPrompt, anyPrompt, anyPrompt, (base, one, two) => {
        const count = (ours: typeof base, theirs: typeof base) =>
          mergePrompts({ base, ours, theirs }, undefined).conflicts.length > 0;
        expect(count(one, two)).toBe(count(two, one));
      }),
    );
  });
});

it('the canonical text of a canvas reads as itself', () => {
  fc.assert(
    fc.property(canvas, (each) => {
      const text = textOf(asWorkflow(each));
      expect(textOf(JSON.parse(text))).toBe(text);
    }),
  );
});
