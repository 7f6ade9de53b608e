import { expect, it } from 'vitest';
import type { Json } from '../../../src/base/json.ts';
import { computeOf } from '../../../src/standin/compute/table.ts';

/** What ComfyUI's comfy_extras/nodes_string.py and nodes_primitive.py give. */
it.each([
  ['StringConcatenate', { string_a: 'left', string_b: 'right', delimiter: ' - ' }, 'left - right'],
  ['StringSubstring', { string: 'a🌍cde', start: 1, end: 3 }, '🌍c'],
  ['StringSubstring', { string: 'abcde', start: -3, end: -1 }, 'cd'],
  ['StringLength', { string: 'a🌍c' }, 3],
  ['CaseConverter', { string: 'one twO', mode: 'Title Case' }, 'One Two'],
  ['CaseConverter', { string: 'one twO', mode: 'Capitalize' }, 'One two'],
  ['StringTrim', { string: ' x ', mode: 'Left' }, 'x '],
  ['StringReplace', { string: 'a.b.c', find: '.', replace: '$&' }, 'a$&b$&c'],
  ['StringContains', { string: 'One', substring: 'one', case_sensitive: false }, true],
  ['StringContains', { string: 'One', substring: 'one', case_sensitive: true }, false],
  [
    'StringCompare',
    { string_a: 'One', string_b: 'ON', mode: 'Starts With', case_sensitive: false },
    true,
  ],
  ['PrimitiveInt', { value: 7 }, 7],
] as readonly [string, Record<string, Json>, Json][])(
  '%s of %j is %j',
  async (name, inputs, told) => {
    const given = Object.entries(inputs).map(
      ([key, value]) => [key, { kind: 'plain', value }] as const,
    );
    const values = await computeOf(name)?.(new Map(given), { signature: '' });
    expect(values).toEqual([{ kind: 'plain', value: told }]);
  },
);
