import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseComment } from '../../../../src/core/promotion/comment-commands.ts';

const plain = { now: false, lift: false, reason: '' };
const slot = { workflow: 'acme/hero', environment: 'prod' };

it.each([
  ['/why', { verb: 'why', ...plain }],
  ['/why acme/hero@prod', { verb: 'why', slot, ...plain }],
  ['/promote\nthanks, /rollback not meant', { verb: 'promote', ...plain }],
  ['/promote acme/hero@prod --release v14', { verb: 'promote', slot, release: 'v14', ...plain }],
  [
    '/rollback acme/hero@prod --now --release amber-fox --reason bad hands; $(rm -rf /)',
    {
      verb: 'rollback',
      slot,
      ...plain,
      now: true,
      release: 'amber-fox',
      reason: 'bad hands; $(rm -rf /)',
    },
  ],
  ['/hold acme/hero@prod --until 7d', { verb: 'hold', slot, until: '7d', ...plain }],
  ['/hold acme/hero@prod --lift', { verb: 'hold', slot, ...plain, lift: true }],
  [
    '/hotfix acme/hero@prod --skip soak,approvals --reason campaign',
    { verb: 'hotfix', slot, skip: 'soak,approvals', ...plain, reason: 'campaign' },
  ],
  ['/smoke 3f1c2d4e5a6b', { verb: 'smoke', commit: '3f1c2d4e5a6b', ...plain }],
  ['/retry \r\nplease', { verb: 'retry', ...plain }],
])('reads %s', (body, command) => {
  expect(parseComment(body)).toEqual({ kind: 'command', command });
});

describe('refuses', () => {
  it.each([
    ['/rolback hero@prod', { word: '/rolback', nearest: '/rollback' }],
    ['/why hero', { word: 'hero' }],
    ['/why hero@prod extra@prod', { word: 'extra@prod' }],
    ['/why --now', { word: '--now' }],
    ['/promote --release ../../x', { word: '--release' }],
    ['/promote hero@prod --merge', { word: '--merge' }],
    ['/promote $(id)@prod', { word: '$(id)@prod' }],
    ['/rollback -h', { word: '-h' }],
    ['/rollback hero@prod --reason', { word: '--reason' }],
    ['/why --reason x', { word: '--reason' }],
    ['/hotfix hero@prod --skip --now', { word: '--skip' }],
    ['/smoke HEAD', { word: 'HEAD' }],
  ])('%s', (body, wrong) => {
    expect(parseComment(body)).toEqual({ kind: 'wrong', ...wrong });
  });
});

it.each(['', 'hello', 'see /why', '> /promote', '  text\n/promote', '/cc @ada', '/', '/Promote'])(
  'takes %j for no command',
  (body) => {
    expect(parseComment(body).kind).toBe('none');
  },
);

it('lets nothing through but names, digests, durations and a reason', () => {
  const verbs = ['why', 'promote', 'rollback', 'hold', 'hotfix', 'smoke'];
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('--now', '--release', '--skip', '--until', 'hero@prod', 'v1', 'abcdef0'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...verbs), fc.array(word, { maxLength: 6 }), (verb, words) => {
      const parsed = parseComment(`/${verb} ${words.join(' ')}`);
      if (parsed.kind !== 'command') return;
      const { reason: _, slot: place, ...rest } = parsed.command;
      const texts = [...Object.values(rest), place?.workflow, place?.environment];
      for (const each of texts) {
        if (typeof each === 'string') expect(each).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_./:,-]*$/);
      }
    }),
  );
});
