import { describe, expect, it } from 'vitest';
import { readListing, readUsers } from '../../../../src/core/capture/listing.ts';
import { pinnedPath, workflowNameOf } from '../../../../src/core/capture/names.ts';

describe('a listing', () => {
  it('is read in each shape that ComfyUI answers with', () => {
    const paths = (text: string) => readListing(text)?.files.map(({ path }) => path);
    expect(paths('["b.json", "a/c.json"]')).toEqual(['a/c.json', 'b.json']);
    expect(paths('[["a/c.json", "a", "c.json"], ["b.json", "b.json"]]')).toEqual([
      'a/c.json',
      'b.json',
    ]);
    expect(
      readListing(
        '[{"path": "b.json", "size": 12, "modified": 1760000000.1234567, "created": 1.0},' +
          ' {"path": "c.json", "size": 3, "modified": 1760000000123, "created": 5}]',
      )?.files,
    ).toEqual([
      { path: 'b.json', size: 12, modified: 1760000000123 },
      { path: 'c.json', size: 3, modified: 1760000000123 },
    ]);
  });

  it('is refused where it is none, and its paths where no file may have them', () => {
    for (const text of ['<html>', '{"a": 1}', '[1]', '[{"name": "a"}]', '[[]]', '']) {
      expect(readListing(text), text).toBeUndefined();
    }
    const bad = ['../a.json', '/etc/a.json', 'a//b.json', 'a\\b.json', 'a\u001b[31m.json', 'a/./b'];
    const listing = readListing(JSON.stringify([...bad, 'x'.repeat(500), 'a/'.repeat(20), 'good']));
    expect(listing?.files).toEqual([{ path: 'good' }]);
    expect(listing?.refused.map(({ path }) => path).slice(0, 6)).toEqual(bad);
    expect(readListing(JSON.stringify(Array(20_001).fill('a')))).toBeUndefined();
  });
});

it('users are told from a server that has one', () => {
  expect(readUsers('{"storage": "server", "migrated": true}')).toEqual([]);
  expect(readUsers('{"storage": "server", "users": {"b_2": "Ben", "a_1": "Ada"}}')).toEqual([
    { id: 'a_1', name: 'Ada' },
    { id: 'b_2', name: 'Ben' },
  ]);
  expect(readUsers('{"storage": "server", "users": {"a\\r\\nx: y": "Ada"}}')).toBeUndefined();
  expect(readUsers('[]')).toBeUndefined();
  expect(readUsers('{}')).toBeUndefined();
});

it('a path gives a name by the stated rule', () => {
  for (const [path, name] of [
    ['hero.json', 'hero'],
    ['Hero Shot (2).JSON', 'hero-shot-2'],
    ['Acme/Spring/Hero Shot.json', 'acme/spring-hero-shot'],
    ['Café crème.json', 'cafe-creme'],
    ['pinned/acme/hero.json', 'acme/hero'],
    ['pinned/hero.json', 'hero'],
    ['__proto__.json', 'proto'],
    ['名前.json', undefined],
    ['a/名前.json', undefined],
  ] as const) {
    expect(workflowNameOf(path), path).toBe(name);
  }
  expect(workflowNameOf(pinnedPath('acme/hero'))).toBe('acme/hero');
});
