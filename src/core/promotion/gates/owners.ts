/** The gate owners: those whom promotion.yaml or CODEOWNERS names approved the head. */

import { problem } from '../../../base/problem.ts';
import { isSamePerson, isTeam } from '../people.ts';
import { approversOf } from './approvals.ts';
import { type Gate, placeOf } from './gate.ts';

export const ownersGate: Gate = {
  name: 'owners',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const needed = question.gates.owners ?? 0;
    if (needed === 0) return undefined;
    const place = placeOf(question);
    const { pullRequest, owners = [] } = question;
    const args = { ...place, needed, owners, number: pullRequest?.number };
    if (owners.length === 0) {
      const reason = problem('gate/no-owners', place, { ...place, needed });
      return {
        gate: 'owners',
        state: 'unverifiable',
        reason,
        who: 'who may change promotion.yaml',
      };
    }
    const approvers = pullRequest === undefined ? [] : approversOf(pullRequest);
    const teams = owners.filter(isTeam).map((team) => question.teams?.get(team));
    const people = [...owners, ...teams.flatMap((members) => members ?? [])];
    const given = approvers.filter(({ reviewer }) =>
      people.some((each) => isSamePerson(each, reviewer)),
    );
    if (given.length >= needed) {
      const names = given.map((each) => each.reviewer);
      const reason = problem('gate/owners-approved', place, { names });
      return { gate: 'owners', state: 'passed', reason };
    }
    // where nobody tells who is in a team, its members may have approved
    const couldBeTeam = teams.includes(undefined) && approvers.length >= needed;
    const who = owners.join(' or ');
    if (couldBeTeam) {
      const reason = problem('gate/team-unknown', place, { ...place, owners });
      return { gate: 'owners', state: 'unverifiable', reason, who };
    }
    const reason = problem('gate/owners-missing', place, args);
    return { gate: 'owners', state: 'pending', reason, who };
  },
};
