import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { mergeFile } from '../../../../src/core/merge/file.ts';
import { mergeWorkflows } from '../../../../src/core/merge/merge.ts';
import { openConflicts } from '../../../../src/core/merge/records.ts';
import { settleConflicts } from '../../../../src/core/merge/settle.ts';
import type { CanvasWorkflow } from '../../../../src/core/workflow/types.ts';
import { aCanvas, asWorkflow } from '../../../support/canvases.ts';
import { aCatalog, aPrompt } from '../../../support/graphs.ts';

const catalog = aCatalog({
  Maker: { required: { seed: ['INT', {}] }, output: ['IMAGE'] },
  Mixer: { optional: { image: ['IMAGE'] }, output: ['IMAGE'] },
  SaveImage: { required: { images: ['IMAGE'] }, outputNode: true },
});

const maker = '"1":{"class_type":"Maker","inputs":{"seed":1}}';
const save = (id: number) => `"${id}":{"class_type":"SaveImage","inputs":{"images":["1",0]}}`;
const prompt = (...nodes: string[]) => aPrompt(`{${nodes.join(',')}}`);

describe('a merge that is clean and would not run', () => {
  const both = prompt(maker, save(2), save(3));
  const [first, second] = [prompt(maker, save(2)), prompt(maker, save(3))];

  it('is a conflict where each side left another output', () => {
    const { workflow, conflicts } = mergeWorkflows(both, first, second, catalog);
    expect(conflicts).toMatchObject([{ kind: 'invalid', reason: expect.any(String) }]);
    expect(openConflicts(workflow as unknown as JsonObject)).toMatchObject([{ kind: 'invalid' }]);
  });

  it('goes on as it is once a person took ours, and no side can be taken for it', () => {
    const { workflow, conflicts } = mergeWorkflows(both, first, second, catalog);
    const path = conflicts[0]?.path ?? '';
    const settle = (take: 'ours' | 'theirs') =>
      settleConflicts(workflow as unknown as JsonObject, new Map([[path, { take }]]), catalog);
    expect(settle('ours')).toMatchObject({ open: [], workflow: prompt(maker) });
    expect(settle('theirs')).toMatchObject({ open: [{ path }], settled: [] });
  });

  it('says nothing of what a side has alone', () => {
    const lost = '"4":{"class_type":"SaveImage","inputs":{}}';
    const other = '"5":{"class_type":"Mixer","inputs":{}}';
    const { conflicts } = mergeWorkflows(
      prompt(maker, save(2)),
      prompt(maker, save(2), lost),
      prompt(maker, save(2), other),
      catalog,
    );
    expect(conflicts).toEqual([]);
  });

  it('is a conflict where two links of a prompt lead in a circle, without a catalog too', () => {
    const mixer = (id: number, from?: number) =>
      `"${id}":{"class_type":"Mixer","inputs":{${from === undefined ? '' : `"image":["${from}",0]`}},"_meta":{"title":"${id}"}}`;
    const { conflicts } = mergeWorkflows(
      prompt(mixer(5), mixer(6)),
      prompt(mixer(5, 6), mixer(6)),
      prompt(mixer(5), mixer(6, 5)),
    );
    expect(conflicts).toMatchObject([{ kind: 'invalid' }]);
  });
});

/** A canvas with a subgraph of one input, whose slot both sides may call otherwise. */
function withSubgraph(name: string, label?: string): CanvasWorkflow {
  const canvas = aCanvas() as unknown as Record<string, unknown>;
  const slot = { id: 'a1', name, type: 'IMAGE', linkIds: [], ...(label && { label }) };
  const definition = {
    id: '9b1f0a52-0000-4000-8000-000000000001',
    name: 'Polish',
    nodes: [],
    links: [],
    inputs: [slot],
    outputs: [],
    inputNode: { id: -10 },
    outputNode: { id: -20 },
  };
  canvas['definitions'] = { subgraphs: [definition] };
  return canvas as unknown as CanvasWorkflow;
}

describe('what a subgraph calls its slots', () => {
  it('is a conflict where both sides renamed one, and can be settled either way', () => {
    const { workflow, conflicts } = mergeWorkflows(
      withSubgraph('image'),
      withSubgraph('picture'),
      withSubgraph('photo'),
    );
    expect(conflicts).toMatchObject([
      { kind: 'interface', base: 'image', ours: 'picture', theirs: 'photo' },
    ]);
    const path = conflicts[0]?.path ?? '';
    const { workflow: settled, open } = settleConflicts(
      workflow as unknown as JsonObject,
      new Map([[path, { take: 'theirs' }]]),
    );
    expect(open).toEqual([]);
    expect(settled).toMatchObject({
      definitions: { subgraphs: [{ inputs: [{ id: 'a1', name: 'photo' }] }] },
    });
  });

  it('takes the one rename, and its label beside it', () => {
    const { workflow, conflicts } = mergeWorkflows(
      withSubgraph('image'),
      withSubgraph('picture'),
      withSubgraph('image', 'Photo'),
    );
    expect(conflicts).toEqual([]);
    expect(workflow).toMatchObject({
      definitions: { subgraphs: [{ inputs: [{ name: 'picture', label: 'Photo' }] }] },
    });
  });
});

describe('nodes of which several are alike', () => {
  const twins = (ids: number[], widths: number[]) =>
    prompt(
      ...ids.map(
        (id, at) => `"${id}":{"class_type":"Maker","inputs":{"seed":1,"width":${widths[at]}}}`,
      ),
    );
  const canvasOf = (ids: number[], texts: string[]) =>
    asWorkflow({
      ...aCanvas(),
      links: [],
      nodes: ids.map((id, at) => ({
        id,
        type: 'Blur',
        pos: [0, 0],
        mode: 0,
        inputs: [],
        outputs: [],
        properties: {},
        widgets_values: [texts[at], 'same', 'same too'],
      })),
    });

  it('is a conflict where both sides changed one and the ids tell nothing', () => {
    const { conflicts } = mergeWorkflows(
      canvasOf([1, 2, 3], ['a', 'a', 'a']),
      canvasOf([11, 12, 13], ['a', 'b', 'a']),
      canvasOf([21, 22, 23], ['a', 'c', 'd']),
    );
    expect(conflicts.map((each) => each.kind)).toContain('ambiguous');
  });

  it('is one in API format too, and settled by looking at it', () => {
    const base = twins([1, 2, 3], [1, 1, 1]);
    const sides = [twins([11, 12, 13], [1, 2, 1]), twins([21, 22, 23], [1, 3, 4])] as const;
    const { workflow, conflicts } = mergeWorkflows(base, ...sides);
    const doubtful = conflicts.filter((each) => each.kind === 'ambiguous');
    expect(doubtful.length).toBeGreaterThan(0);
    const path = doubtful[0]?.path ?? '';
    const settle = (take: 'ours' | 'theirs') =>
      settleConflicts(workflow as unknown as JsonObject, new Map([[path, { take }]]));
    expect(settle('theirs').problems.map((each) => each.code)).toEqual(['merge/no-such-choice']);
    expect(settle('ours').open.map((each) => each.path)).not.toContain(path);
  });

  it('is none where ids tell which was meant, or one side alone changed one', () => {
    expect(
      mergeWorkflows(
        canvasOf([1, 2, 3], ['a', 'a', 'a']),
        canvasOf([1, 2, 3], ['a', 'b', 'a']),
        canvasOf([1, 2, 3], ['a', 'a', 'c']),
      ).conflicts,
    ).toEqual([]);
    expect(
      mergeWorkflows(
        canvasOf([1, 2, 3], ['a', 'a', 'a']),
        canvasOf([11, 12, 13], ['a', 'b', 'a']),
        canvasOf([1, 2, 3], ['a', 'a', 'a']),
      ).conflicts,
    ).toEqual([]);
    expect(
      mergeWorkflows(twins([1, 2], [1, 1]), twins([1, 2], [2, 1]), twins([1, 2], [1, 3])),
    ).toMatchObject({ conflicts: [] });
  });
});

describe('files of a workflow', () => {
  const text = (seed: number) => `{"1":{"class_type":"Maker","inputs":{"seed":${seed}}}}`;

  it('stay as ours has them where a version is no workflow', () => {
    const broken = '{"1":{"class_type":"Maker"';
    const merged = mergeFile('workflows/dev/hero/workflow.json', {
      base: text(1),
      ours: text(2),
      theirs: broken,
    });
    expect(merged).toMatchObject({ how: 'unread', text: text(2), unread: { side: 'theirs' } });
  });

  it('that both sides added come from nothing', () => {
    const [ours, theirs] = [text(1), text(1).replace('"1":', '"2":').replace('Maker', 'Mixer')];
    const merged = mergeFile('workflows/dev/hero/workflow.json', { base: '', ours, theirs });
    expect(merged).toMatchObject({ how: 'graph', conflicts: [] });
    expect(Object.keys(aPrompt(merged.text))).toEqual(['1', '2']);
  });
});
