import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import { releaseDigest } from '../../src/core/workflow/digests.ts';
import { describeRelease } from '../../src/core/workflow/release.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { asJson, dice, type Edited, templateCanvases } from '../support/canvas-edits.ts';
import { conversionCatalog, recordedFrontends } from '../support/conversion-cases.ts';
import { hasRecordings } from '../support/recordings.ts';

type Node = Record<string, unknown> & { id: number; pos: unknown };
type Root = Edited & { nodes: Node[]; links: unknown[][] };

/** The same workflow as a page would save it after a day of tidying: other ids, order, places, titles, colours, view. */
function tidied(base: Edited, roll: (sides: number) => number): Edited {
  const canvas = structuredClone(base) as unknown as Root;
  const ids = new Map(canvas.nodes.map((node, at) => [node.id, 5000 + ((at * 7) % 4999)]));
  const newId = (id: unknown) => ids.get(id as number) ?? id;
  canvas.nodes = canvas.nodes
    .map((node) => ({
      ...node,
      id: newId(node.id) as number,
      pos: [roll(2000), roll(2000)],
      color: '#222',
      ...(node['title'] === undefined ? {} : { title: `tidy ${roll(9)}` }),
    }))
    .reverse() as Root['nodes'];
  canvas.links = canvas.links.map((row) =>
    Array.isArray(row) ? row.map((cell, at) => (at === 1 || at === 3 ? newId(cell) : cell)) : row,
  );
  canvas.extra = { ...canvas.extra, ds: { scale: 2, offset: [1, 1] } };
  return canvas;
}

describe.runIf(hasRecordings)('the release of a recorded canvas', () => {
  it.each(hasRecordings ? recordedFrontends : [])(
    '$frontend: stays when it is tidied and saved again, and changes with any value that is sent',
    ({ frontend, folder }) => {
      const catalog = conversionCatalog(folder);
      const promptOf = (canvas: Edited): ApiPrompt | undefined =>
        convertCanvas(asJson(canvas), catalog, { frontend }).prompt;
      const digest = (prompt: ApiPrompt) => releaseDigest(prompt, describeRelease(prompt, catalog));
      let [same, other] = [0, 0];
      const wrong: unknown[] = [];
      const canvases = templateCanvases(folder, (_, at) => at % 9 === 4);
      canvases.forEach(({ id, base }, at) => {
        const [before, after] = [promptOf(base), promptOf(tidied(base, dice(at + 1)))];
        if (before === undefined || after === undefined) return;
        const release = digest(before);
        const { outputNodes } = describeRelease(before, catalog);
        if (digest(after) === release) same += 1;
        else wrong.push({ id, moved: true });
        for (const [node, name] of sentValues(before, outputNodes)) {
          if (digest(changedAt(before, node, name)) === release) wrong.push({ id, node, name });
          else other += 1;
        }
      });
      expect(wrong).toEqual([]);
      expect(same).toBeGreaterThan(15);
      expect(other).toBeGreaterThan(100);
    },
  );
});

const isLink = (value: Json): value is readonly [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';

/** Every value of a node that an output needs. */
function sentValues(prompt: ApiPrompt, outputs: readonly string[]): [string, string][] {
  const seen = new Set<string>();
  const open = [...outputs];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id) || prompt[id] === undefined) continue;
    seen.add(id);
    for (const value of Object.values(prompt[id]?.inputs ?? {}))
      if (isLink(value)) open.push(value[0]);
  }
  return [...seen].flatMap((id) =>
    Object.entries(prompt[id]?.inputs ?? {}).flatMap(([name, value]): [string, string][] =>
      isLink(value) ? [] : [[id, name]],
    ),
  );
}

function changedAt(prompt: ApiPrompt, id: string, name: string): ApiPrompt {
  const node = prompt[id] as unknown as { inputs: JsonObject };
  return {
    ...prompt,
    [id]: { ...node, inputs: { ...node.inputs, [name]: 'another value' } },
  } as unknown as ApiPrompt;
}
