/** The gate looked-at: a person who did not propose it has looked at the pictures of this very rendering. */

import { problem } from '../../../base/problem.ts';
import { isSamePerson } from '../people.ts';
import { type Gate, placeOf, timeText } from './gate.ts';

export const lookedAtGate: Gate = {
  name: 'looked-at',
  bindsRollback: false,
  bindsRemoval: false,
  answer: (question) => {
    const wanted = question.gates.lookedAt;
    if (wanted === undefined || wanted === false) return undefined;
    const place = placeOf(question);
    const author = question.pullRequest?.author;
    const names = wanted === true ? [] : wanted;
    const look = (question.looks ?? []).findLast(
      (each) =>
        each.rendering === question.rendering &&
        !(author !== undefined && isSamePerson(author, each.by)) &&
        (names.length === 0 || names.some((name) => isSamePerson(name, each.by))),
    );
    if (look === undefined) {
      const who = names.length === 0 ? 'anybody but the author' : names.join(' or ');
      const reason = problem('gate/not-looked-at', place, { ...place, names });
      return { gate: 'looked-at', state: 'pending', reason, who };
    }
    const args = { by: look.by, at: timeText(look.at) };
    const reason = problem('gate/looked-at', place, args);
    return { gate: 'looked-at', state: 'passed', reason, since: look.at };
  },
};
