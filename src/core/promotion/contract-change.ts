/** What of a contract an application would miss: inputs and outputs that are gone or have another type. */

import type { ContractBinding } from '../workflow/types.ts';

export interface ContractBreak {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** Types; `is` is absent where it is gone. */
  readonly was: string;
  readonly is?: string;
}

/** How a candidate differs from what the environment holds. */
export interface ChangeFacts {
  /** The heaviest kind of change; absent where nothing is held yet or nobody asks. */
  readonly kind?: string;
  readonly contractBreaks?: readonly ContractBreak[];
}

/** Returns the breaks in the order of the former contract; what is new breaks nothing. */
export function breaksOf(
  former: readonly ContractBinding[],
  next: readonly ContractBinding[],
): readonly ContractBreak[] {
  return former.flatMap((each): ContractBreak[] => {
    const { name, direction, type } = each;
    const same = next.find((other) => other.name === name && other.direction === direction);
    const was = type ?? '';
    if (same === undefined) return [{ name, direction, was }];
    return (same.type ?? '') === was ? [] : [{ name, direction, was, is: same.type ?? '' }];
  });
}
