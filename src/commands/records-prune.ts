/** `records prune`: takes old thumbnails from the branch of records; every record and every digest stays. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { type PruneAnswer, renderRecordsPrune } from '../report/text/records-prune.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { pruneMedia } from './records/records-prune.ts';
import { gitOf } from './records/repository.ts';

export const recordsPrune = command({
  name: 'records prune',
  summary: 'Take old thumbnails from the records; every record and digest stays',
  description:
    'Takes the thumbnails that only evidence from before the date names. Without --rewrite that is one more commit, and\n' +
    'the pictures stay in the history of the branch. With it the branch begins anew with all of its records, which frees\n' +
    'their space and needs the right to force-push; clones accept such a history when no record is missing in it.',
  examples: [
    'comfypin records prune --before 2026-06-01',
    'comfypin records prune --before 2026-06-01 --rewrite --dry-run',
  ],
  arguments: [],
  options: {
    before: { type: 'text', value: 'date', summary: 'a date, as 2026-06-01', required: true },
    rewrite: { type: 'flag', summary: 'begin the branch anew, so that the space is freed' },
    dryRun: { type: 'flag', summary: 'tell what would be taken' },
  },
  run: async ({ options }, world) => {
    const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(options.before);
    const before = Date.parse(options.before);
    if (!isDate || Number.isNaN(before)) {
      const message = `--before is a date, as 2026-06-01, and not ${options.before}.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'records prune' }));
    }
    const project = await openProject(world);
    const { git, remote } = gitOf(project, world);
    const done = await pruneMedia({ ...options, git, remote, before }, world);
    const value: PruneAnswer = { ...done, dryRun: options.dryRun, rewrite: options.rewrite };
    return { value, problems: [] };
  },
  renderers: { text: renderRecordsPrune },
});
