/** Rehearses the way back of every release: would the rollback of today validate in its environment as it is recorded now? */

import { digestOfText } from '../../base/digest.ts';
import { type Problem, problem, titleOf } from '../../base/problem.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { historyOf } from '../../core/promotion/facts.ts';
import { currentOf } from '../../core/promotion/history.ts';
import { wayBack } from '../../core/promotion/rollback.ts';
import type { WayBackAnswer } from '../../report/promotion-answers.ts';
import { configFileName } from '../project/config-name.ts';
import { readCache } from '../project/read-cache.ts';
import { recordingPath } from '../records/evidence-bases.ts';
import { releaseAnswer } from './promotion-answer.ts';
import { rollbackRequest, type WishContext } from './requests.ts';

interface Rehearsed {
  readonly state: WayBackAnswer['state'];
  /** Why it fails. */
  readonly reason?: string;
}

export type Rehearsals = (workflow: string, environment: string) => WayBackAnswer | undefined;

/** Returns the answers; what was asked before under the same recordings and promotion.yaml is remembered. */
export async function rehearse(
  workflows: readonly string[],
  context: WishContext,
): Promise<Rehearsals> {
  const { repository, world } = context;
  const { git, config, facts } = repository;
  const cache = readCache(git, world);
  const at = await surroundingsOf(context);
  const kept = await cache.last('rehearsals');
  const known = new Map(
    kept?.at === at ? (kept.value as readonly (readonly [string, Rehearsed])[]) : [],
  );
  const answers = new Map<string, WayBackAnswer>();
  const size = known.size;
  const bans = new Set(
    facts.stops.flatMap((stop) => (stop.kind === 'ban' ? (stop.release ?? []) : [])),
  );
  for (const environment of config.environments.filter((each) => each.after !== undefined)) {
    for (const workflow of workflows) {
      const history = historyOf(facts, workflow, environment.name);
      const { target } = currentOf(history) === undefined ? {} : wayBack(history, bans);
      const stay = history.findLast((each) => each.release === target);
      if (target === undefined || stay === undefined) continue;
      const key = `${workflow}@${environment.name} ${stay.rendering}`;
      const found = known.get(key) ?? (await rehearseOne(workflow, environment, target, context));
      known.set(key, found);
      const to = releaseAnswer(target, facts, workflow);
      answers.set(`${workflow}@${environment.name}`, { ...found, to });
    }
  }
  if (known.size > size || kept?.at !== at) await cache.keep('rehearsals', at, [...known]);
  return (workflow, environment) => answers.get(`${workflow}@${environment}`);
}

async function rehearseOne(
  workflow: string,
  environment: Environment,
  release: string,
  context: WishContext,
): Promise<Rehearsed> {
  const place = { workflow, environment, release };
  const wish = {
    ...place,
    merge: false,
    now: false,
    liftHold: false,
    reason: '',
    live: false,
  } as const;
  const { candidate, validation, problems } = await rollbackRequest(wish, context);
  const [first] = [...problems, ...validation.problems].filter((each) => each.severity === 'error');
  if (candidate === undefined || validation.state === 'failed') {
    return { state: 'failed', ...(first === undefined ? {} : { reason: titleOf(first) }) };
  }
  if (validation.state === 'unverifiable') return { state: 'unverifiable' };
  return { state: candidate.rerendered ? 're-rendered' : 'passed' };
}

/** What the answers rest on besides the releases: every recording, and promotion.yaml. */
async function surroundingsOf({ repository }: WishContext): Promise<string> {
  const { git, config, facts } = repository;
  const { commit } = facts.base;
  const paths = [configFileName, ...config.environments.map((each) => recordingPath(each.name))];
  const trees = await Promise.all(paths.map((path) => git.tree(commit, path)));
  const ids = trees.map(([entry]) => entry?.id ?? '-');
  return digestOfText('rehearsals/v1', ids.join(' '));
}

/** Returns a warning for every way back that an environment has broken since. */
export function brokenWays(
  workflows: readonly string[],
  environments: readonly string[],
  rehearsals: Rehearsals,
): readonly Problem[] {
  return workflows.flatMap((workflow) =>
    environments.flatMap((environment) => {
      const answer = rehearsals(workflow, environment);
      if (answer?.state !== 'failed') return [];
      const { number, alias } = answer.to;
      const release = number === undefined ? alias : `v${number} (${alias})`;
      const at = { workflow, environment };
      const args = { ...at, release, reason: answer.reason ?? 'it cannot be validated' };
      return [problem('promotion/way-back-broken', at, args)];
    }),
  );
}
