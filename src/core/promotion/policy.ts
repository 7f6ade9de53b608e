/** Which gates bind a workflow in an environment, overrides applied; and who owns it. */

import type { PromotionPolicy } from './config-policy.ts';
import type { Environment, GateConfig, PromotionConfig } from './config-types.ts';
import { matchesGlob } from './glob.ts';

/** Applies the overrides whose glob fits, in the order of the file: a later one wins; then what is said of the kind of change. */
export function gatesFor(
  config: PromotionConfig,
  environment: Environment,
  workflow: string,
  kind?: string,
): GateConfig {
  const fitting = config.overrides.filter((each) => matchesGlob(each.pattern, workflow));
  const changes: Partial<GateConfig>[] = fitting.map((each) => each.gates);
  const plain: GateConfig = Object.assign({}, environment.gates, ...changes);
  const byKind = kind === undefined ? undefined : plain.kinds?.[kind];
  const gates: GateConfig = byKind === undefined ? plain : { ...plain, ...byKind };
  return environment.after === undefined ? { ...gates, previous: false, soak: 0 } : gates;
}

/** Returns every environment that must have run a release before this one takes it, the one that it comes from first. */
export function environmentsBefore(
  config: PromotionConfig,
  { after, alsoAfter = [] }: Environment,
): readonly Environment[] {
  if (after === undefined) return [];
  return [after, ...alsoAfter].flatMap(
    (name) => config.environments.find((each) => each.name === name) ?? [],
  );
}

/** Returns the environment that releases come from, if there is one. */
export function environmentBefore(
  config: PromotionConfig,
  environment: Environment,
): Environment | undefined {
  return config.environments.find((each) => each.name === environment.after);
}

/** Returns the policy of a workflow in an environment; a later override wins. */
export function policyFor(
  config: PromotionConfig,
  environment: Environment,
  workflow: string,
): PromotionPolicy {
  const fitting = config.overrides.filter((each) => matchesGlob(each.pattern, workflow));
  return Object.assign({}, environment.promotion, ...fitting.map((each) => each.promotion));
}

/** Returns who owns a workflow: the last override that names owners. */
export function ownersOf(config: PromotionConfig, workflow: string): readonly string[] {
  const fitting = config.overrides.filter((each) => matchesGlob(each.pattern, workflow));
  return fitting.findLast((each) => each.owners.length > 0)?.owners ?? [];
}

/** Returns the environments that releases of this one go to. */
export function environmentsAfter(
  config: PromotionConfig,
  environment: string,
): readonly Environment[] {
  return config.environments.filter(
    ({ after, alsoAfter = [] }) => after === environment || alsoAfter.includes(environment),
  );
}
