/** The gate smoke: the candidate ran on a server of the environment that it is to enter, and passed. */

import { problem } from '../../../base/problem.ts';
import { askEvidence, timeOf } from '../evidence-facts.ts';
import { newestSince } from '../evidence-standing.ts';
import { basisFor, type Gate, placeOf, timeText } from './gate.ts';
import { waitingForRunner } from './runner.ts';

export const smokeGate: Gate = {
  name: 'smoke',
  bindsRollback: false,
  bindsRemoval: false,
  answer: (question) => {
    const place = placeOf(question);
    if (!question.gates.smoke) {
      if (question.before.length === 0) return undefined;
      const reason = problem('gate/switched-off', place, { gate: 'smoke', ...place });
      return { gate: 'smoke', state: 'passed', reason };
    }
    const {
      state,
      evidence,
      reasons = [],
    } = askEvidence(question.evidence, {
      kind: 'candidate',
      environment: place.environment,
      rendering: question.rendering,
      ...basisFor(question, place.environment),
      ...(question.cases === undefined ? {} : { cases: question.cases }),
    });
    const who = 'anybody who reaches its servers';
    const { asked } = question;
    if (asked !== undefined && (state === 'none' || state === 'errored' || state === 'stale')) {
      return waitingForRunner(question, { gate: 'smoke', kind: 'candidate', in: place, asked });
    }
    if (evidence === undefined || state === 'none') {
      const reason = problem('gate/smoke-missing', place, place);
      return { gate: 'smoke', state: 'pending', reason, who };
    }
    const at = timeOf(evidence);
    const args = { ...place, at: timeText(at), by: evidence.by };
    if (state === 'passed') {
      const reason = problem('gate/smoke-passed', place, args);
      return { gate: 'smoke', state, reason, since: at };
    }
    if (state === 'failed') {
      const reason = problem('gate/smoke-failed', place, args);
      return { gate: 'smoke', state, reason, since: at, who };
    }
    if (state === 'unverifiable') {
      const reason = problem('gate/smoke-no-cases', place, args);
      return { gate: 'smoke', state, reason, since: at, who };
    }
    if (state === 'stale') {
      const stale = { ...place, kind: 'candidate', at: args.at, reasons } as const;
      const reason = problem('gate/evidence-stale', place, stale);
      return { gate: 'smoke', state: 'pending', reason, since: newestSince(reasons) ?? at, who };
    }
    const reason = problem('gate/smoke-missing', place, place);
    return { gate: 'smoke', state: 'pending', reason, since: at, who };
  },
};
