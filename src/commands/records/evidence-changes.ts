/** Since when an environment is as it is: the commits of the default branch that changed what evidence was about. */

import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { declaredModels } from '../../core/promotion/declared-models.ts';
import {
  changeKey,
  type EvidenceBasis,
  type StaleReason,
  todayOf,
} from '../../core/promotion/evidence-standing.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import type { Git } from '../../world/ports.ts';
import { configFileName } from '../project/config-name.ts';
import { configOf } from '../project/project.ts';
import { catalogIn, type EvidenceBases, recordingPath } from './evidence-bases.ts';

/** A change that lies further back than this many commits of its file is not dated. */
const mostCommits = 40;

export interface ChangedEvidence {
  readonly workflow: string;
  readonly environment: string;
  readonly reasons: readonly StaleReason[];
}

/** Returns the bases with the times at which the parts that the reasons name became what they are. */
export async function datedBases(
  { git, commit, bases }: { git: Git; commit: string; bases: EvidenceBases },
  changed: readonly ChangedEvidence[],
): Promise<EvidenceBases> {
  const dated = new Map(bases);
  for (const each of changed) {
    const basis = dated.get(each.environment);
    if (basis === undefined || each.reasons.length === 0) continue;
    const changedAt = new Map(basis.changedAt);
    for (const [key, time] of await timesOf(each, basis, { git, commit })) changedAt.set(key, time);
    dated.set(each.environment, { ...basis, changedAt });
  }
  return dated;
}

async function timesOf(
  { workflow, environment, reasons }: ChangedEvidence,
  basis: EvidenceBasis,
  line: { readonly git: Git; readonly commit: string },
): Promise<ReadonlyMap<string, number>> {
  const recorded = reasons.filter(({ part }) => ['interface', 'versions', 'device'].includes(part));
  const models = reasons.filter(({ part }) => part === 'models');
  const cases = reasons.filter(({ part }) => part === 'cases');
  const folder = slotFolder(workflow, environment);
  return new Map([
    ...(await lastDifference(line, recordingPath(environment), recorded, (text, { part, name }) => {
      const catalog = catalogIn(text);
      if (part === 'age' || part === 'signature') return undefined;
      return todayOf(part, name, environment, { catalog: () => catalog, models: basis.models });
    })),
    ...(await lastDifference(line, configFileName, models, (text, { name }) =>
      declaredModels(modelsIn(text), environment).get(name),
    )),
    ...(await lastChange(line, [`${folder}/smoke.yaml`, `${folder}/smoke`], cases)),
  ]);
}

/** A promotion.yaml of an earlier time may be wrong by today's rules. */
function modelsIn(text: Uint8Array): PromotionConfig['models'] {
  try {
    return configOf(new TextDecoder().decode(text)).models;
  } catch {
    return [];
  }
}

/** Walks back until each part is another one than today; the commit after that brought the change. */
async function lastDifference(
  { git, commit }: { readonly git: Git; readonly commit: string },
  path: string,
  reasons: readonly StaleReason[],
  valueIn: (text: Uint8Array, reason: StaleReason) => string | undefined,
): Promise<readonly (readonly [string, number])[]> {
  const found: (readonly [string, number])[] = [];
  let open = reasons;
  let later: number | undefined;
  if (open.length === 0) return found;
  const options = { from: commit, paths: [path], firstParent: true, limit: mostCommits };
  for (const each of await git.log(options)) {
    const name = `${each.id}:${path}`;
    const text = (await git.missing([name])).length > 0 ? undefined : await git.blobs([name]);
    const bytes = text?.get(name);
    const before = later;
    const ended = open.filter(
      (reason) => bytes === undefined || valueIn(bytes, reason) !== reason.is,
    );
    if (before !== undefined) found.push(...ended.map((one) => [changeKey(one), before] as const));
    open = open.filter((reason) => !ended.includes(reason));
    if (open.length === 0) return found;
    later = each.commitTime * 1000;
  }
  return found;
}

async function lastChange(
  { git, commit }: { readonly git: Git; readonly commit: string },
  paths: readonly string[],
  reasons: readonly StaleReason[],
): Promise<readonly (readonly [string, number])[]> {
  if (reasons.length === 0) return [];
  const [newest] = await git.log({ from: commit, paths, firstParent: true, limit: 1 });
  if (newest === undefined) return [];
  return reasons.map((each) => [changeKey(each), newest.commitTime * 1000]);
}
