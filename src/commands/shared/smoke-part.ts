/** Which of the chosen workflows one smoke run is about: its shard, and of that what no evidence speaks for now. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { askEvidence, evidenceIn } from '../../core/promotion/evidence-facts.ts';
import { parseShard, type Shard, splitIntoShards } from '../../core/smoke/shards.ts';
import { readRecords } from './records.ts';
import { gitOf, type SmokeRequest } from './smoke-choice.ts';
import type { SmokeSubject } from './smoke-subject.ts';

/** Reads `--shard`; a Failure where it cannot be one. */
export function shardOf(text: string | undefined): Shard | undefined {
  const shard = text === undefined ? undefined : parseShard(text);
  if (text === undefined || shard !== undefined) return shard;
  const message = `--shard is the number of a part and of all parts, as 1/4, and not ${text}.`;
  throw new Failure(problem('cli/usage', {}, { message, command: 'smoke' }));
}

/** The split is over all chosen workflows, not over the stale ones: jobs that start later see other evidence. */
export function shardsOf(
  subjects: readonly SmokeSubject[],
  count: number,
): readonly (readonly SmokeSubject[])[] {
  return splitIntoShards(subjects, count, {
    name: ({ workflow }) => workflow,
    weight: ({ runs }) => runs.length,
  });
}

/** Returns those whose evidence says neither yes nor no of this pin and these cases, by the rule of the gates. */
export async function staleOf(
  subjects: readonly SmokeSubject[],
  { kind, environment, project }: Pick<SmokeRequest, 'kind' | 'environment' | 'project'>,
): Promise<readonly SmokeSubject[]> {
  const records = await readRecords(gitOf(project), project.config.forge.remote);
  const evidence = evidenceIn(records);
  return subjects.filter(({ pin, cases }) => {
    const { state } = askEvidence(evidence, {
      kind,
      environment: environment.name,
      rendering: pin.digests.rendering,
      cases: cases.digest,
    });
    return state !== 'passed' && state !== 'failed';
  });
}
