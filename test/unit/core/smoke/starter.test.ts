import { expect, it } from 'vitest';
import { readSmokeCases, smokeFile } from '../../../../src/core/smoke/cases.ts';
import { starterSmoke } from '../../../../src/core/smoke/starter.ts';

it('a new workflow begins with one case that stands', () => {
  const { cases, problems } = readSmokeCases(new Map([[smokeFile, Buffer.from(starterSmoke)]]));
  expect(problems).toEqual([]);
  expect(cases.map((each) => each.name)).toEqual(['default']);
});
