/** The gate approvals: enough people other than the author approved the head as it is now. */

import { compareText } from '../../../base/order.ts';
import { problem } from '../../../base/problem.ts';
import { type Gate, type PullRequestFact, placeOf, type ReviewFact } from './gate.ts';

export const approvalsGate: Gate = {
  name: 'approvals',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const needed = question.gates.approvals;
    if (needed === 0) return undefined;
    const place = placeOf(question);
    const { pullRequest } = question;
    if (pullRequest === undefined) {
      const reason = problem('gate/no-pull-request', place, { ...place, needed });
      return { gate: 'approvals', state: 'pending', reason, who: 'anybody' };
    }
    const latest = latestReviews(pullRequest);
    const objector = latest.find((review) => review.state === 'changes-requested');
    const { number } = pullRequest;
    if (objector !== undefined) {
      const args = { reviewer: objector.reviewer, number };
      const reason = problem('gate/changes-requested', place, args);
      return {
        gate: 'approvals',
        state: 'failed',
        reason,
        since: objector.at,
        who: objector.reviewer,
      };
    }
    const approvers = approversOf(pullRequest);
    if (approvers.length >= needed) {
      const names = approvers.map((review) => review.reviewer);
      const reason = problem('gate/approved', place, { names, number });
      const since = approvers.map((review) => review.at).sort((a, b) => a - b)[needed - 1];
      return {
        gate: 'approvals',
        state: 'passed',
        reason,
        ...(since === undefined ? {} : { since }),
      };
    }
    const args = { given: approvers.length, needed, number, author: pullRequest.author };
    const reason = problem('gate/approvals-missing', place, args);
    const who = `anybody but ${pullRequest.author}`;
    return { gate: 'approvals', state: 'pending', reason, since: pullRequest.createdAt, who };
  },
};

/** Returns the approvals that count: of the current head, the reviewer's last word, not the author's own. */
export function approversOf(pullRequest: PullRequestFact): readonly ReviewFact[] {
  return latestReviews(pullRequest)
    .filter((review) => review.state === 'approved' && isOfHead(review, pullRequest))
    .sort((a, b) => compareText(a.reviewer, b.reviewer));
}

/** Approvals bind to what would run: a new head with the same rendering keeps them. */
function isOfHead(review: ReviewFact, { head, rendering }: PullRequestFact): boolean {
  return review.commit === head || (rendering !== undefined && review.rendering === rendering);
}

/** A comment does not take an earlier word back; a dismissal does. */
function latestReviews({ reviews, author }: PullRequestFact): readonly ReviewFact[] {
  const latest = new Map<string, ReviewFact>();
  for (const review of [...reviews].sort((a, b) => a.at - b.at)) {
    if (review.state === 'commented' || sameName(review.reviewer, author)) continue;
    latest.set(review.reviewer.toLowerCase(), review);
  }
  return [...latest.values()];
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
