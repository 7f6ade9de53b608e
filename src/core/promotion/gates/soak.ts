/** The gate soak: the release has stayed long enough in the environment before. */

import { problem } from '../../../base/problem.ts';
import { formatDuration } from '../duration.ts';
import { activeRunsOf } from '../evidence-facts.ts';
import { soakOf } from '../soak.ts';
import { type Gate, placeOf, timeText } from './gate.ts';

export const soakGate: Gate = {
  name: 'soak',
  bindsRollback: false,
  bindsRemoval: false,
  answer: (question) => {
    const { before, gates, now, release } = question;
    if (before === undefined || gates.soak === 0) return undefined;
    const place = placeOf(question);
    const occupancies = question.historyBefore;
    const { reached, runningSince } = soakOf({
      release,
      occupancies,
      runs: activeRunsOf(question.evidence, release, { environment: before.name, occupancies }),
      bans: question.allBans.filter((ban) => ban.release === release).map((ban) => ban.since),
      needsEvidence: gates.previous,
      now,
    });
    const args = {
      ...place,
      before: before.name,
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
  },
};
