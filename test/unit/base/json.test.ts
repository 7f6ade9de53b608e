import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNumberLiteral, type Json, jsonEqual, keysOf } from '../../../src/base/json.ts';
import { type JsonDialect, parseJson } from '../../../src/base/json-parse.ts';
import { canonicalJson, writeJson } from '../../../src/base/json-write.ts';

function parsed(text: string, dialect?: JsonDialect): Json {
  const result = parseJson(text, dialect);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function refusal(text: string, dialect?: JsonDialect): string {
  const result = parseJson(text, dialect);
  if (result.ok) throw new Error(`not refused: ${text}`);
  return `${result.error.line}:${result.error.column} ${result.error.message}`;
}

describe('numbers', () => {
  it('keep every digit and spelling', () => {
    for (const text of [
      '18446744073709551615',
      '-9007199254740993',
      '20.0',
      '1e5',
      '0.1',
      '7',
      '-0.0',
      '1E+2',
      '12345678901234567890.5',
    ]) {
      expect(writeJson(parsed(text))).toBe(text);
    }
  });

  it('tell a float from an integer', () => {
    expect(parsed('20')).toBe(20);
    expect(isNumberLiteral(parsed('20.0'))).toBe(true);
    expect(String(parsed('18446744073709551615'))).toBe('18446744073709551615');
    expect(jsonEqual(parsed('20'), parsed('20.0'))).toBe(false);
    expect(jsonEqual(parsed('20.0'), parsed('2e1'))).toBe(true);
  });

  it('beyond a double are refused strictly and taken as Python does', () => {
    expect(refusal('[1e400]')).toBe('1:2 The number 1e400 is beyond the range of a double');
    expect(refusal('NaN')).toBe('1:1 NaN is not JSON');
    expect(writeJson(parsed('[NaN, -Infinity, 1e400]', 'python'))).toBe('[NaN,-Infinity,1e400]');
  });
});

describe('objects', () => {
  it('remember the order of their keys', () => {
    expect(keysOf(parsed('{"b":1,"10":2,"9":3}') as never)).toEqual(['b', '10', '9']);
    expect(writeJson(parsed('{"b":1,"10":2,"9":3}'))).toBe('{"b":1,"10":2,"9":3}');
  });

  it('hold __proto__ as data', () => {
    const value = parsed('{"__proto__":{"x":1}}');
    expect(writeJson(value)).toBe('{"__proto__":{"x":1}}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('with a key twice are refused strictly; Python takes the last', () => {
    expect(refusal('{"a":1,\n "a":2}')).toBe('2:2 The key "a" stands here twice');
    expect(writeJson(parsed('{"a":1,"b":0,"a":2}', 'python'))).toBe('{"a":2,"b":0}');
  });
});

describe('bad text', () => {
  it('is refused with its place', () => {
    expect(refusal('{"a": ')).toBe('1:7 The text ends too early');
    expect(refusal('[1 2]')).toBe('1:4 Expected "," or "]"');
    expect(refusal('"\\x"')).toBe('1:2 Unknown escape in a text');
    expect(refusal('"a\nb"')).toBe('1:3 A control character stands in a text');
    expect(refusal('"\\ud800"')).toMatch(/surrogate/);
    expect(refusal('[]x')).toBe('1:3 There is more text after the end of the value');
    expect(refusal('['.repeat(5000))).toMatch(/Nested deeper/);
  });
});

describe('properties', () => {
  it('agree with JSON.parse on what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const expected = JSON.parse(text, (_, item) => (item === 0 ? 0 : item));
        expect(JSON.parse(writeJson(parsed(text)))).toEqual(expected);
        expect(JSON.parse(JSON.stringify(parsed(text)))).toEqual(expected);
      }),
    );
  });

  it('canonical text does not depend on key order or indentation', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        const one = canonicalJson(parsed(JSON.stringify(value)));
        expect(canonicalJson(parsed(JSON.stringify(reversed, null, 3)))).toBe(one);
      }),
    );
  });
});

it('canonical numbers follow RFC 8785, integers exact', () => {
  expect(
    canonicalJson(parsed('[333333333.33333329,1E30,4.50,2e-3,1e-27,18446744073709551615,7.0,7]')),
  ).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,18446744073709551615,7.0,7]');
});
