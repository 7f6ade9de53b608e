import { describe, expect, it } from 'vitest';
import { dice, edited, templateCanvases } from '../support/canvas-edits.ts';
import { conversionCatalog, recordedFrontends } from '../support/conversion-cases.ts';
import { conflictsOfSame, faultsOfApart } from '../support/merge-checks.ts';
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
});
