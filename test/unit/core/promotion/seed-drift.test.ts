import { describe, expect, it } from 'vitest';
import { pinWorkflow } from '../../../../src/core/promotion/pinning.ts';
import type { WorkflowFiles } from '../../../../src/core/promotion/release-files.ts';
import { aCatalog } from '../../../support/graphs.ts';

const catalog = aCatalog({
  Noise: {
    required: { seed: ['INT', { default: 0, control_after_generate: true }], text: ['STRING', {}] },
    output: ['IMAGE'],
  },
  SaveImage: { required: { images: ['IMAGE'], filename_prefix: ['STRING', {}] }, outputNode: true },
});
const config = { environments: [{ name: 'dev' }], models: [], values: [] };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function canvas(seed: string, control: string, text = 'fox'): string {
  return `{"nodes":[{"id":1,"type":"Noise","pos":[0,0],"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"widgets_values":[${seed},"${control}","${text}"]},
    {"id":2,"type":"SaveImage","pos":[9,0],"inputs":[{"name":"images","type":"IMAGE","link":1}],"widgets_values":["a"]}],
    "links":[[1,1,0,2,0,"IMAGE"]],"version":0.4}`;
}

function pin(files: WorkflowFiles) {
  const result = pinWorkflow({ files, environment: 'dev', catalog, config });
  return {
    ...result,
    codes: result.problems.map(({ code }) => code),
    files: result.files ?? new Map(),
  };
}

function saved(files: WorkflowFiles, text: string): WorkflowFiles {
  return new Map([...files, ['canvas.json', encode(text)]]);
}

describe('pin', () => {
  const first = pin(
    new Map([['canvas.json', encode(canvas('18446744073709551615', 'randomize'))]]),
  );

  it('keeps a seed that drifted, in workflow.json and canvas.json', () => {
    const again = pin(saved(first.files, canvas('5', 'randomize')));
    expect(again.codes).toEqual(['pin/seed-kept']);
    expect(again.pin).toEqual(first.pin);
    expect(decode(again.files.get('workflow.json'))).toContain('"seed": 18446744073709551615');
    expect(decode(again.files.get('canvas.json'))).toMatch(
      /\[\s*18446744073709551615,\s*"randomize",\s*"fox"\s*\]/,
    );
    expect(pin(again.files).codes).toEqual([]);
  });

  it('says nothing about a changing seed that the contract exposes', () => {
    const files = new Map([['canvas.json', encode(canvas('5', 'randomize'))]]);
    const contract = 'inputs:\n  seed: { node: 1, input: seed }\noutputs:\n  picture: 2\n';
    expect(pin(files).codes).toEqual(['canvas/changing-seed']);
    expect(pin(new Map([...files, ['contract.yaml', encode(contract)]])).codes).toEqual([]);
  });

  it('keeps it beside a real change', () => {
    const again = pin(saved(first.files, canvas('5', 'increment', 'wolf')));
    expect(again.codes).toEqual(['pin/seed-kept']);
    expect(decode(again.files.get('workflow.json'))).toContain('wolf');
    expect(again.pin?.digests.release).not.toBe(first.pin?.digests.release);
  });

  it('takes a seed that a person fixed', () => {
    const again = pin(saved(first.files, canvas('5', 'fixed')));
    expect(again.codes).toEqual([]);
    expect(decode(again.files.get('workflow.json'))).toContain('"seed": 5');
  });
});
