/** The gate validation: the environment has every node type, option and model that the release needs. */

import { type Problem, problem, titleOf } from '../../../base/problem.ts';
import { type Gate, placeOf } from './gate.ts';

export const validationGate: Gate = {
  name: 'validation',
  bindsRollback: true,
  bindsRemoval: false,
  answer: (question) => {
    const { gates, validation, action } = question;
    const place = placeOf(question);
    if (!gates.validation && action !== 'rollback') {
      const reason = problem('gate/switched-off', place, { gate: 'validation', ...place });
      return { gate: 'validation', state: 'passed', reason };
    }
    const open = gates.smoke || action === 'rollback' ? undefined : undecided(validation.problems);
    if (open !== undefined) {
      const reason = problem('gate/validation-open', place, { ...place, ...open });
      return { gate: 'validation', state: 'unverifiable', reason, who: 'a smoke run there' };
    }
    if (validation.state === 'passed') {
      const reason = problem('gate/validation-passed', place, place);
      return { gate: 'validation', state: 'passed', reason };
    }
    if (validation.state === 'unverifiable') {
      const why = validation.why ?? 'nothing is known of it';
      const reason = problem('gate/validation-unknown', place, { ...place, why });
      return { gate: 'validation', state: 'unverifiable', reason, who: 'anybody who reaches it' };
    }
    const errors = validation.problems.filter((each) => each.severity === 'error');
    const [first] = errors;
    const reason = problem('gate/validation-failed', place, {
      ...place,
      count: errors.length,
      first: first === undefined ? '' : titleOf(first),
    });
    return { gate: 'validation', state: 'failed', reason, who: 'the workflow’s designer' };
  },
};

/** What only the server can tell is answered by the candidate's smoke run; where that gate is off, nothing answers it. */
function undecided(problems: readonly Problem[]): { count: number; first: string } | undefined {
  if (problems.some((each) => each.severity === 'error')) return undefined;
  const open = problems.filter((each) => each.code === 'validate/only-server-can-tell');
  const [first] = open;
  return first === undefined ? undefined : { count: open.length, first: titleOf(first) };
}
