import { expect, it } from 'vitest';
import { titleOf } from '../../../../src/base/problem.ts';
import { convertCanvas } from '../../../../src/core/workflow/convert/convert.ts';
import { readCanvas } from '../../../../src/core/workflow/convert/read.ts';
import { parseWorkflow } from '../../../../src/core/workflow/parse.ts';
import { studio } from '../../../support/graphs.ts';

function found(seed: string): readonly string[] {
  const node = `{"id": 3, "type": "KSampler", "widgets_values": [${seed}, "fixed"]}`;
  const parsed = parseWorkflow(`{"nodes": [${node}], "links": [], "version": 0.4}`);
  if (parsed.format !== 'canvas' || parsed.workflow === undefined) throw new Error('no canvas');
  return convertCanvas(parsed.workflow, studio())
    .problems.filter((each) => each.code === 'canvas/integer-too-big')
    .map((each) => `${each.at.node} ${titleOf(each)}`);
}

it('says what the browser makes of a seed that it cannot hold', () => {
  expect(found('18446744073709551615')).toEqual([
    '3 KSampler holds 18446744073709551615, which is beyond 2^53: the browser will change it to 18446744073709552000.',
  ]);
});

it.each(['9007199254740991', '9007199254740992', '5', '1e300'])(
  'says nothing of %s, which a browser keeps',
  (seed) => {
    expect(found(seed)).toEqual([]);
  },
);

it('takes the quick reading of a number with an exponent', () => {
  const canvas = readCanvas(
    '{"nodes":[{"id":3,"type":"KSampler","widgets_values":[1e308,"fixed"]}],"links":[],"version":0.4}',
  );
  if (canvas === undefined) throw new Error('no canvas');
  const { prompt, problems } = convertCanvas(canvas, studio());
  expect(prompt?.['3']?.inputs['seed']).toBe(1e308);
  expect(problems.map(({ code }) => code)).not.toContain('canvas/integer-too-big');
});
