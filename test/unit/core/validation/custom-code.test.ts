import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { answerPrompt } from '../../../../src/core/validation/answer.ts';

function entry(module: string, required: object, more: object = {}): object {
  return {
    input: { required },
    output: ['INT'],
    output_node: false,
    python_module: module,
    ...more,
  };
}

function catalogOf(objectInfo: object, version = '0.33.0') {
  return parseCatalog({
    objectInfo: {
      Show: entry('nodes', { value: ['*', {}] }, { output: [], output_node: true }),
      ...objectInfo,
    },
    systemStats: { system: { comfyui_version: version } },
  });
}

function ask(catalog: ReturnType<typeof catalogOf>, classType: string, inputs: object) {
  const prompt = {
    1: { class_type: classType, inputs },
    2: { class_type: 'Show', inputs: { value: ['1', 0] } },
  };
  const { certain, uncertain, status } = answerPrompt(JSON.stringify({ prompt }), catalog);
  return {
    certain,
    reasons: uncertain.map((each) => `${each.input ?? ''} ${each.reason}`),
    status,
  };
}

const count = ['INT', { default: 1, min: 0, max: 9 }];

describe('a value out of range', () => {
  const inputs = { count: 10 };
  it.each([
    ['is certain in a core class', entry('nodes', { count }), []],
    [
      'is not in a small custom class',
      entry('custom_nodes.pack', { count }),
      ['count custom-check'],
    ],
    [
      'is certain in a custom class that takes pictures',
      entry('custom_nodes.pack', { image: ['IMAGE'], count }),
      [],
    ],
    [
      'is certain in a custom output',
      entry('custom_nodes.pack', { count }, { output_node: true }),
      [],
    ],
  ])('%s', (_name, type, reasons) => {
    expect(ask(catalogOf({ Pick: type }), 'Pick', inputs).reasons).toEqual(reasons);
  });

  it('is no matter where the value is good', () => {
    const catalog = catalogOf({ Pick: entry('custom_nodes.pack', { count }) });
    expect(ask(catalog, 'Pick', { count: 3 })).toEqual({ certain: true, reasons: [], status: 200 });
  });
});

describe('a bare * of a custom class', () => {
  const any = {
    Number: entry('nodes', { count }),
    Any: entry('custom_nodes.pack', { value: ['*'] }),
  };
  const prompt = {
    1: { class_type: 'Number', inputs: { count: 1 } },
    2: { class_type: 'Any', inputs: { value: ['1', 0] } },
    3: { class_type: 'Show', inputs: { value: ['2', 0] } },
  };
  it.each([
    ['0.3.64', ['custom-wildcard']],
    ['0.33.0', []],
  ])('is in doubt where the server compares type objects: %s', (version, reasons) => {
    const { uncertain } = answerPrompt(JSON.stringify({ prompt }), catalogOf(any, version));
    expect(uncertain.map((each) => each.reason)).toEqual(reasons);
  });
});

describe('KlingCameraControls', () => {
  const names = ['horizontal_movement', 'vertical_movement', 'pan', 'tilt', 'roll', 'zoom'];
  const camera = entry(
    'comfy_api_nodes.nodes_kling',
    Object.fromEntries(names.map((name) => [name, ['FLOAT', { min: -10, max: 10 }]])),
    { deprecated: false, experimental: false, api_node: true },
  );
  const still = Object.fromEntries(names.map((name) => [name, 0]));
  const catalog = catalogOf({ KlingCameraControls: camera }, '0.3.64');

  it('refuses a camera that does not move, with certainty', () => {
    expect(ask(catalog, 'KlingCameraControls', still)).toEqual({
      certain: true,
      reasons: [],
      status: 400,
    });
  });
  it('takes any movement, even one out of range', () => {
    expect(ask(catalog, 'KlingCameraControls', { ...still, zoom: 99 }).status).toBe(200);
  });
});
