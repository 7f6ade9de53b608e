import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import type { NodeFacts } from '../../../../src/core/catalog/types.ts';
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

/** One class of a custom pack, and what is in doubt for the values that are sent to it. */
describe('a custom class that only takes widgets', () => {
  const low = ['INT', { default: 0, min: 0, max: 100 }];
  const pick = {
    kind: [['a', 'b']],
    file: [['a.safetensors', 'b.safetensors']],
  };
  const types: Record<string, object> = {
    Range: { low, high: ['INT', { default: 10, min: 0, max: 100 }] },
    Place: {
      path: ['STRING', { default: 'out' }],
      url: ['STRING', { default: 'https://a.example' }],
    },
    Size: { width: ['INT', { default: 512, min: 64, max: 4096 }] },
    Pick: pick,
  };
  const names = Object.keys(types);
  const catalog = catalogOf(
    Object.fromEntries(names.map((name) => [name, entry('custom_nodes.pack', types[name] ?? {})])),
  );
  const place = { path: 'out', url: 'https://a.example' };
  const picked = { kind: 'a', file: 'a.safetensors' };
  it.each([
    ['Range', { low: 1, high: 5 }, []],
    ['Range', { low: 5, high: 5 }, ['low']],
    ['Range', { low: 1, high: '5' }, ['high']],
    ['Range', { low: 1, high: 90 }, ['high']],
    ['Range', { low: 1, high: 5, more: 1 }, ['more']],
    ['Place', { ...place, path: 'a/b' }, []],
    ['Place', { ...place, path: '../up' }, ['path']],
    ['Place', { ...place, path: '/etc' }, ['path']],
    ['Place', { ...place, path: 5 }, ['path']],
    ['Place', { ...place, url: 'http://a.example' }, ['url']],
    ['Size', { width: 520 }, []],
    ['Size', { width: 100 }, ['width']],
    ['Pick', picked, []],
    ['Pick', { ...picked, kind: 'b' }, ['kind']],
    ['Pick', { ...picked, file: 'b.safetensors' }, []],
  ])('%s %j', (classType, inputs, doubts) => {
    const { reasons, status } = ask(catalog, classType, inputs);
    expect(reasons).toEqual(doubts.map((input) => `${input} custom-check`));
    expect(status).toBe(200);
  });
});

describe('what a custom class may judge of links itself', () => {
  const catalog = catalogOf({
    Number: entry('nodes', { count }),
    Either: entry('custom_nodes.pack', { value: ['INT,FLOAT', {}], label: ['STRING', {}] }),
    Plain: entry('custom_nodes.pack', { value: ['INT', {}], label: ['STRING', {}] }),
    Raw: entry('custom_nodes.pack', { link: ['IMAGE', { rawLink: true }], count }),
  });
  const values = { value: 1, label: 'a' };
  it.each([
    ['Either', { ...values, label: ['3', 0] }, ['label custom-check']],
    ['Plain', { ...values, label: 'b' }, []],
    ['Raw', { count: 1 }, ['link custom-check']],
    ['Raw', { count: 1, link: ['3', 0] }, ['link custom-check']],
  ])('%s %j', (classType, inputs, reasons) => {
    const prompt = {
      1: { class_type: classType, inputs },
      2: { class_type: 'Show', inputs: { value: ['1', 0] } },
      3: { class_type: 'Number', inputs: { count: 1 } },
    };
    const { uncertain } = answerPrompt(JSON.stringify({ prompt }), catalog);
    expect(uncertain.map((each) => `${each.input ?? ''} ${each.reason}`)).toEqual(reasons);
  });
});

describe('a custom class whose checks are declared', () => {
  const type = entry('custom_nodes.pack', { count });
  const source = {
    objectInfo: {
      Pick: type,
      Show: entry('nodes', { value: ['*', {}] }, { output: [], output_node: true }),
    },
  };
  const declared = (checks: NodeFacts['checks']) =>
    parseCatalog({ ...source, nodeFacts: { Pick: { checks } } });

  it('is never in doubt where it has none', () => {
    expect(ask(declared('none'), 'Pick', { count: 10 })).toMatchObject({
      reasons: [],
      status: 400,
    });
  });
  it('is always in doubt where it has one, which lifts the bounds of what it takes', () => {
    for (const checks of ['all', ['count']] as const) {
      const { certain, status } = ask(declared(checks), 'Pick', { count: 10 });
      expect({ certain, status }).toEqual({ certain: false, status: 200 });
    }
  });
  it('keeps the bounds of what its function does not take', () => {
    expect(ask(declared(['other']), 'Pick', { count: 10 })).toMatchObject({
      certain: false,
      status: 400,
    });
  });
});

describe('a class that /object_info does not have', () => {
  const pack = Object.fromEntries(
    ['AcmeLoad', 'AcmeSave', 'AcmeMix'].map((name) => [
      name,
      entry('custom_nodes.acme', { count }),
    ]),
  );
  it.each([
    ['AcmeBroken', [' custom-unlisted']],
    ['AcmeMixV2', []],
    ['OtherNode', []],
  ])('%s', (classType, reasons) => {
    expect(ask(catalogOf(pack), classType, { count: 1 })).toMatchObject({ reasons, status: 400 });
  });
});

describe('a custom output that nothing reaches', () => {
  it('may be none for the server', () => {
    const output = { output: [], output_node: true };
    const catalog = catalogOf({ Beep: entry('custom_nodes.pack', { count }, output) });
    expect(ask(catalog, 'Beep', { count: 1 }).reasons).toContain(' custom-output-node');
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
