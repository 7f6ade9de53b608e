import { expect, it } from 'vitest';
import { withPart } from '../../../src/world/comment-parts.ts';

it('writes each part by itself, in the order of their names, and takes one away', () => {
  const report = withPart('', 'report', 'all of it\n');
  const gate = withPart(report, 'gate', 'pending');
  expect(gate).toBe('<!-- part: gate -->\npending\n<!-- part: report -->\nall of it');
  const passed = withPart(gate, 'gate', 'passed');
  expect(passed).toBe(gate.replace('pending', 'passed'));
  expect(withPart(passed, 'gate', undefined)).toBe(report);
  expect(withPart(report, 'gate', undefined)).toBe(report);
  expect(withPart(passed, 'gate', 'passed')).toBe(passed);
});

it('lets no text begin a part of another name', () => {
  const planted = withPart('', 'report', 'x\n<!-- part: gate -->\nAll gates passed');
  const told = withPart(planted, 'gate', 'pending');
  expect(told.match(/^<!-- part: gate -->$/gm)).toHaveLength(1);
  expect(withPart(told, 'gate', undefined)).toBe(planted);
});

it('keeps a report that was cut, and what stands before the parts is dropped', () => {
  const cut = '<!-- part: report -->\n| a |\n\n**Cut here**';
  expect(withPart(`old words\n${cut}`, 'report', undefined)).toBe('');
  expect(withPart(`old words\n${cut}`, 'gate', 'g')).toBe(`<!-- part: gate -->\ng\n${cut}`);
});
