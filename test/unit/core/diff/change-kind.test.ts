import { expect, it } from 'vitest';
import { changeKinds, kindOfChange } from '../../../../src/core/diff/change-kind.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import type { ApiPrompt, CanvasWorkflow } from '../../../../src/core/workflow/types.ts';

const prompt = (inputs: object, title = 'Base pass') =>
  ({
    1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'a.safetensors' } },
    2: { class_type: 'CLIPTextEncode', inputs: { text: 'a red fox in the snow', clip: ['1', 1] } },
    3: {
      class_type: 'KSampler',
      inputs: { steps: 20, sampler_name: 'euler', positive: ['2', 0], ...inputs },
      _meta: { title },
    },
  }) as unknown as ApiPrompt;
const base = prompt({});
const kindOf = (to: ApiPrompt) => kindOfChange(diffWorkflows(base, to));
const edited = (id: '1' | '2', inputs: object) =>
  ({ ...base, [id]: { ...base[id], inputs } }) as unknown as ApiPrompt;

it('names the heaviest change', () => {
  const text = edited('2', { text: 'a grey fox in the snow', clip: ['1', 1] });
  expect(kindOf(base)).toBe('none');
  expect(kindOf(prompt({}, 'Second pass'))).toBe('documentation');
  expect(kindOf(text)).toBe('text');
  expect(kindOf(prompt({ steps: 30 }))).toBe('parameter');
  expect(kindOf(prompt({ sampler_name: 'heun' }))).toBe('parameter');
  expect(kindOf(edited('1', { ckpt_name: 'b.safetensors' }))).toBe('model');
  expect(kindOf(prompt({ positive: ['1', 0] }))).toBe('topology');
  expect(kindOf({ ...text, 9: { class_type: 'VAEDecode', inputs: {} } } as ApiPrompt)).toBe(
    'topology',
  );
  expect(changeKinds.indexOf('text')).toBeLessThan(changeKinds.indexOf('parameter'));
});

it('tells moving, muting and drift of seeds apart in a canvas', () => {
  const canvas = (fields: object, values = [7, 'randomize']) =>
    ({
      nodes: [
        { id: 1, type: 'RandomNoise', pos: [0, 0], mode: 0, widgets_values: values, ...fields },
      ],
      links: [],
    }) as unknown as CanvasWorkflow;
  const kind = (to: CanvasWorkflow) => kindOfChange(diffWorkflows(canvas({}), to));
  expect(kind(canvas({ pos: [9, 9] }))).toBe('layout');
  expect(kind(canvas({}, [8, 'randomize']))).toBe('drift');
  expect(kind(canvas({ mode: 2 }))).toBe('topology');
  expect(kind({ ...canvas({}), extra: { ds: { scale: 2 } } } as never)).toBe('view');
});
