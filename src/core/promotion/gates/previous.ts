/** The gate previous: the release ran in the environment before, as it stands there, and passed. */

import { problem } from '../../../base/problem.ts';
import { askEvidence, timeOf } from '../evidence-facts.ts';
import { newestSince } from '../evidence-standing.ts';
import type { Occupancy } from '../history.ts';
import {
  type BeforeFact,
  basisFor,
  type Gate,
  type GateAnswer,
  type GateQuestion,
  placeOf,
  timeText,
} from './gate.ts';
import { waitingForRunner } from './runner.ts';
import { worstOf } from './worst.ts';

export const previousGate: Gate = {
  name: 'previous',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const { before, gates } = question;
    if (before.length === 0) return undefined;
    const place = placeOf(question);
    if (!gates.previous) {
      const reason = problem('gate/switched-off', place, { gate: 'previous', ...place });
      return { gate: 'previous', state: 'passed', reason };
    }
    return worstOf(before.map((each, index) => answerOf(each, index === 0, question)));
  },
};

/** Releases come from the first; what the others have not had yet may still come to them. */
function answerOf(before: BeforeFact, isFirst: boolean, question: GateQuestion): GateAnswer {
  const { release } = question;
  const place = placeOf(question);
  if (question.action === 'remove') return answerForRemoval(question, before);
  const newest = before.history.findLast((stay) => stay.release === release);
  if (newest !== undefined) return answerFor(newest, before, question);
  const args = { ...place, release, before: before.environment };
  const reason = problem('gate/never-there', place, args);
  return { gate: 'previous', state: isFirst ? 'failed' : 'pending', reason, who: 'anybody' };
}

/** A removal goes the way of releases: what the environment before still holds is not taken out here. */
function answerForRemoval(
  question: GateQuestion,
  { environment: before, removed, history }: BeforeFact,
): GateAnswer {
  const place = placeOf(question);
  const args = { ...place, before };
  // where it never was it need not be taken out
  const since = removed ?? (history.length === 0 && question.before.length > 1 ? 0 : undefined);
  if (since === undefined) {
    const reason = problem('gate/not-removed-before', place, args);
    return { gate: 'previous', state: 'failed', reason, who: 'anybody' };
  }
  const reason = problem('gate/removed-before', place, { ...args, at: timeText(since) });
  return { gate: 'previous', state: 'passed', reason, since };
}

function answerFor(
  stay: Occupancy,
  { environment: before, cases, asked }: BeforeFact,
  question: GateQuestion,
): GateAnswer {
  const place = placeOf(question);
  const {
    state,
    evidence,
    reasons = [],
  } = askEvidence(question.evidence, {
    kind: 'active',
    environment: before,
    rendering: stay.rendering,
    ...basisFor(question, before),
    ...(cases === undefined ? {} : { cases }),
  });
  const at = evidence === undefined ? stay.since : timeOf(evidence);
  const args = { ...place, before, at: timeText(at), by: evidence?.by ?? stay.by };
  const who = 'anybody who reaches its servers';
  if (asked !== undefined && (state === 'none' || state === 'errored' || state === 'stale')) {
    const run = { gate: 'previous', kind: 'active', in: { environment: before }, asked } as const;
    return waitingForRunner(question, run);
  }
  switch (state) {
    case 'passed':
      return {
        gate: 'previous',
        state: 'passed',
        reason: problem('gate/previous-passed', place, args),
        since: at,
      };
    case 'failed':
      return {
        gate: 'previous',
        state: 'failed',
        reason: problem('gate/previous-failed', place, args),
        since: at,
        who,
      };
    case 'unverifiable':
      return {
        gate: 'previous',
        state: 'unverifiable',
        reason: problem('gate/previous-no-cases', place, args),
        since: at,
        who,
      };
    case 'stale': {
      const stale = { workflow: place.workflow, environment: before, kind: 'active' } as const;
      return {
        gate: 'previous',
        state: 'pending',
        reason: problem('gate/evidence-stale', place, { ...stale, at: args.at, reasons }),
        since: newestSince(reasons) ?? at,
        who,
      };
    }
    default:
      return {
        gate: 'previous',
        state: 'pending',
        reason: problem('gate/previous-missing', place, args),
        since: at,
        who,
      };
  }
}
