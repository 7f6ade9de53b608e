/** The gate previous: the release ran in the environment before, as it stands there, and passed. */

import { problem } from '../../../base/problem.ts';
import { askEvidence, timeOf } from '../evidence-facts.ts';
import { newestSince } from '../evidence-standing.ts';
import type { Occupancy } from '../history.ts';
import {
  basisFor,
  type Gate,
  type GateAnswer,
  type GateQuestion,
  placeOf,
  timeText,
} from './gate.ts';
import { waitingForRunner } from './runner.ts';

export const previousGate: Gate = {
  name: 'previous',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const { before, gates, release } = question;
    if (before === undefined) return undefined;
    const place = placeOf(question);
    if (!gates.previous) {
      const reason = problem('gate/switched-off', place, { gate: 'previous', ...place });
      return { gate: 'previous', state: 'passed', reason };
    }
    if (question.action === 'remove') return answerForRemoval(question, before.name);
    const stays = question.historyBefore.filter((stay) => stay.release === release);
    const newest = stays.at(-1);
    if (newest === undefined) {
      const args = { ...place, release, before: before.name };
      const reason = problem('gate/never-there', place, args);
      return { gate: 'previous', state: 'failed', reason, who: 'anybody' };
    }
    return answerFor(newest, before.name, question);
  },
};

/** A removal goes the way of releases: what the environment before still holds is not taken out here. */
function answerForRemoval(question: GateQuestion, before: string): GateAnswer {
  const place = placeOf(question);
  const { removedBefore } = question;
  const args = { ...place, before };
  if (removedBefore === undefined) {
    const reason = problem('gate/not-removed-before', place, args);
    return { gate: 'previous', state: 'failed', reason, who: 'anybody' };
  }
  const reason = problem('gate/removed-before', place, { ...args, at: timeText(removedBefore) });
  return { gate: 'previous', state: 'passed', reason, since: removedBefore };
}

function answerFor(stay: Occupancy, before: string, question: GateQuestion): GateAnswer {
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
    ...(question.casesBefore === undefined ? {} : { cases: question.casesBefore }),
  });
  const at = evidence === undefined ? stay.since : timeOf(evidence);
  const args = { ...place, before, at: timeText(at), by: evidence?.by ?? stay.by };
  const who = 'anybody who reaches its servers';
  const asked = question.asked?.active;
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
