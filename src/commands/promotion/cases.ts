/** The digest of a workflow's smoke cases at a revision, under which evidence counts. */

import type { Digest } from '../../base/digest.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { environmentsBefore } from '../../core/promotion/policy.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { readSmokeCases } from '../../core/smoke/cases.ts';
import type { Git } from '../../world/ports.ts';
import { filesAt } from '../environment/target.ts';
import type { Repository } from '../records/repository.ts';

/** Reads smoke.yaml and the files it names as the revision has them. */
export async function casesAt(
  git: Git,
  revision: string,
  workflow: string,
  environment: string,
): Promise<Digest> {
  return readSmokeCases(await filesAt(git, revision, slotFolder(workflow, environment))).digest;
}

/** Returns the digests in every environment before. */
export async function casesBeforeOf(
  { git, facts, config }: Pick<Repository, 'git' | 'facts' | 'config'>,
  workflow: string,
  environment: Environment,
): Promise<ReadonlyMap<string, Digest>> {
  const names = environmentsBefore(config, environment).map((each) => each.name);
  const found = await Promise.all(
    names.map((name) => casesAt(git, facts.base.commit, workflow, name)),
  );
  return new Map(
    names.flatMap((name, index) => {
      const digest = found[index];
      return digest === undefined ? [] : [[name, digest] as const];
    }),
  );
}
