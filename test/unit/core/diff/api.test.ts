import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/base/json.ts';
import { parseJson } from '../../../../src/base/json-parse.ts';
import { kindOfChange } from '../../../../src/core/diff/change-kind.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import type { WorkflowDiff } from '../../../../src/core/diff/types.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';
import { renderChanges } from '../../../../src/report/markdown/diff.ts';
import { renderDiff } from '../../../../src/report/text/diff.ts';

/** Text-to-image: loader, two prompts, an empty latent, a sampler, a decoder, a save node. */
const base = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' } },
  '2': {
    class_type: 'CLIPTextEncode',
    inputs: { text: 'a red fox in the snow, soft light, film grain, morning', clip: ['1', 1] },
    _meta: { title: 'Positive' },
  },
  '3': {
    class_type: 'CLIPTextEncode',
    inputs: { text: 'blurry', clip: ['1', 1] },
    _meta: { title: 'Negative' },
  },
  '4': { class_type: 'EmptyLatentImage', inputs: { width: 1024, height: 1024, batch_size: 1 } },
  '5': {
    class_type: 'KSampler',
    inputs: {
      seed: 7,
      steps: 20,
      model: ['1', 0],
      positive: ['2', 0],
      negative: ['3', 0],
      latent_image: ['4', 0],
    },
    _meta: { title: 'Base pass' },
  },
  '6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
  '7': { class_type: 'SaveImage', inputs: { images: ['6', 0], filename_prefix: 'fox' } },
};

type Nodes = Record<
  string,
  { class_type: string; inputs: Record<string, unknown>; _meta?: { title: string } }
>;

function edited(edit: (nodes: Nodes) => void): ApiPrompt {
  const copy = structuredClone(base) as Nodes;
  edit(copy);
  return copy as unknown as ApiPrompt;
}

function told(diff: WorkflowDiff, all = false): string[] {
  const text = renderDiff(
    { value: { from: 'a', to: 'b', kind: kindOfChange(diff), diff, all } },
    { color: false },
  );
  return text.trimEnd().split('\n').slice(1);
}

function tell(edit: (nodes: Nodes) => void): string[] {
  return told(diffWorkflows(base as unknown as ApiPrompt, edited(edit)));
}

function shifted(prompt: ApiPrompt, by: number): ApiPrompt {
  return Object.fromEntries(
    Object.entries(prompt)
      .reverse()
      .map(([id, node]) => [
        String(Number(id) + by),
        {
          ...node,
          inputs: Object.fromEntries(
            Object.entries(node.inputs).map(([name, value]): [string, Json] => [
              name,
              Array.isArray(value) ? [String(Number(value[0]) + by), value[1] as Json] : value,
            ]),
          ),
        },
      ]),
  );
}

describe('a sentence per change', () => {
  it('names values old and new, with the title that people gave', () => {
    expect(
      tell((nodes) => {
        (nodes['5'] as Nodes[string]).inputs['steps'] = 30;
      }),
    ).toEqual(['What runs (1 change)', '  ~ KSampler "Base pass" (5): steps 20 → 30']);
  });

  it('shows long texts word by word', () => {
    expect(
      tell((nodes) => {
        (nodes['2'] as Nodes[string]).inputs['text'] =
          'a grey fox in the snow, soft light, film grain, evening';
      })[1],
    ).toBe(
      '  ~ CLIPTextEncode "Positive" (2): text a [-red-]{+grey+} fox in the snow, … film grain, [-morning-]{+evening+}',
    );
  });

  it('folds the links of a node put in between into its own sentence', () => {
    expect(
      tell((nodes) => {
        nodes['8'] = {
          class_type: 'LoraLoaderModelOnly',
          inputs: { lora_name: 'ink.safetensors', strength_model: 0.8, model: ['1', 0] },
        };
        (nodes['5'] as Nodes[string]).inputs['model'] = ['8', 0];
      }),
    ).toEqual([
      'What runs (1 change)',
      '  + added LoraLoaderModelOnly (8): lora_name "ink.safetensors", strength_model 0.8; ' +
        'model ← CheckpointLoaderSimple (1); ' +
        'feeds KSampler "Base pass" (5) model (was CheckpointLoaderSimple (1))',
    ]);
  });

  it('tells a rewired input and a removed node', () => {
    expect(
      tell((nodes) => {
        (nodes['5'] as Nodes[string]).inputs['negative'] = ['2', 0];
        delete nodes['3'];
      }),
    ).toEqual([
      'What runs (1 change)',
      '  - removed CLIPTextEncode "Negative" (3): clip ← CheckpointLoaderSimple (1) 1; ' +
        'KSampler "Base pass" (5) negative ← CLIPTextEncode "Positive" (2) instead',
    ]);
    expect(
      tell((nodes) => {
        (nodes['5'] as Nodes[string]).inputs['negative'] = ['2', 0];
      })[1],
    ).toBe(
      '  ~ KSampler "Base pass" (5): negative ← CLIPTextEncode "Positive" (2), was CLIPTextEncode "Negative" (3)',
    );
  });

  it('sees a node of another type in the old place, under a new id too', () => {
    for (const id of ['5', '50']) {
      const sentences = tell((nodes) => {
        const { inputs } = nodes['5'] as Nodes[string];
        delete nodes['5'];
        nodes[id] = { class_type: 'KSamplerAdvanced', inputs: { ...inputs, add_noise: 'enable' } };
        (nodes['6'] as Nodes[string]).inputs['samples'] = [id, 0];
      });
      expect(sentences).toContain(
        `  ~ KSampler "Base pass" (5) replaced by KSamplerAdvanced (${id}): with add_noise "enable"`,
      );
    }
  });

  it('keeps titles apart from what runs, unless a title declares the contract', () => {
    const retitle = (title: string) =>
      diffWorkflows(
        base as unknown as ApiPrompt,
        edited((nodes) => {
          (nodes['5'] as Nodes[string])._meta = { title };
        }),
      ).changes.map((change) => change.class);
    expect(retitle('Refiner')).toEqual(['documentation']);
    expect(retitle('input: seed')).toEqual(['behaviour']);
  });
});

describe('renumbering', () => {
  it('is no change of behaviour, and edits are found beside it', () => {
    const renumbered = shifted(base as unknown as ApiPrompt, 100);
    const diff = diffWorkflows(base as unknown as ApiPrompt, renumbered);
    expect(diff.counts).toEqual({ behaviour: 0, documentation: 0, drift: 0, layout: 7, view: 0 });
    expect(told(diff)).toEqual(['Layout (7 changes): 7 renumbered']);
    const changed = diffWorkflows(
      base as unknown as ApiPrompt,
      shifted(
        edited((nodes) => {
          (nodes['4'] as Nodes[string]).inputs['width'] = 768;
        }),
        100,
      ),
    );
    expect(told(changed)[1]).toBe('  ~ EmptyLatentImage (104): width 1024 → 768');
  });

  it('onto ids that others had is seen through', () => {
    const swapped = shifted(base as unknown as ApiPrompt, 1);
    expect(diffWorkflows(base as unknown as ApiPrompt, swapped).counts.behaviour).toBe(0);
  });

  it('of equal nodes is marked as ambiguous', () => {
    const loader = { class_type: 'LoadImage', inputs: { image: 'a.png' } };
    const diff = diffWorkflows({ '1': loader, '2': loader }, { '3': loader, '4': loader });
    expect(diff.matches).toEqual([
      { from: '1', to: '3', how: 'order', confidence: 0.7, ambiguous: true },
      { from: '2', to: '4', how: 'order', confidence: 0.7, ambiguous: true },
    ]);
  });

  it('is not looked for where ids alone decide', () => {
    const diff = diffWorkflows(
      base as unknown as ApiPrompt,
      shifted(base as unknown as ApiPrompt, 100),
      undefined,
      { heuristics: false },
    );
    expect(diff.counts.behaviour).toBe(14);
  });
});

describe('numbers', () => {
  it('beyond 2^53 differ in their last digit', () => {
    const seed = (text: string) => {
      const result = parseJson(`{"1":{"class_type":"A","inputs":{"seed":${text}}}}`);
      return (result.ok ? result.value : null) as unknown as ApiPrompt;
    };
    const diff = diffWorkflows(seed('18446744073709551615'), seed('18446744073709551614'));
    expect(told(diff)[1]).toBe('  ~ A (1): seed 18446744073709551615 → 18446744073709551614');
  });
});

describe('untrusted text', () => {
  it('cannot drive a terminal or mark up a pull request', () => {
    const hostile = '\u001b[2J`x` <img src=x> @team\n# big';
    const diff = diffWorkflows(
      base as unknown as ApiPrompt,
      edited((nodes) => {
        (nodes['5'] as Nodes[string])._meta = { title: hostile };
        (nodes['5'] as Nodes[string]).inputs['steps'] = hostile;
      }),
    );
    expect(told(diff).join('\n')).not.toContain('\u001b');
    expect(told(diff)).toHaveLength(4);
    const markdown = renderChanges(diff.changes);
    expect(markdown.split('\n').filter((line) => /^\s*#/.test(line))).toEqual([]);
    expect(markdown.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '')).not.toMatch(/<img|@team/);
  });
});

it('says where a node might be another one of several alike', () => {
  const twins = (first: number, steps: readonly number[]) =>
    Object.fromEntries(
      steps.map((value, at) => [
        String(first + at),
        { class_type: 'Twin', inputs: { steps: value, cfg: 5, name: 'a' } },
      ]),
    ) as unknown as ApiPrompt;
  const lines = told(diffWorkflows(twins(1, [1, 1]), twins(11, [2, 2])));
  expect(lines.filter((line) => line.includes('steps'))).toEqual([
    '  ~ steps 1 → 2 in 2 nodes: Twin (11), Twin (12) (one of several alike)',
  ]);
});
