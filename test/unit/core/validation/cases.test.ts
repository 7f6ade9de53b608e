/** The mistakes that tutorials teach: a folder each, with the input and the findings as they are to be read. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hintOf, type Problem, titleOf } from '../../../../src/base/problem.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { validateWorkflow } from '../../../../src/core/validation/validate-workflow.ts';
import { convertCanvas } from '../../../../src/core/workflow/convert/convert.ts';
import { parseWorkflow } from '../../../../src/core/workflow/parse.ts';
import { json } from '../../../support/graphs.ts';

const folder = 'test/cases/validation';
const catalog = parseCatalog(JSON.parse(readFileSync(join(folder, 'catalog.json'), 'utf8')));
const cases = readdirSync(folder).filter((name) => !name.includes('.'));

/** A canvas is converted, an API prompt is validated as for an environment that comes after the first. */
function findingsIn(name: string): readonly Problem[] {
  const canvas = join(folder, name, 'canvas.json');
  if (existsSync(canvas)) {
    const parsed = parseWorkflow(readFileSync(canvas, 'utf8'));
    if (parsed.format !== 'canvas' || parsed.workflow === undefined) throw new Error('no canvas');
    return convertCanvas(parsed.workflow, catalog).problems;
  }
  const prompt = json(readFileSync(join(folder, name, 'workflow.json'), 'utf8'));
  const policy = { environment: 'prod', first: 'dev' };
  return validateWorkflow(prompt as never, catalog, policy).problems;
}

function written(found: Problem): string {
  const place = [found.at.node, found.at.input].filter(Boolean).join('.');
  const hint = hintOf(found);
  const lines = [`${found.severity} ${found.code} ${place}`.trim(), `  ${titleOf(found)}`];
  return [...lines, ...(hint === undefined ? [] : [`  ${hint}`])].join('\n');
}

it.each(cases)('%s', async (name) => {
  const text = `${findingsIn(name).map(written).join('\n\n') || 'nothing'}\n`;
  await expect(text).toMatchFileSnapshot(join(process.cwd(), folder, name, 'expected.txt'));
});
