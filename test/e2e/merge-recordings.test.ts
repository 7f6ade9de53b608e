import { describe, expect, it } from 'vitest';
import { dice, edited, templateCanvases } from '../support/canvas-edits.ts';
import { operate, overlaps } from '../support/canvas-surgery.ts';
import { conversionCatalog, recordedFrontends } from '../support/conversion-cases.ts';
import {
  conflictsOfSame,
  faultsOfApart,
  faultsOfGraphs,
  faultsOfOverlap,
} from '../support/merge-checks.ts';
import { hasRecordings } from '../support/recordings.ts';

describe.runIf(hasRecordings)('merges of every recorded canvas', () => {
  it.each(hasRecordings ? recordedFrontends : [])(
    '$frontend: edits apart are clean, the same edit is a conflict',
    ({ frontend, folder }) => {
      const recorded = { catalog: conversionCatalog(folder), frontend };
      const wrong: unknown[] = [];
      let [merges, clean, same, reported] = [0, 0, 0, 0];
      templateCanvases(folder).forEach(({ id, base }, at) => {
        const roll = dice(at + 1);
        const [ours, theirs] = [edited(base, 0, roll), edited(base, 1, roll)];
        const faults = faultsOfApart([base, ours, theirs], recorded);
        merges += 1;
        if (faults.length === 0) clean += 1;
        else wrong.push({ id, faults });
        const count = conflictsOfSame(base, recorded);
        if (count === undefined) return;
        same += 1;
        if (count === 1) reported += 1;
        else wrong.push({ id, count });
      });
      console.info(
        `${frontend}: ${clean} of ${merges} merges of edits apart clean, the same both ways, and run as the merge of both; ` +
          `${reported} of ${same} edits of one widget reported`,
      );
      expect(wrong).toEqual([]);
      expect(merges).toBeGreaterThan(100);
    },
    540_000,
  );

  it.each(hasRecordings ? recordedFrontends : [])(
    '$frontend: nodes that go and come, links, modes, groups and subgraphs of two people merge, and what both touch is a conflict',
    ({ frontend, folder }) => {
      const recorded = { catalog: conversionCatalog(folder), frontend };
      const wrong: unknown[] = [];
      const done = new Map<string, number>();
      let [merges, ran, reported] = [0, 0, 0];
      const count = (names: readonly string[]) => {
        for (const name of names) done.set(name, (done.get(name) ?? 0) + 1);
      };
      templateCanvases(folder).forEach(({ id, base }, at) => {
        const roll = dice(31 * at + 7);
        const [ours, theirs] = [operate(base, 0, roll), operate(base, 1, roll)];
        const found = faultsOfGraphs([base, ours.canvas, theirs.canvas], recorded);
        merges += 1;
        if (found.ran) ran += 1;
        if (found.faults.length > 0) wrong.push({ id, ...found });
        count([...ours.done, ...theirs.done]);
        for (const overlap of overlaps(base, roll)) {
          const faults = faultsOfOverlap(base, overlap, recorded);
          if (faults.length === 0) reported += 1;
          else wrong.push({ id, faults });
          count([`both: ${overlap.kind}`]);
        }
      });
      const edits = [...done].map(([name, times]) => `${name} ${times}`).join(', ');
      console.info(
        `${frontend}: ${merges} merges, ${ran} of them compared as they run; ${reported} overlaps reported; ${edits}`,
      );
      expect(wrong).toEqual([]);
      expect(ran / merges).toBeGreaterThan(0.9);
    },
    540_000,
  );
});
