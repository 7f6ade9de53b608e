/** What an unmet expectation says: what was looked at, what should be, what is. */

import type { Range } from './case-types.ts';

export interface Finding {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Returns a finding where the number is out of the range; a number that is not known is out of every range. */
export function rangeFindings(
  what: string,
  range: Range | undefined,
  actual: number | undefined,
): readonly Finding[] {
  if (range === undefined) return [];
  const { min = -Infinity, max = Infinity } = range;
  if (actual !== undefined && actual >= min && actual <= max) return [];
  return [
    { what, expected: rangeText(range), actual: actual === undefined ? 'unknown' : String(actual) },
  ];
}

export function rangeText({ min = -Infinity, max = Infinity }: Range): string {
  if (min === max) return `${min}`;
  const parts = [
    min === -Infinity ? '' : `at least ${min}`,
    max === Infinity ? '' : `at most ${max}`,
  ];
  return parts.filter(Boolean).join(' and ');
}

export function sameFindings<T>(
  what: string,
  wanted: T | undefined,
  actual: T,
): readonly Finding[] {
  return wanted === undefined || wanted === actual
    ? []
    : [{ what, expected: String(wanted), actual: String(actual) }];
}

export function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
