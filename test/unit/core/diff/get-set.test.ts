import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import { tellingsOf } from '../../../../src/report/diff-tellings.ts';
import {
  aCanvas,
  addNode,
  asWorkflow,
  changed,
  link,
  type SketchCanvas,
} from '../../../support/canvases.ts';

const plain = (text: string) => text;
const looks = { name: plain, value: plain, added: plain, removed: plain };

/** Sets the model of the loader under a name. */
function set(canvas: SketchCanvas, name: string, from: [number, number] = [1, 0]): void {
  const setter = addNode(canvas, 'SetNode', [name]);
  setter.inputs.push({ name: 'MODEL', type: 'MODEL', link: null });
  link(canvas, from, [setter.id, 0]);
}

/** Feeds the sampler what stands under a name. */
function get(canvas: SketchCanvas, name: string): void {
  const getter = addNode(canvas, 'GetNode', [name]);
  getter.outputs.push({ name: 'MODEL', type: 'MODEL', links: [] });
  link(canvas, [getter.id, 0], [3, 0]);
}

function told(from: JsonObject, to: JsonObject): string[] {
  const { changes } = diffWorkflows(from, to);
  const seen = changes.filter((each) => each.class !== 'view');
  return tellingsOf(seen, looks).map(
    ({ changes: [first], sentence }) => `${first.class}: ${sentence}`,
  );
}

describe('nodes that set a value under a name and get it by it', () => {
  const direct = asWorkflow(aCanvas());
  const named = (...names: string[]) =>
    asWorkflow(
      changed((canvas) => {
        for (const name of names) set(canvas, name);
        get(canvas, 'model');
      }),
    );

  it('change nothing that runs where the same value comes through them', () => {
    const sentences = told(direct, named('model'));
    expect(sentences).toContain(
      'layout: GetNode (6) put into the way to KSampler (3) model; the values stay the same',
    );
    expect(sentences.filter((each) => each.startsWith('behaviour'))).toEqual([]);
    expect(told(named('model'), direct).filter((each) => each.startsWith('behaviour'))).toEqual([]);
  });

  it('are where a value comes from as long as no one node sets it', () => {
    for (const to of [named('other'), named('model', 'model')]) {
      expect(told(direct, to).some((each) => each.startsWith('behaviour: added GetNode'))).toBe(
        true,
      );
    }
  });
});
