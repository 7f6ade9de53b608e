import { expect, it } from 'vitest';
import type { Evidence } from '../../../../src/core/promotion/evidence.ts';
import { picturePairs } from '../../../../src/core/promotion/pictures.ts';
import { aDigest } from '../../../support/builders.ts';

const thumbnail = (letter: string) => `sha256:${letter.repeat(64)}`;

function ran(
  kind: Evidence['kind'],
  rendering: string,
  at: string,
  outputs: Readonly<Record<string, string>>,
): Evidence {
  const files = (letter: string) => [{ sha256: 'unread', bytes: 1, thumbnail: thumbnail(letter) }];
  const made = Object.entries(outputs).map(([name, letter]) => ({
    name,
    texts: 0,
    files: letter === '' ? [] : files(letter),
  }));
  const run = { name: 'plain', verdict: 'passed', end: 'success', outputs: made };
  const rest = { workflow: 'hero', environment: 'prod', at: `2026-11-21T${at}:00Z` };
  return { kind, rendering: aDigest(rendering), cases_run: [run], ...rest } as unknown as Evidence;
}

const question = {
  ...{ workflow: 'hero', environment: 'prod' },
  ...{ now: aDigest('old'), proposed: aDigest('new') },
};

it('shows what is proposed beside what is there, of the newest run of each', () => {
  const evidence = [
    ran('candidate', 'new', '11:00', { hero: 'c' }),
    ran('candidate', 'new', '10:00', { hero: 'b', mask: 'd', text: '' }),
    ran('active', 'old', '09:00', { hero: 'a' }),
    ran('active', 'new', '12:00', { hero: 'f' }),
    { ...ran('candidate', 'new', '12:00', { hero: 'e' }), environment: 'staging' },
  ];
  const path = (letter: string) => `media/prod/${letter.repeat(12)}/${letter.repeat(64)}.webp`;
  expect(picturePairs(evidence, question)).toEqual([
    { case: 'plain', output: 'hero', proposed: path('c'), now: path('a') },
    { case: 'plain', output: 'mask', proposed: path('d') },
  ]);
});

it('shows nothing where nothing proposed was kept, and takes no path from a record', () => {
  expect(picturePairs([ran('active', 'old', '09:00', { hero: 'a' })], question)).toEqual([]);
  const hostile = ran('candidate', 'new', '10:00', { hero: 'a' });
  const [run] = hostile.cases_run;
  const text = JSON.stringify(run).replace(thumbnail('a'), '../../etc');
  const planted = { ...hostile, cases_run: [JSON.parse(text)] };
  expect(picturePairs([planted], question)).toEqual([]);
});
