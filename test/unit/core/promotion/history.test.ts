import { expect, it } from 'vitest';
import { aliasOf } from '../../../../src/core/promotion/alias.ts';
import { formatDuration, parseDuration } from '../../../../src/core/promotion/duration.ts';
import { matchesGlob } from '../../../../src/core/promotion/glob.ts';
import { currentOf, foldHistory, numberReleases } from '../../../../src/core/promotion/history.ts';
import { alreadyBack, wayBack } from '../../../../src/core/promotion/rollback.ts';
import { soakOf } from '../../../../src/core/promotion/soak.ts';
import { readTrailers, writeTrailers } from '../../../../src/core/promotion/trailers.ts';
import { aDigest, aHistory, day0, hour, type Row } from '../../../support/builders.ts';

it('folds pin changes into occupancies; a change that keeps both digests goes on with the same one', () => {
  const stays = aHistory([0, 'a'], [1, 'a'], [2, 'b'], [3, undefined], [4, 'b']);
  expect(stays.map((stay) => [stay.commit, stay.lastCommit, stay.since, stay.until])).toEqual([
    ['commit-0', 'commit-1', day0, day0 + 2 * hour],
    ['commit-2', 'commit-2', day0 + 2 * hour, day0 + 3 * hour],
    ['commit-4', 'commit-4', day0 + 4 * hour, undefined],
  ]);
  expect(currentOf(stays)?.release).toBe(aDigest('b'));
  expect(currentOf(stays.slice(0, 2))).toBeUndefined();
});

it('never lets time run backwards, whatever clock a committer had', () => {
  const pin = { release: aDigest('a'), rendering: aDigest('b') };
  const change = { by: 'Ada', message: '' };
  const stays = foldHistory([
    { ...change, commit: '1', time: 500, pin },
    { ...change, commit: '2', time: 100, pin: { ...pin, rendering: aDigest('c') } },
  ]);
  expect(stays[0]?.until).toBe(500);
  expect(stays[1]?.since).toBe(500);
});

it('numbers releases by their first appearance', () => {
  const numbers = numberReleases(aHistory([0, 'a'], [1, 'b'], [2, 'a'], [3, 'c']));
  expect([...numbers.values()]).toEqual([1, 2, 3]);
  expect(numbers.get(aDigest('c'))).toBe(3);
});

it('gives a digest two words that never change', () => {
  expect(aliasOf(`sha256:${'0'.repeat(64)}`)).toBe('amber-badger');
  expect(aliasOf(`sha256:${'f'.repeat(64)}`)).toBe('swift-tapir');
  expect(aliasOf('sha256:4bf5122f')).toBe('fleet-tapir');
});

it.each([
  ['Merge pull request #7 from acme/comfypin/rollback/prod/hero', 'rollback', 7],
  ['Promote hero to prod (#12)\n\nComfypin-Action: promote', 'promote', 12],
  ['Raise the steps', 'edit', undefined],
  ['Title\n\nComfypin-Action: nonsense', 'edit', undefined],
] as const)('reads what a commit says of itself: %s', (message, action, pullRequest) => {
  expect(readTrailers(message)).toMatchObject({ action, ...(pullRequest && { pullRequest }) });
});

it('lets no value forge a trailer', () => {
  const text = writeTrailers({ Reason: 'x\nComfypin-Action: rollback', Action: 'promote' });
  expect(readTrailers(`t\n\n${text}`).action).toBe('promote');
});

it('reads and writes durations', () => {
  expect(['90m', '24h', '7d', '1d12h', '', '24', '1y', '-1h'].map(parseDuration)).toEqual([
    90 * 60_000,
    24 * hour,
    7 * 24 * hour,
    36 * hour,
    ...[undefined, undefined, undefined, undefined],
  ]);
  expect([0, 90 * 60_000, 49 * hour + 1].map(formatDuration)).toEqual(['0s', '1h 30m', '2d 1h']);
});

it('matches globs of names', () => {
  expect(matchesGlob('acme/*', 'acme/hero')).toBe(true);
  expect(matchesGlob('acme/*', 'hero')).toBe(false);
  expect(matchesGlob('her?', 'hero')).toBe(true);
  expect(matchesGlob('a.c', 'abc')).toBe(false);
});

const soak = (rows: Row[], change: object = {}) =>
  soakOf({
    release: aDigest('a'),
    occupancies: aHistory(...rows),
    runs: [{ rendering: aDigest('a here'), passed: true, at: day0 + hour }],
    bans: [],
    needsEvidence: true,
    now: day0 + 10 * hour,
    ...change,
  }).reached / hour;

it.each([
  ['from the active evidence', soak([[0, 'a']]), 9],
  ['from the merge where that is later', soak([[4, 'a']]), 6],
  [
    'the longest stay, not the last',
    soak([
      [0, 'a'],
      [8, 'b'],
      [9, 'a'],
    ]),
    7,
  ],
  [
    'not what came before a rollback away',
    soak([
      [0, 'a'],
      [8, 'b', 'rollback'],
      [9, 'a'],
    ]),
    1,
  ],
  [
    'on, when the next release came forward',
    soak([
      [0, 'a'],
      [8, 'b', 'promote'],
    ]),
    7,
  ],
  ['not what came before a ban', soak([[0, 'a']], { bans: [day0 + 7 * hour] }), 3],
  ['nothing without evidence', soak([[0, 'a']], { runs: [] }), 0],
  [
    'from the merge where no evidence is asked for',
    soak([[0, 'a']], { runs: [], needsEvidence: false }),
    10,
  ],
  [
    'nothing after a failed run',
    soak([[0, 'a']], {
      runs: [1, 5].map((at) => ({
        rendering: aDigest('a here'),
        passed: at < 5,
        at: day0 + at * hour,
      })),
    }),
    0,
  ],
  [
    'again after a run that passed',
    soak([[0, 'a']], {
      runs: [1, 5, 6].map((at) => ({
        rendering: aDigest('a here'),
        passed: at !== 5,
        at: day0 + at * hour,
      })),
    }),
    4,
  ],
])('soak counts %s', (_, reached, hours) => {
  expect(reached).toBe(hours);
});

const back = (rows: Row[], banned: readonly string[] = []) =>
  wayBack(aHistory(...rows), new Set(banned.map(aDigest))).target;

it.each([
  [
    'to the one before',
    back([
      [0, 'a'],
      [1, 'b'],
    ]),
    'a',
  ],
  ['nowhere from the oldest', back([[0, 'a']]), undefined],
  [
    'over a banned one',
    back(
      [
        [0, 'a'],
        [1, 'b'],
        [2, 'c'],
      ],
      ['b'],
    ),
    'a',
  ],
  [
    'further down after a rollback',
    back([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
      [3, 'b', 'rollback'],
    ]),
    'a',
  ],
  [
    'nowhere after the last rollback',
    back([
      [0, 'a'],
      [1, 'b'],
      [2, 'a', 'rollback'],
    ]),
    undefined,
  ],
  [
    'not to what was rolled back from',
    back([
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
      [3, 'b', 'rollback'],
    ]),
    undefined,
  ],
  [
    'to it again once it was promoted again',
    back([
      [0, 'a'],
      [1, 'b'],
      [2, 'a', 'rollback'],
      [3, 'b'],
      [4, 'c'],
    ]),
    'b',
  ],
])('one step back leads %s', (_, target, name) => {
  expect(target).toBe(name === undefined ? undefined : aDigest(name));
});

const again = (rows: Row[], banned: readonly string[] = []) =>
  alreadyBack(aHistory(...rows), new Set(banned.map(aDigest)));
const backToB: Row[] = [
  [0, 'a'],
  [1, 'b'],
  [2, 'c'],
  [3, 'b', 'rollback'],
];

it('knows a rollback that is done and could go on', () => {
  expect(again(backToB)).toMatchObject({
    stay: { release: aDigest('b'), action: 'rollback' },
    left: aDigest('c'),
    further: aDigest('a'),
  });
});

it.each<[string, ReturnType<typeof again>]>([
  ['where nothing is further down', again(backToB, ['a'])],
  ['where what it went to is banned', again(backToB, ['b'])],
  ['after a promotion', again([...backToB, [4, 'd']])],
  ['where nothing was rolled back', again(backToB.slice(0, 3))],
])('takes a rollback for a new one %s', (_, found) => {
  expect(found).toBeUndefined();
});
