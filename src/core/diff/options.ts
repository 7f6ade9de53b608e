/** What a caller may say of a comparison. */

import type { Json } from '../../base/json.ts';
import type { MatchOptions } from './match/match.ts';

export interface DiffOptions extends MatchOptions {
  /** True where two values are one under two names, as a model's file in two environments: drift, not behaviour. */
  readonly isSameValue?: (input: string, from: Json, to: Json) => boolean;
}

/** Returns whether the options say so; a value that came or went is never the same. */
export function isSameBySaying(
  options: DiffOptions,
  input: string,
  from: Json | undefined,
  to: Json | undefined,
): boolean {
  if (from === undefined || to === undefined) return false;
  return options.isSameValue?.(input, from, to) ?? false;
}
