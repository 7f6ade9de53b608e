import { describe, expect, it } from 'vitest';
import { diffWorkflows } from '../../src/core/diff/diff.ts';
import { mergeCanvases } from '../../src/core/merge/canvas/document.ts';
import { asJson, dice, edited, templateCanvases } from '../support/canvas-edits.ts';
import { operate, overlaps } from '../support/canvas-surgery.ts';
import { conversionCatalog, recordedFrontends } from '../support/conversion-cases.ts';
import {
  conflictsOfSame,
  faultsOfApart,
  faultsOfGraphs,
  faultsOfOverlap,
} from '../support/merge-checks.ts';
import { hasRecordings } from '../support/recordings.ts';

describe.runIf(hasRecordings)('merges of recorded canvases', () => {
  for (const { frontend, folder } of hasRecordings ? recordedFrontends : []) {
    const catalog = conversionCatalog(folder);
    const bases = templateCanvases(folder, (_, at) => at % 12 === 0);

    it(`${frontend}: edits apart from each other are clean, and run as the merge of what each runs`, () => {
      expect(bases.length).toBeGreaterThan(10);
      bases.forEach(({ id, base }, at) => {
        const roll = dice(at + 1);
        const [ours, theirs] = [edited(base, 0, roll), edited(base, 1, roll)];
        const faults = faultsOfApart([base, ours, theirs], { catalog, frontend });
        expect({ id, faults }).toEqual({ id, faults: [] });
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

    it(`${frontend}: edits of the graph merge where they are apart, and are told where they are not`, () => {
      bases.forEach(({ id, base }, at) => {
        const roll = dice(17 * at + 3);
        const sides = [0, 1].map((side) => operate(base, side as 0 | 1, roll).canvas);
        const [ours, theirs] = sides as [typeof base, typeof base];
        const { faults } = faultsOfGraphs([base, ours, theirs], { catalog, frontend });
        expect({ id, faults }).toEqual({ id, faults: [] });
        for (const overlap of overlaps(base, roll)) {
          const untold = faultsOfOverlap(base, overlap, { catalog, frontend });
          expect({ id, untold }).toEqual({ id, untold: [] });
        }
      });
    });

    it(`${frontend}: the same widget set to two values is always a conflict`, () => {
      for (const { id, base } of bases) {
        const count = conflictsOfSame(base, { catalog, frontend }) ?? 1;
        expect({ id, count }).toEqual({ id, count: 1 });
      }
    });
  }
});
