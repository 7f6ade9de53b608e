import { expect, it } from 'vitest';
import { isQuiet, nextQuiet } from '../../../../src/core/smoke/quiet.ts';

const night = { from: 22 * 60, to: 6 * 60, zone: 'Europe/Berlin' };
const noon = { from: 12 * 60, to: 13 * 60 + 30, zone: 'America/New_York' };

it.each([
  [night, '2026-07-01T19:59:59Z', false],
  [night, '2026-07-01T20:00:00Z', true],
  [night, '2026-07-02T03:59:00Z', true],
  [night, '2026-07-02T04:00:00Z', false],
  // in winter the same hours are an hour later in UTC
  [night, '2026-01-01T20:30:00Z', false],
  [noon, '2026-01-05T17:00:00Z', true],
  [noon, '2026-01-05T18:30:00Z', false],
])('%j at %s: %s', (hours, at, quiet) => {
  expect(isQuiet(hours, Date.parse(at))).toBe(quiet);
});

it.each([
  [night, '2026-07-01T12:00:30Z', '2026-07-01T20:00:00.000Z'],
  [night, '2026-07-01T21:00:30Z', '2026-07-01T21:00:30.000Z'],
  // the clocks go forward in the night before: ten at night is an hour earlier in UTC
  [night, '2026-03-29T05:00:00Z', '2026-03-29T20:00:00.000Z'],
  [noon, '2026-01-05T18:30:00Z', '2026-01-06T17:00:00.000Z'],
])('%j after %s begins %s', (hours, at, next) => {
  expect(new Date(nextQuiet(hours, Date.parse(at))).toISOString()).toBe(next);
});
