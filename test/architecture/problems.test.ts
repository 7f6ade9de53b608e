import { expect, it } from 'vitest';
import { definitionOf, familyOf } from '../../src/base/problem.ts';
import { type ProblemCode, problemTable } from '../../src/base/problems/table.ts';
import { exitCodeOfFamily } from '../../src/cli/exit-code.ts';

it.each(Object.keys(problemTable))('%s has an exit code, a sentence and a why', (code) => {
  const { title, why, example, hint } = definitionOf(code as ProblemCode);
  expect(exitCodeOfFamily).toHaveProperty(familyOf(code));
  expect(title(example).length).toBeGreaterThan(8);
  expect(why.length).toBeGreaterThan(20);
  expect(`${title(example)} ${hint?.(example) ?? ''}`).not.toMatch(/undefined|\[object/);
});
