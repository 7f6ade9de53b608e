/** The gate statuses: other tools say yes to the head, by commit statuses or check runs that promotion.yaml names. */

import { problem } from '../../../base/problem.ts';
import { type Gate, placeOf } from './gate.ts';

const worstFirst = ['failure', 'error', 'pending', 'success'];

export const statusesGate: Gate = {
  name: 'statuses',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const wanted = question.gates.statuses ?? [];
    if (wanted.length === 0) return undefined;
    const place = placeOf(question);
    const { pullRequest } = question;
    const all = pullRequest?.statuses ?? [];
    /** A status and a check run may have one name; the worse one counts. */
    const stateOf = (name: string) => {
      const states = all.filter((each) => each.context === name).map((each) => each.state);
      return worstFirst.find((state) => states.includes(state));
    };
    const failed = wanted.filter((each) => ['failure', 'error'].includes(stateOf(each) ?? ''));
    const open = wanted.filter((each) => stateOf(each) !== 'success' && !failed.includes(each));
    const args = {
      ...place,
      names: failed.length > 0 ? failed : open,
      number: pullRequest?.number,
    };
    const who = 'the tools that report them';
    if (failed.length > 0) {
      return {
        gate: 'statuses',
        state: 'failed',
        reason: problem('gate/status-failed', place, args),
        who,
      };
    }
    const absent = open.filter((each) => stateOf(each) === undefined);
    if (absent.length > 0 && pullRequest?.checksUnread === true) {
      const reason = problem('gate/checks-unread', place, { ...args, names: absent });
      return { gate: 'statuses', state: 'unverifiable', reason, who: 'who gave the token' };
    }
    if (open.length > 0) {
      return {
        gate: 'statuses',
        state: 'pending',
        reason: problem('gate/status-missing', place, args),
        who,
      };
    }
    const reason = problem('gate/status-passed', place, { ...args, names: wanted });
    return { gate: 'statuses', state: 'passed', reason };
  },
};
