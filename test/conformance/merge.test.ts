import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { diffWorkflows } from '../../src/core/diff/diff.ts';
import { mergePrompts } from '../../src/core/merge/api.ts';
import { mergeCanvases } from '../../src/core/merge/canvas/document.ts';
import { mergeWorkflows } from '../../src/core/merge/merge.ts';
import { convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import {
  conversionCases,
  conversionCatalog,
  recordedFrontends,
} from '../support/conversion-cases.ts';
import { hasRecordings } from '../support/recordings.ts';

interface EditedNode {
  id: number;
  title?: string;
  pos: number[];
  widgets_values?: unknown[];
}
interface EditedScope {
  nodes: EditedNode[];
}
type Edited = EditedScope & {
  definitions?: { subgraphs?: EditedScope[] };
  extra?: Record<string, unknown>;
};

/** The same numbers every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return state % sides;
  };
}

const scopesOf = (canvas: Edited) => [canvas, ...(canvas.definitions?.subgraphs ?? [])];

/** Edits nodes of every other place only, so that two people's edits are apart; both add nodes under the next id and look around. */
function edited(base: Edited, parity: 0 | 1, roll: (sides: number) => number): Edited {
  const canvas = structuredClone(base);
  const next = Math.max(
    0,
    ...scopesOf(canvas).flatMap(({ nodes }) => nodes.map((node) => Number(node.id) || 0)),
  );
  for (let turn = 0; turn < 3; turn += 1) {
    const scopes = scopesOf(canvas);
    const scope = scopes[roll(scopes.length)] ?? canvas;
    const own = scope.nodes.filter((_, at) => at % 2 === parity);
    const node = own[roll(own.length || 1)];
    if (node === undefined) continue;
    const number = node.widgets_values?.findIndex?.((each) => typeof each === 'number') ?? -1;
    const kind = roll(4);
    if (kind === 0 && number >= 0 && node.widgets_values !== undefined) {
      node.widgets_values[number] = (node.widgets_values[number] as number) + 1;
    } else if (kind === 1) node.title = `title ${parity} ${turn}`;
    else if (kind === 2) node.pos = [roll(999), roll(999)];
    else {
      const note = { type: 'Note', inputs: [], outputs: [], widgets_values: [`${parity} ${turn}`] };
      scope.nodes.push({ id: next + 1 + turn, pos: [0, 0], ...note });
    }
  }
  canvas.extra = { ...canvas.extra, ds: { scale: parity + 1, offset: [parity, 0] } };
  return canvas;
}

const asJson = (canvas: Edited) => canvas as unknown as JsonObject;

describe.runIf(hasRecordings)('merges of recorded canvases', () => {
  for (const { frontend, folder } of hasRecordings ? recordedFrontends : []) {
    const catalog = conversionCatalog(folder);
    const bases = conversionCases(folder)
      .filter(
        (each, at) => each.kind !== 'special' && !each.id.includes('special') && at % 12 === 0,
      )
      .map(({ id, canvas }) => ({ id, base: JSON.parse(JSON.stringify(canvas)) as Edited }))
      .filter(({ base }) => Array.isArray(base.nodes) && base.nodes.length > 1);
    const promptOf = (canvas: Edited): ApiPrompt | undefined => {
      try {
        return convertCanvas(asJson(canvas), catalog, { frontend }).prompt;
      } catch {
        return undefined;
      }
    };

    it(`${frontend}: edits apart from each other are clean, and run as the merge of what each runs`, () => {
      expect(bases.length).toBeGreaterThan(10);
      bases.forEach(({ id, base }, at) => {
        const roll = dice(at + 1);
        const [ours, theirs] = [edited(base, 0, roll), edited(base, 1, roll)];
        const { workflow, conflicts } = mergeWorkflows(
          asJson(base),
          asJson(ours),
          asJson(theirs),
          catalog,
        );
        expect({ id, conflicts }).toEqual({ id, conflicts: [] });
        const [before, here, there] = [base, ours, theirs].map(promptOf);
        const after = promptOf(workflow as unknown as Edited);
        if (
          before === undefined ||
          here === undefined ||
          there === undefined ||
          after === undefined
        )
          return;
        const wanted = mergePrompts({ base: before, ours: here, theirs: there }, catalog);
        const changes = diffWorkflows(wanted.workflow, after).changes.filter(
          (each) => each.kind !== 'node-renumbered',
        );
        expect({ id, changes }).toEqual({ id, changes: [] });
      });
    });

    it(`${frontend}: against an unchanged side the other one is what comes out, and the same edit twice is one`, () => {
      bases.forEach(({ id, base }, at) => {
        const theirs = edited(base, 1, dice(at + 1));
        for (const ours of [base, theirs]) {
          const { canvas } = mergeCanvases(
            { base: asJson(base), ours: asJson(ours), theirs: asJson(theirs) },
            catalog,
          );
          const { changes } = diffWorkflows(asJson(theirs), canvas);
          expect({ id, changes: changes.filter((each) => each.class !== 'view') }).toEqual({
            id,
            changes: [],
          });
        }
      });
    });

    it(`${frontend}: the same widget set to two values is always a conflict`, () => {
      for (const { id, base } of bases) {
        const at = base.nodes.findIndex(
          (node) =>
            Array.isArray(node.widgets_values) && typeof node.widgets_values[0] === 'string',
        );
        if (at < 0) continue;
        const holding = (value: string): JsonObject => {
          const canvas = structuredClone(base);
          const values = canvas.nodes[at]?.widgets_values;
          if (values !== undefined) values[0] = value;
          return asJson(canvas);
        };
        const { conflicts } = mergeWorkflows(asJson(base), holding('one'), holding('two'), catalog);
        expect({ id, count: conflicts.length }).toEqual({ id, count: 1 });
      }
    });
  }
});
