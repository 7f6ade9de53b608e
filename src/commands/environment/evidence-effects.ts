/** What another offer of an environment would do to its evidence: which of it counts today and would not count then. */

import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { parseEnvironment, writeEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { askEvidence } from '../../core/promotion/evidence-facts.ts';
import type { EvidenceBasis, StaleReason } from '../../core/promotion/evidence-standing.ts';
import { pinFile } from '../../core/promotion/release-files.ts';
import { pinnedDigestsOf, slotFolder } from '../../core/promotion/slots.ts';
import type { World } from '../command.ts';
import { foldersOnDisk } from '../project/folders.ts';
import type { Project } from '../project/project.ts';
import { fetchBase } from '../records/base-branch.ts';
import { readBases, trustedEvidenceIn } from '../records/evidence-bases.ts';
import { readRecords } from '../records/records.ts';
import { decidingConfig } from '../records/repository.ts';

export interface EvidenceEffect {
  readonly workflow: string;
  readonly reasons: readonly StaleReason[];
}

/** Reads the records of the remote; where there is no remote to read, nothing is told. */
export async function evidenceEffects(
  { git, top, config: { forge } }: Project,
  world: World,
  environment: string,
  catalog: Catalog,
): Promise<{
  readonly evidence?: readonly EvidenceEffect[];
  readonly problems: readonly Problem[];
}> {
  if (git === undefined || (await git.remoteUrl(forge.remote)) === undefined)
    return { problems: [] };
  try {
    const base = await fetchBase(git, forge.remote);
    const config = await decidingConfig(git, forge.remote);
    const now = (await readBases(git, base.commit, config, world.clock.now())).get(environment);
    if (now === undefined) return { problems: [] };
    const recorded = parseEnvironment(writeEnvironment(catalog)).catalog;
    const then: EvidenceBasis = { ...now, catalog: () => recorded };
    const all = trustedEvidenceIn(await readRecords(git, forge.remote), config);
    const evidence: EvidenceEffect[] = [];
    for (const workflow of await foldersOnDisk(world.disk, top).names(environment)) {
      const path = join(top, slotFolder(workflow, environment), pinFile);
      const text = new TextDecoder().decode(await world.disk.read(path));
      const rendering = pinnedDigestsOf(text)?.rendering;
      if (rendering === undefined) continue;
      const question = { kind: 'active', environment, rendering } as const;
      const before = askEvidence(all, { ...question, basis: now });
      const after = askEvidence(all, { ...question, basis: then });
      if (before.state === 'stale' || after.state !== 'stale') continue;
      evidence.push({ workflow, reasons: after.reasons ?? [] });
    }
    return { evidence, problems: evidence.map((each) => voided(each, environment)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problems: error.problems.map((each) => ({ ...each, severity: 'warning' })) };
  }
}

function voided({ workflow, reasons }: EvidenceEffect, environment: string): Problem {
  const at = { workflow, environment };
  return problem('drift/evidence', at, { ...at, reasons });
}
