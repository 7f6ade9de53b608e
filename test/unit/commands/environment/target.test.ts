import { expect, it } from 'vitest';
import { validateRelease } from '../../../../src/commands/environment/target.ts';
import type { Catalog } from '../../../../src/core/catalog/types.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import { pinWorkflow } from '../../../../src/core/promotion/pinning.ts';
import { renderForEnvironment } from '../../../../src/core/promotion/rendering.ts';
import { catalogOf, promotionYaml, workflowText } from '../../../support/promotion-world.ts';

const { config } = parseConfig(promotionYaml, 'promotion.yaml');

function withSize(environment: string, file: string, size: number): Catalog {
  return {
    ...catalogOf(environment),
    modelFiles: new Map([[`checkpoints/${file}`, { size }]]),
  };
}

it.each([
  [10, 'passed', []],
  [11, 'failed', ['validate/other-model-file']],
])('asks the gate whether the model is the pinned file: %s bytes', (size, state, codes) => {
  if (config === undefined) throw new Error('no configuration');
  const files = new Map([['workflow.json', new TextEncoder().encode(workflowText(5))]]);
  const dev = withSize('dev', 'base.safetensors', 10);
  const pinned = pinWorkflow({ files, environment: 'dev', catalog: dev, config });
  const catalog = withSize('staging', 'st/base.safetensors', size);
  const request = { from: 'dev', to: 'staging', config, catalog };
  const rendered = renderForEnvironment({ ...request, files: pinned.files ?? files });
  const at = { workflow: 'hero', environment: 'staging' };
  const fact = validateRelease(rendered.files ?? files, { catalog, problems: [] }, at, config);
  expect(fact.state).toBe(state);
  const errors = fact.problems.filter((each) => each.severity === 'error');
  expect(errors.map((each) => each.code)).toEqual(codes);
});
