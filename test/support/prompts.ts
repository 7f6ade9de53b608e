/** Random prompts for property tests: few node types and hostile names, so that collisions are common. */

import fc from 'fast-check';
import { type Json, type JsonObject, jsonObject, numberOf } from '../../src/base/json.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';

const names = ['seed', 'model', 'text', '__proto__', 'constructor', 'a.b', 'a[0]', '', '10', '2'];
const ids = ['1', '2', '3', '10', '4:7', '__proto__', 'constructor', 'a.b', '', 'x'];
const types = ['KSampler', 'LoadImage', 'SaveImage', 'toString', ''];

const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    0,
    1,
    7,
    numberOf('7.0'),
    numberOf('-0.0'),
    numberOf('18446744073709551615'),
    numberOf('18446744073709551614'),
    null,
    true,
    '',
    'a cat',
    [],
    {},
  ),
  fc.string(),
  fc.array(fc.constantFrom<Json>('1', 0, numberOf('1.0')), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom(...names), fc.constantFrom<Json>(1, 'x', null), { maxKeys: 2 }),
);
const link: fc.Arbitrary<Json> = fc.tuple(
  fc.constantFrom(...ids),
  fc.constantFrom<Json>(0, 1, numberOf('0.0')),
);

function object(entries: readonly (readonly [string, Json])[]): JsonObject {
  return jsonObject(entries);
}

const node: fc.Arbitrary<Json> = fc
  .record({
    type: fc.constantFrom(...types),
    inputs: fc.array(fc.tuple(fc.constantFrom(...names), fc.oneof(value, link)), { maxLength: 4 }),
    meta: fc.option(
      fc.array(fc.tuple(fc.constantFrom('title', 'input: x', '__proto__'), value), {
        maxLength: 2,
      }),
    ),
    more: fc.option(fc.tuple(fc.constantFrom('is_changed', '__proto__', '_meta'), value)),
  })
  .map(({ type, inputs, meta, more }) =>
    object([
      ['class_type', type],
      ['inputs', object(inputs)],
      ...(meta === null ? [] : [['_meta', object(meta)] as const]),
      ...(more === null ? [] : [more]),
    ]),
  );

/** A prompt of up to eight nodes, or none. */
export const anyPrompt: fc.Arbitrary<ApiPrompt> = fc
  .array(fc.tuple(fc.constantFrom(...ids), node), { maxLength: 8 })
  .map((entries) => object(entries) as unknown as ApiPrompt);
