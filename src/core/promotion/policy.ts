/** Which gates bind a workflow in an environment, overrides applied; and who owns it. */

import type { Environment, GateConfig, PromotionConfig } from './config-types.ts';
import { matchesGlob } from './glob.ts';

/** Applies the overrides whose glob fits, in the order of the file: a later one wins. */
export function gatesFor(
  config: PromotionConfig,
  environment: Environment,
  workflow: string,
): GateConfig {
  const fitting = config.overrides.filter((each) => matchesGlob(each.pattern, workflow));
  const changes: Partial<GateConfig>[] = fitting.map((each) => each.gates);
  const gates: GateConfig = Object.assign({}, environment.gates, ...changes);
  return environment.after === undefined ? { ...gates, previous: false, soak: 0 } : gates;
}

/** Returns the environment before, if there is one. */
export function environmentBefore(
  config: PromotionConfig,
  environment: Environment,
): Environment | undefined {
  return config.environments.find((each) => each.name === environment.after);
}
