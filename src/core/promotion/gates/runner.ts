/** The answer of a gate whose smoke run a runner was asked for. */

import { problem } from '../../../base/problem.ts';
import type { EvidenceKind } from '../evidence.ts';
import { type GateAnswer, type GateName, type GateQuestion, placeOf, timeText } from './gate.ts';

/** Returns that the gate waits for the runner of an environment, since it was asked. */
export function waitingForRunner(
  question: GateQuestion,
  run: {
    readonly gate: GateName;
    readonly kind: EvidenceKind;
    readonly in: { readonly environment: string };
    /** Milliseconds since 1970. */
    readonly asked: number;
  },
): GateAnswer {
  const place = placeOf(question);
  const { environment: runner } = run.in;
  const args = { ...place, runner, kind: run.kind, since: timeText(run.asked) };
  const reason = problem('gate/waiting-for-runner', place, args);
  const who = `the runner of ${runner}`;
  return { gate: run.gate, state: 'pending', reason, since: run.asked, who };
}
