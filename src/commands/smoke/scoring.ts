/** Scorers: commands of the default branch's promotion.yaml that give an output its scores. */

import { join } from 'node:path';
import { digestOfBytes } from '../../base/digest.ts';
import { nearestName } from '../../base/text.ts';
import type { Scorer } from '../../core/promotion/config-smoke.ts';
import type { ScorerAnswer } from '../../core/smoke/expectations.ts';
import { questionText, readReply, type ScorerQuestion } from '../../core/smoke/scorer-json.ts';
import type { FetchedFile } from '../../core/smoke/verdict.ts';
import type { ProgramResult } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { baseConfigFor } from './scorer-source.ts';

export interface Scoring {
  readonly scorers: readonly Scorer[];
  /** Where the scorers are defined, for people. */
  readonly where: string;
  readonly score: (
    scorer: Scorer,
    question: Omit<ScorerQuestion, 'files'>,
    files: readonly FetchedFile[],
  ) => Promise<ScorerAnswer>;
  readonly nearest: (name: string) => string | undefined;
}

/**
 * Returns the scorers as the remote's default branch has them; without a remote, as the work tree has them. Files that
 * a scorer names come from the same place, so that a proposal can change neither the command nor what it runs.
 */
export async function openScoring(project: Project, world: World): Promise<Scoring> {
  const source = await baseConfigFor(project, world);
  const { scorers } = source.config;
  return {
    scorers,
    where: source.where,
    nearest: (name) =>
      nearestName(
        name,
        scorers.map((each) => each.name),
      ),
    score: async (scorer, question, files) => {
      const folder = await world.disk.temporaryFolder('comfypin-score-');
      try {
        for (const [path, bytes] of await source.files(scorer.files)) {
          await world.disk.write(join(folder, path), bytes);
        }
        const named = await written(files, join(folder, '.outputs'), world);
        const result = await world.programs.run({
          command: scorer.command,
          input: questionText({ ...question, files: named }),
          folder,
          timeoutMs: scorer.timeoutMs,
          maxOutput: scorer.maxOutput,
          variables: scorer.variables,
          signal: world.signal,
        });
        return answerOf(scorer, result);
      } finally {
        await world.disk.remove(folder);
      }
    },
  };
}

async function written(
  files: readonly FetchedFile[],
  folder: string,
  world: Pick<World, 'disk'>,
): Promise<ScorerQuestion['files']> {
  const named: { path: string; name: string; sha256: string }[] = [];
  for (const [index, { name, bytes }] of files.entries()) {
    if (bytes === undefined) continue;
    const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
    const path = join(folder, `${index + 1}${ending}`);
    await world.disk.write(path, bytes);
    named.push({ path, name, sha256: digestOfBytes(bytes) });
  }
  return named;
}

const ends: Readonly<Record<Exclude<ProgramResult['end'], 'ok' | 'failed'>, string>> = {
  timeout: 'it took longer than its limit',
  'too-much': 'its answer is longer than its limit',
  stopped: 'it was stopped',
  absent: 'there is no such program',
};

function answerOf(scorer: Scorer, result: ProgramResult): ScorerAnswer {
  const { end, output, errors, code } = result;
  const base = { scorer: scorer.name, scores: {} };
  if (end === 'failed') {
    const last = errors.trim().split('\n').at(-1) ?? '';
    const why =
      code === undefined ? last : `it ended with code ${code}${last === '' ? '' : `: ${last}`}`;
    return { ...base, failed: why };
  }
  if (end !== 'ok') return { ...base, failed: ends[end] };
  const reply = readReply(output);
  return 'failed' in reply
    ? { ...base, failed: reply.failed }
    : {
        ...base,
        scores: reply.scores,
        ...(reply.notes.length === 0 ? {} : { notes: reply.notes }),
      };
}
