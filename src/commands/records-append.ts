/** `records append`: takes evidence files that another job made, checks them as hostile data, and appends them. */

import { Failure } from '../base/failure.ts';
import { compareText } from '../base/order.ts';
import { type Problem, problem } from '../base/problem.ts';
import { refusalsOfEvidence } from '../core/promotion/admit-evidence.ts';
import type { PromotionConfig } from '../core/promotion/config-types.ts';
import type { Evidence } from '../core/promotion/evidence.ts';
import { recordFileOf } from '../core/promotion/records.ts';
import { type AppendAnswer, renderRecordsAppend } from '../report/text/records-append.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { fetchBase } from './records/base-branch.ts';
import { knownPins } from './records/known-pins.ts';
import { appendRecords, knownRecordPaths } from './records/records.ts';
import { decidingConfig, gitOf } from './records/repository.ts';
import { collectEvidence, collectThumbnails, type FoundEvidence } from './smoke/evidence-files.ts';
import { signedEvidence, signingKey } from './smoke/signing.ts';

export const recordsAppend = command({
  name: 'records append',
  summary: 'Check evidence files that a smoke run wrote, and append them to the records',
  description:
    'For a job of its own, which may write to the repository where the one that ran the nodes may not. Every file\n' +
    'is checked as something that anybody may have made: its name, size, shape and digest, and that the default branch\n' +
    'or an open proposal holds what it is about. Good files are appended also where others are refused. Where the\n' +
    'variable of signatures: in promotion.yaml is set, what is not signed yet is signed.',
  examples: [
    'comfypin records append evidence',
    'comfypin records append evidence --head refs/pull/12/head',
  ],
  arguments: [
    { name: 'path', summary: 'evidence files, or folders of them', required: true, many: true },
  ],
  options: {
    head: {
      type: 'list',
      value: 'ref',
      summary: 'a ref of the remote whose pins count too, as refs/pull/12/head',
    },
    allowNone: { type: 'flag', summary: 'succeed where there is no file' },
    dryRun: { type: 'flag', summary: 'check the files and append nothing' },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { git, remote } = gitOf(project, world);
    const { found, pictures, problems } = await collectEvidence(words, world, options.allowNone);
    if (found.length === 0 && problems.length === 0 && !options.allowNone) {
      throw new Failure(problem('evidence/no-files', {}, { words }));
    }
    const { good, refused, config } = await sort(found, {
      git,
      remote,
      heads: options.head.map((each) => (each.startsWith('refs/') ? each : `refs/heads/${each}`)),
      now: world.clock.now(),
    });
    const key = signingKey(config, world);
    const records = good.map(({ evidence }) => signedEvidence(evidence, key));
    const there = await knownRecordPaths(git, remote);
    const wanted = good.filter(({ evidence }) => keepsThumbnails(evidence, config));
    const thumbnails = await collectThumbnails(
      { pictures },
      wanted.map(({ evidence }) => evidence),
      world,
    );
    if (!options.dryRun) await appendRecords(git, remote, records, world, thumbnails.media);
    const files = good
      .map(({ file, evidence }, index) => {
        const record = records[index];
        const path = record === undefined ? '' : recordFileOf(record).path;
        const state = there.has(path) ? 'there' : options.dryRun ? 'would append' : 'appended';
        const { workflow, environment, kind, verdict, at, by } = evidence;
        return { file, record: path, state, workflow, environment, kind, verdict, at, by } as const;
      })
      .sort((a, b) => compareText(a.file, b.file));
    const all = [...problems, ...refused, ...thumbnails.problems];
    const value: AppendAnswer = {
      files,
      refused: [...new Set(all.map((each) => each.at.file ?? ''))].sort(compareText),
      dryRun: options.dryRun,
    };
    return { value, problems: all };
  },
  renderers: { text: renderRecordsAppend },
});

function keepsThumbnails({ environment }: Evidence, { environments }: PromotionConfig): boolean {
  return environments.find(({ name }) => name === environment)?.evidence.thumbnails === 'branch';
}

/** Tells what may be recorded from what may not, by the default branch as it is now. */
async function sort(
  found: readonly FoundEvidence[],
  sources: Omit<Parameters<typeof knownPins>[0], 'commit'> & { readonly now: number },
): Promise<{
  readonly good: readonly FoundEvidence[];
  readonly refused: readonly Problem[];
  readonly config: PromotionConfig;
}> {
  const { git, remote, now } = sources;
  const { commit } = await fetchBase(git, remote);
  const config = await decidingConfig(git, remote);
  const pinsOf = await knownPins(
    { ...sources, commit },
    found.map(({ evidence }) => evidence),
  );
  const refused: Problem[] = [];
  const good = found.filter(({ evidence, file }) => {
    const reasons = refusalsOfEvidence(evidence, { config, pins: pinsOf(evidence), now }, file);
    refused.push(...reasons);
    return reasons.length === 0;
  });
  return { good, refused, config };
}
