import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/base/json.ts';
import { parseJson } from '../../../../../src/base/json-parse.ts';
import { titleOf } from '../../../../../src/base/problem.ts';
import { parseCatalog } from '../../../../../src/core/catalog/parse.ts';
import { convertCanvas } from '../../../../../src/core/workflow/convert/convert.ts';

const catalog = parseCatalog({
  objectInfo: {
    Load: { input: { required: { path: ['STRING', {}] } }, output: ['IMAGE'] },
    Draw: {
      input: {
        required: {
          image: ['IMAGE', {}],
          seed: ['INT', { default: 0, control_after_generate: true }],
          text: ['STRING', { dynamicPrompts: true }],
        },
      },
      output: ['IMAGE'],
      api_node: true,
    },
    Save: {
      input: { required: { images: ['IMAGE', {}], prefix: ['STRING', {}] } },
      output: [],
      output_node: true,
    },
  },
});

function canvasOf(...nodes: JsonObject[]): JsonObject {
  return {
    version: 0.4,
    nodes,
    links: [
      [1, 1, 0, 2, 0, 'IMAGE'],
      [2, 2, 0, 3, 0, 'IMAGE'],
    ],
  };
}

const load = (value: string): JsonObject => ({
  id: 1,
  type: 'Load',
  outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [1] }],
  widgets_values: [value],
});
const draw = (...values: (string | number)[]): JsonObject => ({
  id: 2,
  type: 'Draw',
  inputs: [{ name: 'image', type: 'IMAGE', link: 1 }],
  outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [2] }],
  widgets_values: values,
});
const save: JsonObject = {
  id: 3,
  type: 'Save',
  inputs: [{ name: 'images', type: 'IMAGE', link: 2 }],
  widgets_values: ['out'],
};

function found(canvas: JsonObject, frontend = '1.49.6'): readonly string[] {
  return convertCanvas(canvas, catalog, { frontend }).problems.map(
    (each) => `${each.code} ${each.at.node ?? ''}: ${titleOf(each)}`,
  );
}

describe('what a pin should know', () => {
  it('is nothing but the cost where all is well', () => {
    expect(found(canvasOf(load('a.png'), draw(7, 'fixed', 'a fox'), save))).toEqual([
      'canvas/api-node 2: Draw calls a paid service each time it runs.',
    ]);
  });

  it('names seeds that change, texts that are drawn, places on one machine and values that do not fit', () => {
    const canvas = canvasOf(
      load('/home/me/a.png'),
      draw(7, 'randomize', 'a {red|blue} fox', 9),
      save,
    );
    expect(found(canvas)).toEqual([
      'workflow/dynamic-prompt 2: ComfyUI draws at random in this text: a {red|blue} fox',
      'canvas/absolute-path 1: path names a place on one machine: /home/me/a.png',
      'canvas/api-node 2: Draw calls a paid service each time it runs.',
      'canvas/changing-seed 2: The canvas changes seed after each run (randomize); the pin holds 7.',
      'canvas/widget-count 2: The canvas holds 4 values for Draw, which takes 3; they are filled in by position.',
    ]);
  });

  it('names missing node types, muted leftovers and nodes that no output needs', () => {
    const canvas = canvasOf(
      load('a.png'),
      draw(7, 'fixed', 'a fox'),
      save,
      { id: 4, type: 'Gone' },
      { id: 5, type: 'Load', mode: 2 },
      { ...load('b.png'), id: 6, outputs: [] },
    );
    expect(found(canvas)).toEqual([
      'canvas/missing-node-type 4: The environment has no node type "Gone", which node 4 needs.',
      'canvas/api-node 2: Draw calls a paid service each time it runs.',
      'canvas/muted-nodes 5: Muted on the canvas and left out of the prompt: node 5.',
      'canvas/unreachable-nodes 4: No output needs nodes 4, 6, so the server never runs it.',
    ]);
  });

  it('names embedded data and a newer frontend', () => {
    const canvas = canvasOf(load('A'.repeat(200 * 1024)), draw(7, 'fixed', 'a fox'), save);
    expect(found(canvas, '2.0.0')).toEqual([
      'canvas/newer-frontend : Frontend 2.0.0 is newer than comfypin knows; the canvas is converted by the rules of 1.49.6.',
      'canvas/embedded-data 1: path holds 200 KB of encoded data.',
      'canvas/api-node 2: Draw calls a paid service each time it runs.',
    ]);
  });

  it('is why there is no prompt, where ComfyUI itself fails', () => {
    const canvas = { ...canvasOf(load('a.png'), draw(7, 'fixed', 'x'), save), links: [] };
    expect(convertCanvas(canvas, catalog).prompt).toBeUndefined();
    expect(found(canvas)[0]).toMatch(/^canvas\/not-convertible : ComfyUI itself could not convert/);
  });
});

describe('numbers', () => {
  it('are those of JavaScript, integers beyond 2^53 with every digit', () => {
    const text = JSON.stringify(canvasOf(load('a.png'), draw(7, 'fixed', 'x'), save)).replace(
      '[7,',
      '[18446744073709551615,',
    );
    const parsed = parseJson(text.replace('"x"', '1e2'));
    if (!parsed.ok) throw new Error(parsed.error.message);
    const { prompt } = convertCanvas(parsed.value as JsonObject, catalog);
    expect(String(prompt?.['2']?.inputs['seed'])).toBe('18446744073709551615');
    expect(prompt?.['2']?.inputs['text']).toBe(100);
  });
});
