/** One answer for several environments before: a gate passes where it passes for each. */

import type { GateAnswer, GateState } from './gate.ts';

const worstFirst: readonly GateState[] = ['failed', 'unverifiable', 'pending', 'passed'];

/** Returns the answer that stands in the way most; of those that wait the one that waits longest. The list is not empty. */
export function worstOf(answers: readonly GateAnswer[]): GateAnswer | undefined {
  const [first, ...others] = answers;
  if (first === undefined) return undefined;
  return others.reduce((worst, each) => (isWorse(each, worst) ? each : worst), first);
}

function isWorse(left: GateAnswer, right: GateAnswer): boolean {
  const by = worstFirst.indexOf(left.state) - worstFirst.indexOf(right.state);
  if (by !== 0 || left.state !== 'pending') return by < 0;
  // without a time to come somebody has to act
  return (left.next ?? Number.POSITIVE_INFINITY) > (right.next ?? Number.POSITIVE_INFINITY);
}
