/** The digest of a workflow's smoke cases at a revision, under which evidence counts. */

import type { Digest } from '../../base/digest.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { readSmokeCases } from '../../core/smoke/cases.ts';
import type { Git } from '../../world/ports.ts';
import { filesAt } from '../environment/target.ts';

/** Reads smoke.yaml and the files it names as the revision has them. */
export async function casesAt(
  git: Git,
  revision: string,
  workflow: string,
  environment: string,
): Promise<Digest> {
  return readSmokeCases(await filesAt(git, revision, slotFolder(workflow, environment))).digest;
}
