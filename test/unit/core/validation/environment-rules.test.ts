import { expect, it } from 'vitest';
import { titleOf } from '../../../../src/base/problem.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import { validateWorkflow } from '../../../../src/core/validation/validate-workflow.ts';
import { aCatalog, aPrompt } from '../../../support/graphs.ts';

function rulesIn(row: string) {
  const text = `version: 1\nenvironments:\n  dev: ${row}\n`;
  const { config, problems } = parseConfig(text, 'promotion.yaml');
  return { rules: config?.environments[0]?.rules, titles: problems.map(titleOf) };
}

const catalog = aCatalog(
  {
    Load: {
      required: { name: ['COMBO', { options: ['flux/dev.sft', 'sdxl.sft'] }] },
      output: ['MODEL'],
    },
    Sample: {
      required: {
        model: ['MODEL', {}],
        steps: ['INT', { min: 1, max: 1000 }],
        cfg: ['FLOAT', {}],
        text: ['STRING', { multiline: true }],
        name: ['STRING', {}],
      },
      outputNode: true,
    },
  },
  { checkpoints: ['flux/dev.sft', 'sdxl.sft'] },
);

function codes(rules: string, inputs: object = {}): readonly string[] {
  const prompt = {
    1: { class_type: 'Load', inputs: { name: 'flux/dev.sft' } },
    2: {
      class_type: 'Sample',
      inputs: { model: ['1', 0], steps: 20, cfg: 7, text: 'a fox', name: 'x', ...inputs },
    },
  };
  const { problems } = validateWorkflow(
    aPrompt(JSON.stringify(prompt)),
    catalog,
    rulesIn(rules).rules,
  );
  return problems.map(
    (each) => `${each.code} ${each.at.node}.${each.at.input ?? ''} ${titleOf(each)}`,
  );
}

it.each([
  ['{ deny: { nodes: [Sam*] } }', {}, 'validate/forbidden-node-type 2.'],
  ['{ allow: { nodes: [Sample] } }', {}, 'validate/forbidden-node-type 1.'],
  ['{ deny: { models: ["checkpoints/flux*"] } }', {}, 'validate/forbidden-model 1.name'],
  ['{ deny: { models: [dev.sft] } }', {}, 'validate/forbidden-model 1.name'],
  ['{ allow: { models: ["sdxl*"] } }', {}, 'validate/forbidden-model 1.name'],
  [
    '{ limits: { steps: { max: 10 } } }',
    {},
    'validate/beyond-limit 2.steps steps of Sample is 20; this environment allows at most 10.',
  ],
  [
    '{ limits: { preset: guides } }',
    { cfg: 0.5 },
    'validate/beyond-limit 2.cfg cfg of Sample is 0.5; this environment allows at least 1 and at most 20.',
  ],
  ['{ limits: { preset: guides } }', { text: 'x'.repeat(1001) }, 'validate/beyond-limit 2.text'],
])('%s finds %j', (rules, inputs, expected) => {
  const found = codes(rules, inputs);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(expected);
});

it.each([
  ['{}', { steps: 999, text: 'x'.repeat(5000) }],
  ['{ limits: { preset: guides, steps: { max: 500 } } }', { steps: 500, name: 'x'.repeat(5000) }],
  ['{ allow: { nodes: ["*"], models: ["flux/*"] }, deny: { models: [flux] } }', {}],
])('%s finds nothing', (rules, inputs) => {
  expect(codes(rules, inputs)).toEqual([]);
});

it('reads an age, and refuses rules that mean nothing', () => {
  expect(rulesIn('{ maxRecordingAge: 30d }').rules).toEqual({ maxRecordingAge: 30 * 86_400_000 });
  expect(rulesIn('{ maxRecordingAge: soon }').titles.join()).toContain('soon');
  expect(rulesIn('{ limits: { steps: { min: 9, max: 3 } } }').titles.join()).toContain(
    'environments.dev.limits.steps',
  );
  expect(rulesIn('{ limits: { setps: {} } }').titles.join()).toContain('setps');
});

it('follows links to primitives, and no others', () => {
  const withPrimitives = aCatalog({
    PrimitiveInt: { required: { value: ['INT', {}] }, output: ['INT'] },
    Count: { required: { value: ['INT', {}] }, output: ['INT'] },
    Sample: { required: { steps: ['INT', {}] }, outputNode: true },
  });
  const found = (link: string) => {
    const prompt = {
      1: { class_type: 'PrimitiveInt', inputs: { value: 300 } },
      2: { class_type: 'PrimitiveInt', inputs: { value: ['1', 0] } },
      3: { class_type: 'Count', inputs: { value: 300 } },
      4: { class_type: 'Sample', inputs: { steps: [link, 0] } },
    };
    const { rules } = rulesIn('{ limits: { steps: { max: 100 } } }');
    return validateWorkflow(aPrompt(JSON.stringify(prompt)), withPrimitives, rules)
      .problems.filter(({ code }) => code === 'validate/beyond-limit')
      .map(({ at }) => `${at.node}.${at.input}`);
  };
  expect([found('1'), found('2'), found('3')]).toEqual([['4.steps'], ['4.steps'], []]);
});
