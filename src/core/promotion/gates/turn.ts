/** The gate turn: the release before it has finished what it does in the environment. */

import { problem } from '../../../base/problem.ts';
import { type Gate, placeOf, timeText } from './gate.ts';

export const turnGate: Gate = {
  name: 'turn',
  bindsRollback: false,
  bindsRemoval: false,
  answer: (question) => {
    const { turn, release } = question;
    if (turn === undefined || turn.release === release) return undefined;
    const place = placeOf(question);
    const { next, policy, until } = turn;
    const args = {
      ...place,
      next,
      policy,
      holder: turn.release,
      until: until === undefined ? undefined : timeText(until),
    };
    return {
      gate: 'turn',
      state: 'pending',
      reason: problem('gate/not-its-turn', place, args),
      ...(until === undefined ? {} : { next: until }),
      who: until === undefined ? 'anybody who reaches its servers' : 'time',
    };
  },
};
