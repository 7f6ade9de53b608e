import { expect, it } from 'vitest';
import type { Problem } from '../../../../src/base/problem.ts';
import { readIntake } from '../../../../src/core/workflow/media/intake.ts';
import { parseWorkflow } from '../../../../src/core/workflow/parse.ts';
import { mediaMakers } from '../../../support/media.ts';

const promptWith = (points: string) =>
  `{"1":{"class_type":"Draw","inputs":{\n"points":${points}}}}`;
const listOf = (count: number, item: string) => `[${Array(count).fill(item).join()}]`;

function tooLarge({ problems }: { readonly problems: readonly Problem[] }): Problem | undefined {
  return problems.find(({ code }) => code === 'workflow/too-large');
}

it('a list of more entries than any workflow has is refused where it stands', () => {
  expect(parseWorkflow(promptWith(listOf(200_000, '1'))).workflow).toBeDefined();
  const parsed = parseWorkflow(promptWith(listOf(200_001, '1')), 'w.json');
  expect(parsed.workflow).toBeUndefined();
  expect(tooLarge(parsed)).toMatchObject({
    at: { file: 'w.json', line: 2 },
    args: { found: 'what stands at 1.inputs.points has 200,001 entries', limit: '200,000' },
  });
});

it('so are lists within lists that are too many values together', () => {
  const parsed = parseWorkflow(promptWith(listOf(21, listOf(200_000, '1'))));
  expect(tooLarge(parsed)?.args).toEqual({
    found: 'it has more than 4,000,000 values',
    limit: '4,000,000',
  });
});

it('so is a text that is longer than any workflow', () => {
  const bytes = new Uint8Array(64 * 1024 * 1024 + 1).fill(32);
  expect(tooLarge(readIntake(bytes, 'w.json'))?.args).toMatchObject({
    found: 'it has 67,108,865 bytes',
  });
});

it.each(Object.entries(mediaMakers))('so is the prompt of a file of kind %s', (_, make) => {
  const long = promptWith(listOf(200_001, '1'));
  expect(tooLarge(readIntake(make({ prompt: long }), 'f'))).toBeDefined();
  const canvas = `{"nodes":[{"id":1,"type":"Draw","widgets_values":${listOf(200_001, '1')}}]}`;
  expect(tooLarge(readIntake(make({ workflow: canvas }), 'f'))).toBeDefined();
});
