import { expect, it } from 'vitest';
import { keysOf } from '../../../../src/base/json.ts';
import { titleOf } from '../../../../src/base/problem.ts';
import { variedValue, withInput } from '../../../../src/core/smoke/case-run.ts';
import {
  declaredOutputs,
  findInput,
  findOutput,
  type Names,
} from '../../../../src/core/smoke/names.ts';
import { aCatalog, aPrompt } from '../../../support/graphs.ts';

const prompt = aPrompt(`{
  "4": {"class_type": "Loader", "inputs": {}},
  "10": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["4", 1]}, "_meta": {"title": "Positive"}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "b", "clip": ["4", 1]}, "_meta": {"title": "Encode v1.5"}},
  "3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "steps": 20, "positive": ["10", 0]}},
  "57:8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["57:8", 0], "filename_prefix": "x"}, "_meta": {"title": "Hero"}},
  "12": {"class_type": "PreviewImage", "inputs": {"images": ["57:8", 0]}}
}`);
const names: Names = {
  prompt,
  outputNodes: ['9', '12'],
  contract: [{ name: 'seed', direction: 'input', node: '3', input: 'seed' }],
};

it.each([
  ['seed', '3.seed'],
  ['Positive', '10.text'],
  ['Positive.text', '10.text'],
  ['Encode v1.5.text', '7.text'],
  ['3.steps', '3.steps'],
  ['9.filename_prefix', '9.filename_prefix'],
])('finds the input %s', (name, place) => {
  const found = findInput(name, 'c', names);
  expect('code' in found ? titleOf(found) : `${found.node}.${found.input}`).toBe(place);
});

it.each([
  ['3.step', /no such input/],
  ['constructor', /no such input/],
  ['3.positive', /linked to another node/],
])('refuses the input %s', (name, sentence) => {
  const found = findInput(name, 'c', names);
  expect('code' in found ? titleOf(found) : '').toMatch(sentence);
});

it('declares every output node, or what the contract names, seen at the node that saves a slot', () => {
  expect(declaredOutputs(names)).toEqual([
    { name: 'Hero', nodes: ['9'] },
    { name: '12', nodes: ['12'] },
  ]);
  const picture = { name: 'picture', direction: 'output', node: '57:8', slot: 0 } as const;
  expect(declaredOutputs({ ...names, contract: [picture] })).toEqual([
    { name: 'picture', nodes: ['9', '12'] },
  ]);
  const found = findOutput('Heroo', 'c', names);
  expect('code' in found && found.args).toMatchObject({ nearest: 'Hero' });
});

it('sets an input without moving anything, and varies within the range of the catalog', () => {
  const changed = withInput(prompt, { node: '3', input: 'seed' }, 5);
  expect(keysOf(changed as never)).toEqual(keysOf(prompt as never));
  expect(changed['3']?.inputs).toMatchObject({ seed: 5, steps: 20 });
  const catalog = aCatalog({
    KSampler: { required: { steps: ['INT', { min: 20, max: 21 }] } },
  });
  const steps = { node: '3', input: 'steps' };
  for (const fraction of [0, 0.3, 0.999])
    expect(variedValue(prompt, steps, catalog, fraction)).toBe(21);
  expect(variedValue(prompt, { node: '3', input: 'positive' }, catalog, 0.5)).toBeUndefined();
});
