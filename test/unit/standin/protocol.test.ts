/** The small parts of the protocol: order of nodes, cache keys, Python's JSON, forms, PNG texts, versions. */

import { describe, expect, it } from 'vitest';
import { type JsonObject, numberOf } from '../../../src/base/json.ts';
import { parseJson } from '../../../src/base/json-parse.ts';
import { graphOf, neededNodes, pickNext, signaturesOf } from '../../../src/standin/graph.ts';
import { parseMultipart } from '../../../src/standin/multipart.ts';
import { textsOf, withTexts } from '../../../src/standin/png.ts';
import { pythonJson } from '../../../src/standin/python-json.ts';
import { promptQueue, type QueuedPrompt } from '../../../src/standin/queue.ts';
import { rulesOf } from '../../../src/standin/versions.ts';

function graph(text: string) {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return graphOf(parsed.value as JsonObject);
}

const diamond = `{
  "save": {"class_type": "SaveImage", "inputs": {"images": ["mix", 0]}},
  "mix": {"class_type": "ImageBlend", "inputs": {"image1": ["b", 0], "image2": ["c", 0]}},
  "c": {"class_type": "ImageInvert", "inputs": {"image": ["a", 0]}},
  "b": {"class_type": "ImageInvert", "inputs": {"image": ["a", 0]}},
  "a": {"class_type": "EmptyImage", "inputs": {"width": 8}},
  "unused": {"class_type": "EmptyImage", "inputs": {"width": 9}}
}`;

describe('order', () => {
  it('runs what an output needs, origins first, and nothing else', () => {
    const nodes = graph(diamond);
    const waiting = [...neededNodes(nodes, ['save'], () => false)];
    const order: string[] = [];
    for (;;) {
      const next = pickNext(nodes, waiting, new Set(['save']));
      if (next === undefined) break;
      waiting.splice(waiting.indexOf(next), 1);
      order.push(next);
    }
    expect(order).toEqual(['a', 'c', 'b', 'mix', 'save']);
  });

  it('stops at what is cached', () => {
    const needed = neededNodes(graph(diamond), ['save'], (id) => id === 'mix');
    expect(needed).toEqual(['save']);
  });
});

describe('cache keys', () => {
  it('are equal for equal content under other ids, and differ by value, link slot and loaded bytes', () => {
    const key = (text: string, content = '') => signaturesOf(graph(text), () => content);
    const first = key(diamond);
    expect(first.get('b')).toBe(first.get('c'));
    expect(first.get('a')).not.toBe(first.get('unused'));
    expect(key(diamond.replaceAll('"a"', '"z"')).get('mix')).toBe(first.get('mix'));
    expect(key(diamond.replace('["a", 0]', '["a", 1]')).get('c')).not.toBe(first.get('c'));
    expect(key(diamond, 'other').get('a')).not.toBe(first.get('a'));
  });
});

it("writes JSON as Python's json.dumps", () => {
  const value = { a: [1, numberOf('1.0'), numberOf('NaN')], ü: '"\u007f', b: { c: null } };
  expect(pythonJson(value)).toBe('{"a": [1, 1.0, NaN], "\\u00fc": "\\"\\u007f", "b": {"c": null}}');
});

it('reads forms with binary parts that hold line breaks', () => {
  const body = Buffer.from(
    '--x\r\ncontent-disposition: form-data; name="image"; filename="a%22b.png"\r\ncontent-type: image/png\r\n\r\n\r\n\u0000--\r\n\r\n--x\r\ncontent-disposition: form-data; name="type"\r\n\r\ntemp\r\n--x--\r\n',
    'latin1',
  );
  expect(parseMultipart('multipart/form-data; boundary=x', body)).toEqual([
    { name: 'image', fileName: 'a"b.png', data: Buffer.from('\r\n\u0000--\r\n', 'latin1') },
    { name: 'type', data: Buffer.from('temp') },
  ]);
});

it('reads back the texts it wrote into a PNG, and none of other bytes', () => {
  const onePixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const texts: [string, string][] = [
    ['prompt', '{"1": {}}'],
    ['note', 'a\u0000b'],
  ];
  expect(textsOf(withTexts(onePixel, texts))).toEqual(texts);
  expect(textsOf(Buffer.from('GIF89a and more of it, no PNG at all'))).toEqual([]);
});

describe('queue', () => {
  const item = (id: string, number: number): QueuedPrompt => ({
    id,
    number,
    prompt: {},
    extraData: { auth_token_comfy_org: 'secret', other: 1 },
    outputs: [],
  });

  it('goes by number, then by id, and shows no secret in history', () => {
    const queue = promptQueue(() => undefined);
    for (const each of [item('b', 2), item('a', 2), item('c', -1)]) queue.put(each);
    const order = [];
    for (let next = queue.take(); next !== undefined; next = queue.take()) {
      order.push(next.id);
      queue.finish(next, { outputs: {}, meta: {}, status: {} });
    }
    expect(order).toEqual(['c', 'a', 'b']);
    expect(JSON.stringify(queue.history({}))).not.toContain('secret');
    expect(Object.keys(queue.history({ max: 1 }))).toEqual(['b']);
    expect(Object.keys(queue.history({ max: 1, offset: 0 }))).toEqual(['c']);
  });

  it('tells twice that the last waiting prompt was deleted', () => {
    let told = 0;
    const queue = promptQueue(() => {
      told += 1;
    });
    queue.put(item('a', 1));
    told = 0;
    queue.delete('a');
    queue.delete('never there');
    expect(told).toBe(2);
  });
});

it.each([
  ['0.3.64', 'any'],
  ['0.32.9', 'any'],
  ['0.33.0', 'uuid'],
  ['1.2.0', 'uuid'],
  [undefined, 'uuid'],
])('knows the rules of version %s', (version, promptId) => {
  expect(rulesOf(version).promptId).toBe(promptId);
});
