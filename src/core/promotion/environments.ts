/** Looks environments up where the name is known to be right. */

import type { Environment, PromotionConfig } from './config-types.ts';

/** Returns the environment of that name; a RangeError where the caller did not check it. */
export function environmentOf(config: PromotionConfig, name: string): Environment {
  const found = config.environments.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`no environment ${name}`);
  return found;
}
