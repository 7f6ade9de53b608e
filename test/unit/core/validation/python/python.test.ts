import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../src/base/json.ts';
import { parseJson } from '../../../../../src/base/json-parse.ts';
import { pythonCompare, pythonEquals } from '../../../../../src/core/validation/python/compare.ts';
import { pythonFloat, pythonInt } from '../../../../../src/core/validation/python/convert.ts';
import { floatRepr } from '../../../../../src/core/validation/python/float.ts';
import { pythonRepr } from '../../../../../src/core/validation/python/repr.ts';
import { type PythonValue, pythonOf } from '../../../../../src/core/validation/python/value.ts';
import { writePython } from '../../../../../src/core/validation/python/write.ts';

function json(text: string): Json {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const shown = (result: { value: unknown } | { error: { text: string } }): string =>
  'error' in result ? result.error.text : String(result.value);

// every right side was printed by CPython 3.11
describe('int()', () => {
  it.each<[PythonValue, string]>([
    [20.9, '20'],
    [-20.9, '-20'],
    [true, '1'],
    [' 7 ', '7'],
    ['1_0', '10'],
    ['+5', '5'],
    ['٣٤', '34'],
    ['𝟗', '9'],
    ['\u00a07', '7'],
    ['\u00857\u2003', '7'],
    ['\u001f7\u001f', "invalid literal for int() with base 10: '\\x1f7\\x1f'"],
    ['\u001c٣', "invalid literal for int() with base 10: '\\x1c٣'"],
    ['1.5', "invalid literal for int() with base 10: '1.5'"],
    ['1__0', "invalid literal for int() with base 10: '1__0'"],
    ['', "invalid literal for int() with base 10: ''"],
    [Number.NaN, 'cannot convert float NaN to integer'],
    [Infinity, 'cannot convert float infinity to integer'],
    [null, "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"],
    [{}, "int() argument must be a string, a bytes-like object or a real number, not 'dict'"],
  ])('%s', (value, expected) => {
    expect(shown(pythonInt(value))).toBe(expected);
  });

  it('shows the first 200 characters of what it refuses', () => {
    const { text } = (pythonInt('😀'.repeat(250)) as { error: { text: string } }).error;
    expect(text).toBe(`invalid literal for int() with base 10: '${'😀'.repeat(199)}`);
  });

  it('refuses more digits than sys.set_int_max_str_digits', () => {
    expect(shown(pythonInt('9'.repeat(4301)))).toMatch(/^Exceeds the limit \(4300 digits\).*4301/);
    expect(shown(pythonInt('9'.repeat(4300)))).toHaveLength(4300);
  });
});

describe('float()', () => {
  it.each<[PythonValue, string]>([
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['\u001f7', "could not convert string to float: '\\x1f7'"],
    ['1_0.5', '10.5'],
    ['-inf', '-Infinity'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['1e', "could not convert string to float: '1e'"],
    ['_1', "could not convert string to float: '_1'"],
    ["it's", 'could not convert string to float: "it\'s"'],
    [10n ** 400n, 'int too large to convert to float'],
    [null, "float() argument must be a string or a real number, not 'NoneType'"],
  ])('%s', (value, expected) => {
    expect(shown(pythonFloat(value))).toBe(expected);
  });
});

it.each<[number, string]>([
  [20, '20.0'],
  [0.1, '0.1'],
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
  [9999999999999998, '9999999999999998.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [5e-324, '5e-324'],
  [-0, '-0.0'],
  [1.5e300, '1.5e+300'],
  [-2.5, '-2.5'],
])('repr(%s)', (value, expected) => {
  expect(floatRepr(value)).toBe(expected);
});

it.each<[string, string]>([
  [`"it's"`, `"it's"`],
  [`"a\\"b"`, `'a"b'`],
  [`"a'\\"b"`, `'a\\'"b'`],
  [`"\\n\\t\\u0000\\u00a0\\u200b"`, `'\\n\\t\\x00\\xa0\\u200b'`],
  [`"日本 é 😀"`, `'日本 é 😀'`],
  [`"\\ud800"`, `'\\ud800'`],
  [`[1, 2.0, true, null, {"a": [] }]`, `[1, 2.0, True, None, {'a': []}]`],
])('repr of %s', (text, expected) => {
  expect(pythonRepr(pythonOf(json(text)))).toBe(expected);
});

it('compares as Python does', () => {
  expect(pythonEquals(json('1'), json('1.0'))).toBe(true);
  expect(pythonEquals(json('true'), json('1'))).toBe(true);
  expect(pythonEquals(json('9007199254740993'), json('9007199254740992.0'))).toBe(false);
  expect(pythonEquals(json('[1, {"a": 2}]'), json('[1.0, {"a": 2.0}]'))).toBe(true);
  expect(pythonEquals(json('NaN'), json('NaN'))).toBe(false);
  expect(pythonCompare(18446744073709551616n, '>', 18446744073709551615n)).toEqual({ value: true });
  expect(pythonCompare(Number.NaN, '<', 1n)).toEqual({ value: false });
  expect(pythonCompare('b', '<', 1n)).toEqual({
    error: { type: 'TypeError', text: "'<' not supported between instances of 'str' and 'int'" },
  });
  expect(pythonCompare('\uffff', '<', '😀')).toEqual({ value: true });
});

it('writes as json.dumps does', () => {
  expect(
    writePython(
      json('{"é": [1e2, -0, 1e400, NaN, "\\u007f😀"], "__proto__": 18446744073709551615}'),
    ),
  ).toBe(
    '{"\\u00e9": [100.0, 0, Infinity, NaN, "\\u007f\\ud83d\\ude00"], "__proto__": 18446744073709551615}',
  );
});
