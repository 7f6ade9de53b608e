import { describe, expect, it } from 'vitest';
import type { World } from '../../../src/commands/command.ts';
import { convert } from '../../../src/commands/convert.ts';

const objectInfo = JSON.stringify({
  Text: { input: { required: { text: ['STRING', {}] } }, output: [], output_node: true },
});
const canvas = JSON.stringify({
  version: 0.4,
  last_node_id: 1,
  last_link_id: 0,
  nodes: [{ id: 1, type: 'Text', widgets_values: ['a fox'] }],
  links: [],
});

function worldOf(files: Readonly<Record<string, string>>): World {
  const disk = {
    read: async (path: string) => {
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: async () => undefined,
  };
  return { folder: '/here', disk, git: async () => undefined } as unknown as World;
}

const none = { env: undefined, objectInfo: undefined, frontend: undefined };

describe('convert', () => {
  it('takes the node types of the file that is named', async () => {
    const world = worldOf({ '/here/saved.json': canvas, '/here/info.json': objectInfo });
    const options = { ...none, objectInfo: 'info.json' };
    const outcome = await convert.run({ words: ['saved.json'], options }, world);
    const text = convert.renderers.text(outcome, { color: false, width: 100 });
    expect(JSON.parse(text)).toEqual({
      1: { inputs: { text: 'a fox' }, class_type: 'Text', _meta: { title: 'Text' } },
    });
  });

  it('tells of a changing seed unless a title or the contract beside the canvas exposes it', async () => {
    const sampler = (title: string): string =>
      JSON.stringify({
        version: 0.4,
        nodes: [{ id: 1, type: 'Draw', title, widgets_values: [7, 'randomize'] }],
        links: [],
      });
    const info = JSON.stringify({
      Draw: {
        input: { required: { seed: ['INT', { control_after_generate: true }] } },
        output: [],
        output_node: true,
      },
    });
    const contract = 'inputs: { seed: { node: 1, input: seed } }';
    const codes = async (files: Readonly<Record<string, string>>) => {
      const world = worldOf({ '/here/info.json': info, ...files });
      const options = { ...none, objectInfo: 'info.json' };
      const { problems } = await convert.run({ words: ['saved.json'], options }, world);
      return problems.map(({ code }) => code).filter((code) => code === 'canvas/changing-seed');
    };
    expect(await codes({ '/here/saved.json': sampler('Draw') })).toEqual(['canvas/changing-seed']);
    expect(await codes({ '/here/saved.json': sampler('input: seed') })).toEqual([]);
    const beside = { '/here/saved.json': sampler('Draw'), '/here/contract.yaml': contract };
    expect(await codes(beside)).toEqual([]);
  });

  it('says what it needs where there are no node types', async () => {
    const world = worldOf({ '/here/saved.json': canvas });
    const asked = convert.run({ words: ['saved.json'], options: none }, world);
    await expect(asked).rejects.toMatchObject({ problems: [{ code: 'cli/usage' }] });
  });
});
