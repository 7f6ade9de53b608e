/** The gates ban, hold and freeze: nothing passes that a person has stopped. */

import { type Problem, problem } from '../../../base/problem.ts';
import { type Stop, type StopKind, stopsOn } from '../standing.ts';
import { type Gate, type GateAnswer, type GateQuestion, placeOf, timeText } from './gate.ts';

export const banGate: Gate = {
  name: 'ban',
  bindsRollback: true,
  bindsRemoval: false,
  answer: (ask) => answer('ban', ask),
};
export const holdGate: Gate = {
  name: 'hold',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (ask) => answer('hold', ask),
};
export const freezeGate: Gate = {
  name: 'freeze',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (ask) => answer('freeze', ask),
};

function answer(kind: StopKind, question: GateQuestion): GateAnswer {
  const { environment, workflow, release } = question;
  const on = { workflow, environment: environment.name, release };
  const stop = stopsOn(question.stops, on).findLast((each) => each.kind === kind);
  if (stop === undefined) {
    const reason = problem('gate/not-stopped', placeOf(question), { kind });
    return { gate: kind, state: 'passed', reason };
  }
  return {
    gate: kind,
    state: 'failed',
    reason: stopReason(stop, placeOf(question)),
    since: stop.since,
    ...(stop.until === undefined ? {} : { next: stop.until }),
    who: 'release managers',
  };
}

/** Returns why a stop stops a workflow in an environment. */
export function stopReason(
  stop: Stop,
  place: { readonly workflow: string; readonly environment: string },
): Problem {
  const args = {
    ...place,
    reason: stop.reason,
    by: stop.by,
    since: timeText(stop.since),
    until: stop.until === undefined ? undefined : timeText(stop.until),
  };
  if (stop.kind === 'ban')
    return problem('gate/banned', place, { ...args, release: stop.release ?? '' });
  return problem(stop.kind === 'hold' ? 'gate/held' : 'gate/frozen', place, args);
}
