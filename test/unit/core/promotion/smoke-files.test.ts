import { expect, it } from 'vitest';
import { areCasesProposed, isSmokeFile } from '../../../../src/core/promotion/smoke-files.ts';

const files = (text: string) =>
  new Map(text.split(' ').map((each) => each.split('=') as [string, string]));
const first = files('smoke.yaml=1 smoke/a.png=a');
const second = files('smoke.yaml=2 smoke/a.png=a');
const third = files('smoke.yaml=2 smoke/b.png=b');
const history = [
  [
    { path: 'smoke.yaml', id: '1' },
    { path: 'smoke/a.png', id: 'a' },
  ],
  [{ path: 'smoke.yaml', id: '2' }],
  [{ path: 'smoke/a.png' }, { path: 'smoke/b.png', id: 'b' }],
];

it.each([
  ['the first ones', new Map(), third, true],
  ['those of a version ago', first, third, true],
  ['those of two commits ago, in part changed', second, third, true],
  ['none where they are the same', third, third, false],
  ['none where the environment before has none', first, new Map(), false],
  ['none over a picture that was accepted here', files('smoke.yaml=1 smoke/a.png=x'), third, false],
  [
    'none over a case that was added here',
    files('smoke.yaml=1 smoke/a.png=a smoke/c=c'),
    third,
    false,
  ],
])('proposes %s', (_, own, before, expected) => {
  expect(areCasesProposed(own, before, history)).toBe(expected);
});

it('takes smoke.yaml and its folder for cases, and nothing else', () => {
  const paths = ['smoke.yaml', 'smoke/a.png', 'workflow.json', 'assets/smoke.yaml', 'smoke.yml'];
  expect(paths.filter(isSmokeFile)).toEqual(['smoke.yaml', 'smoke/a.png']);
});
