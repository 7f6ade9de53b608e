import { expect, it } from 'vitest';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { answerPrompt } from '../../../../src/core/validation/answer.ts';
import { isNewerThanKnown, rulesOf } from '../../../../src/core/validation/rules.ts';

const catalogOf = (version: string) =>
  parseCatalog({
    objectInfo: {
      Pick: { input: { required: { mode: ['COMBO', { options: ['a'] }] } }, output: ['IMAGE'] },
      Turn: { input: { required: { image: ['IMAGE'] } }, output: ['IMAGE'] },
      Save: { input: { required: { image: ['IMAGE'] } }, output: [], output_node: true },
    },
    systemStats: { system: { comfyui_version: version } },
  });

const node = (class_type: string, inputs: object) => ({ class_type, inputs });
const requests = {
  option: { prompt: { 1: node('Pick', { mode: "it's" }), 2: node('Save', { image: ['1', 0] }) } },
  cycle: { prompt: { 1: node('Turn', { image: ['1', 0] }), 2: node('Save', { image: ['1', 0] }) } },
  absent: { prompt: { 1: node('Gone', {}) } },
  id: { prompt: { 1: node('Gone', {}) }, prompt_id: 'mine' },
};

it.each([
  ['0.3.64', 'good', 'nothing', 'invalid_prompt', 'invalid_prompt'],
  ['0.3.77', 'good', 'nothing', 'invalid_prompt', 'invalid_prompt'],
  ['0.8.0', "mode: 'it's' not in ['a']", 'nothing', 'invalid_prompt', 'invalid_prompt'],
  ['0.12.2', "mode: 'it's' not in ['a']", 'nothing', 'missing_node_type', 'missing_node_type'],
  ['v0.19.3', "mode: 'it's' not in ['a']", 'nothing', 'missing_node_type', 'missing_node_type'],
  ['0.26.0', "mode: \"it's\" not in ['a']", 'cycle', 'missing_node_type', 'invalid_prompt_id'],
  ['0.33.0', "mode: \"it's\" not in ['a']", 'cycle', 'missing_node_type', 'invalid_prompt_id'],
])('ComfyUI %s', (version, option, cycle, absent, id) => {
  const ask = (request: object) => {
    const { body } = answerPrompt(JSON.stringify(request), catalogOf(version));
    return JSON.parse(body);
  };
  const found = ask(requests.option).node_errors[1]?.errors[0]?.details ?? 'good';
  const errors = ask(requests.cycle).node_errors[1]?.errors ?? [];
  expect({
    option: found,
    cycle: errors[0]?.type === 'dependency_cycle' ? 'cycle' : 'nothing',
    absent: ask(requests.absent).error.type,
    id: ask(requests.id).error.type,
  }).toEqual({ option, cycle, absent, id });
});

it('knows versions up to the one whose answers were recorded', () => {
  expect(['0.26.0', '0.33.0', 'v0.33.1', '0.100.0'].map(isNewerThanKnown)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(rulesOf(catalogOf('9.0.0')).heldAgainst).toBe('0.33.0');
});
