/** Canvases over which a page fails while it loads them; each was seen on the real page. */

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../src/base/json.ts';
import { parseCatalog } from '../../../../../src/core/catalog/parse.ts';
import { convertCanvas } from '../../../../../src/core/workflow/convert/convert.ts';

const catalog = parseCatalog({
  objectInfo: {
    Load: { input: { required: {} }, output: ['IMAGE'] },
    LoadAudio: {
      input: { required: { audio: [['a.wav'], { audio_upload: true }] } },
      output: ['AUDIO'],
    },
  },
});

const borders = { inputNode: { bounding: [0, 0, 1, 1] }, outputNode: { bounding: [0, 0, 1, 1] } };

function isRefused(canvas: Json, frontend: string): boolean {
  const { prompt, problems } = convertCanvas(canvas as JsonObject, catalog, { frontend });
  expect(problems.some(({ code }) => code === 'canvas/not-convertible')).toBe(prompt === undefined);
  return prompt === undefined;
}

describe('a sound whose saved value is no name of a file', () => {
  const inner = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
  const sound = (value: Json): Json => ({ id: 1, type: 'LoadAudio', widgets_values: [value] });
  const alone = (value: Json): Json => ({ version: 0.4, nodes: [sound(value)], links: [] });
  const within = (used: boolean): Json => ({
    version: 0.4,
    nodes: used ? [{ id: 5, type: inner }] : [{ id: 5, type: 'Load' }],
    links: [],
    definitions: { subgraphs: [{ ...borders, id: inner, nodes: [sound(3)], links: [] }] },
  });

  it.each([
    ['1.27.10', [3, true, { a: 1 }], ['a.wav', '', null, 0, false, [1]]],
    ['1.49.6', [3, true, { a: 1 }, 0, false], ['a.wav', '', null, [1]]],
  ] as const)('stops page %s', (frontend, refused, taken) => {
    for (const value of refused) expect(isRefused(alone(value as Json), frontend)).toBe(true);
    for (const value of taken) expect(isRefused(alone(value as Json), frontend)).toBe(false);
    expect(isRefused(within(true), frontend)).toBe(true);
    expect(isRefused(within(false), frontend)).toBe(false);
  });
});

describe('definitions that contain one another and that nothing uses', () => {
  const ids = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
  const circle = (count: number): Json => ({
    version: 0.4,
    nodes: [{ id: 5, type: 'Load' }],
    links: [],
    definitions: {
      subgraphs: ids.slice(0, count).map((id, index) => ({
        ...borders,
        id,
        nodes: [{ id: 7 + index, type: ids[(index + 1) % count] as string }],
        links: [],
      })),
    },
  });

  it.each([1, 2])('stop new pages: %i of them', (count) => {
    expect(isRefused(circle(count), '1.49.6')).toBe(true);
    expect(isRefused(circle(count), '1.27.10')).toBe(false);
  });
});
