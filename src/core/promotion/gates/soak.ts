/** The gate soak: the release has stayed long enough in the environment before. */

import { problem } from '../../../base/problem.ts';
import { formatDuration } from '../duration.ts';
import { activeRunsOf } from '../evidence-facts.ts';
import { soakOf } from '../soak.ts';
import {
  type BeforeFact,
  type Gate,
  type GateAnswer,
  type GateQuestion,
  placeOf,
  timeText,
} from './gate.ts';
import { worstOf } from './worst.ts';

export const soakGate: Gate = {
  name: 'soak',
  bindsRollback: false,
  bindsRemoval: false,
  answer: (question) => {
    const { before, gates } = question;
    if (gates.soak === 0) return undefined;
    return worstOf(before.map((each) => answerFor(each, question)));
  },
};

function answerFor(before: BeforeFact, question: GateQuestion): GateAnswer {
  const { gates, now, release } = question;
  const place = placeOf(question);
  const { environment, history: occupancies } = before;
  const { reached, runningSince } = soakOf({
    release,
    occupancies,
    runs: activeRunsOf(question.evidence, release, { environment, occupancies }),
    bans: question.allBans.filter((ban) => ban.release === release).map((ban) => ban.since),
    needsEvidence: gates.previous,
    now,
  });
  const args = {
    ...place,
    before: environment,
    reached: formatDuration(reached),
    needed: formatDuration(gates.soak),
  };
  if (reached >= gates.soak) {
    const reason = problem('gate/soaked', place, args);
    return { gate: 'soak', state: 'passed', reason };
  }
  if (runningSince === undefined) {
    const reason = problem('gate/soak-not-begun', place, args);
    return { gate: 'soak', state: 'pending', reason, who: 'anybody who reaches its servers' };
  }
  const next = runningSince + gates.soak;
  const reason = problem('gate/soaking', place, { ...args, until: timeText(next) });
  return { gate: 'soak', state: 'pending', reason, since: runningSince, next, who: 'time' };
}
