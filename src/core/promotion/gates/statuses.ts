/** The gate statuses: other tools say yes to the head, by commit statuses that promotion.yaml names. */

import { problem } from '../../../base/problem.ts';
import { type Gate, placeOf } from './gate.ts';

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
    const stateOf = (name: string) => all.find((each) => each.context === name)?.state;
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
