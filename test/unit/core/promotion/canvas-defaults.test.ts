import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { renderCanvas } from '../../../../src/core/promotion/canvas-rendering.ts';
import { convertCanvas } from '../../../../src/core/workflow/convert/convert.ts';
import type { CanvasWorkflow } from '../../../../src/core/workflow/types.ts';

/** A loader whose second widget is a model; its first file is the default. */
function offering(...files: readonly string[]) {
  const inputs = { strength: ['FLOAT', { default: 1 }], lora_name: [[...files], {}] };
  return parseCatalog({
    objectInfo: {
      Lora: { input: { required: inputs }, output: ['MODEL'], output_node: true },
    },
  });
}

function canvasWith(node: object): CanvasWorkflow {
  return { version: 0.4, nodes: [{ id: 1, type: 'Lora', ...node }], links: [] };
}

const there = offering('aaa.safetensors', 'sdxl/fox.safetensors');

/** What the page there sends for the canvas, once it is rendered with the model's name there. */
function opened(node: object): unknown {
  const canvas = canvasWith(node);
  const { prompt } = convertCanvas(canvas, offering('fox.safetensors'));
  if (prompt === undefined) throw new Error('not converted');
  const change = { node: '1', input: 'lora_name', value: 'sdxl/fox.safetensors' };
  const rendered = renderCanvas(canvas, prompt, [change], [], there);
  return convertCanvas(rendered, there).prompt?.['1']?.inputs;
}

describe('a canvas that leaves its model to the default of the widget', () => {
  it('names it for an environment with another default', () => {
    expect(opened({})).toEqual({ strength: 1, lora_name: 'sdxl/fox.safetensors' });
  });

  it('keeps the values that it has', () => {
    expect(opened({ widgets_values: [0.5] })).toEqual({
      strength: 0.5,
      lora_name: 'sdxl/fox.safetensors',
    });
  });

  it('keeps its bytes where the default is the same model', () => {
    const canvas = canvasWith({});
    const { prompt } = convertCanvas(canvas, offering('fox.safetensors'));
    const change = { node: '1', input: 'lora_name', value: 'fox.safetensors' };
    const same = offering('fox.safetensors', 'other.safetensors');
    expect(renderCanvas(canvas, prompt ?? {}, [change], [], same)).toBe(canvas);
  });
});
