/** The gate contract: what applications rely on is still there, or somebody has agreed that it is not. */

import { problem } from '../../../base/problem.ts';
import { approversOf } from './approvals.ts';
import { type Gate, placeOf } from './gate.ts';

export const contractGate: Gate = {
  name: 'contract',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const breaks = question.contractBreaks ?? [];
    const rule = question.gates.contract ?? 'approval';
    if (breaks.length === 0 || rule === 'off') return undefined;
    const place = placeOf(question);
    const { pullRequest } = question;
    const args = { ...place, breaks, number: pullRequest?.number };
    if (rule === 'block') {
      const reason = problem('gate/contract-broken', place, args);
      return { gate: 'contract', state: 'failed', reason, who: 'the workflow’s designer' };
    }
    const approvers = pullRequest === undefined ? [] : approversOf(pullRequest);
    if (approvers.length > 0) {
      const names = approvers.map((each) => each.reviewer);
      const reason = problem('gate/contract-agreed', place, { ...args, names });
      return { gate: 'contract', state: 'passed', reason };
    }
    const reason = problem('gate/contract-unagreed', place, args);
    return { gate: 'contract', state: 'pending', reason, who: 'anybody but the author' };
  },
};
