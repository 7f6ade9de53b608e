/** Which of the chosen workflows one smoke run is about: its shard, and of that what no evidence speaks for now. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { askEvidence } from '../../core/promotion/evidence-facts.ts';
import type { StaleReason } from '../../core/promotion/evidence-standing.ts';
import { parseShard, type Shard, splitIntoShards } from '../../core/smoke/shards.ts';
import { fetchBase } from '../records/base-branch.ts';
import { readBases, trustedEvidenceIn } from '../records/evidence-bases.ts';
import { readRecords } from '../records/records.ts';
import { decidingConfig } from '../records/repository.ts';
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

/**
 * Returns those whose evidence says neither yes nor no of this pin, these cases and the environment as it is today, by
 * the rule of the gates. What changed for most of them stands first, so that a broken node type is known early.
 */
export async function staleOf(
  subjects: readonly SmokeSubject[],
  request: Pick<SmokeRequest, 'kind' | 'environment' | 'project' | 'world'>,
): Promise<readonly SmokeSubject[]> {
  const { kind, environment, project, world } = request;
  const git = gitOf(project);
  const { remote } = project.config.forge;
  const base = await fetchBase(git, remote);
  const config = await decidingConfig(git, remote);
  const bases = await readBases(git, base.commit, config, world.clock.now());
  const basis = bases.get(environment.name);
  const evidence = trustedEvidenceIn(await readRecords(git, remote), config);
  const stale = subjects.flatMap((subject) => {
    const { state, reasons = [] } = askEvidence(evidence, {
      kind,
      environment: environment.name,
      rendering: subject.pin.digests.rendering,
      cases: subject.cases.digest,
      ...(basis === undefined ? {} : { basis }),
    });
    return state === 'passed' || state === 'failed' ? [] : [{ subject, reasons }];
  });
  return mostUsedFirst(stale);
}

/** Sorts by how many of the stale workflows use the node type that changed; else the order stays. */
export function mostUsedFirst(
  stale: readonly { readonly subject: SmokeSubject; readonly reasons: readonly StaleReason[] }[],
): readonly SmokeSubject[] {
  const changed = new Set(
    stale.flatMap(({ reasons }) =>
      reasons.filter(({ part }) => part === 'interface').map(({ name }) => name),
    ),
  );
  const uses = ({ pin }: SmokeSubject): readonly string[] =>
    Object.keys(pin.description.interfaces).filter((name) => changed.has(name));
  const counts = new Map<string, number>();
  for (const { subject } of stale) {
    for (const name of uses(subject)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const weight = (subject: SmokeSubject): number =>
    Math.max(0, ...uses(subject).map((name) => counts.get(name) ?? 0));
  return stale.map(({ subject }) => subject).sort((a, b) => weight(b) - weight(a));
}
