import { expect, it } from 'vitest';
import { askWindows, type Window, windowProblem } from '../../../../src/core/promotion/windows.ts';

const allow = (when: string): Window => ({ kind: 'allow', when });
const deny = (when: string): Window => ({ kind: 'deny', when });

function ask(at: string, zone: string, ...windows: Window[]): string {
  const { open, next } = askWindows({ zone, windows }, Date.parse(at));
  const until = next === undefined ? 'for ever' : new Date(next).toISOString().slice(0, 16);
  return `${open ? 'open' : 'closed'} until ${until}`;
}

const work = allow('Mon-Fri 09:00-17:00');

it.each([
  // 2026-11-20 is a Friday
  ['2026-11-20T10:00Z', 'UTC', [work], 'open until 2026-11-20T17:00'],
  ['2026-11-20T17:00Z', 'UTC', [work], 'closed until 2026-11-23T09:00'],
  ['2026-11-20T08:30Z', 'Europe/Berlin', [work], 'open until 2026-11-20T16:00'],
  ['2026-07-17T07:30Z', 'Europe/Berlin', [work], 'open until 2026-07-17T15:00'],
  ['2026-11-20T16:00Z', 'UTC', [work, deny('Fri 15:00-24:00')], 'closed until 2026-11-23T09:00'],
  ['2026-11-21T10:00Z', 'UTC', [deny('Fri 15:00-Mon 08:00')], 'closed until 2026-11-23T08:00'],
  ['2026-11-20T23:30Z', 'UTC', [allow('daily 22:00-06:00')], 'open until 2026-11-21T06:00'],
  ['2026-11-21T05:59Z', 'UTC', [allow('daily 22:00-06:00')], 'open until 2026-11-21T06:00'],
  ['2026-12-31T10:00Z', 'UTC', [deny('12-20/01-04')], 'closed until 2027-01-05T00:00'],
  ['2027-01-05T10:00Z', 'UTC', [deny('12-20/01-04')], 'open until 2027-12-20T00:00'],
  [
    '2026-12-24T18:00Z',
    'UTC',
    [deny('2026-12-24T18:00/2027-01-02T08:00')],
    'closed until 2027-01-02T08:00',
  ],
  ['2027-02-01T00:00Z', 'UTC', [allow('2026-12-24/2026-12-25')], 'closed until for ever'],
  ['2026-11-20T10:00Z', 'UTC', [], 'open until for ever'],
] as const)('%s in %s with %j is %s', (at, zone, windows, expected) => {
  expect(ask(at, zone, ...windows)).toBe(expected);
});

it('keeps local times where the clocks change, and counts a left out time as the one after the jump', () => {
  const night = allow('daily 02:30-04:00');
  // Berlin goes from 02:00 to 03:00 on 2027-03-28
  expect(ask('2027-03-28T00:59Z', 'Europe/Berlin', night)).toBe('closed until 2027-03-28T01:30');
  expect(ask('2027-03-28T01:45Z', 'Europe/Berlin', night)).toBe('open until 2027-03-28T02:00');
});

it('tells what is no window', () => {
  const wrong = [
    'Mon 9-17',
    'Funday 09:00-10:00',
    '13-01/13-02',
    '2027-01-02/2026-01-01',
    'Mon 25:00-26:00',
  ];
  expect(wrong.filter((each) => windowProblem(each) === undefined)).toEqual([]);
  const right = [
    'Mon,Wed-Fri 09:00-17:00',
    'daily 00:00-24:00',
    'Sat 00:00-Mon 00:00',
    '02-28/03-01',
  ];
  expect(right.filter((each) => windowProblem(each) !== undefined)).toEqual([]);
});
