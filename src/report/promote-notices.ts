/** `promote` and `rollback` in the log of a job: the text, then what waits and what is wrong as workflow commands. */

import type { Problem } from '../base/problem.ts';
import { githubNotice, renderGithub } from './github.ts';
import type { PromoteAnswer } from './promotion-answers.ts';
import { renderPromote } from './text/promote.ts';

export function renderPromoteGithub(outcome: {
  readonly value: PromoteAnswer;
  readonly problems: readonly Problem[];
}): string {
  const waiting = outcome.value.items.flatMap(({ workflow, environment, merged, gates }) =>
    merged === undefined
      ? gates
          .filter((each) => each.state === 'pending')
          .map(({ gate, reason }) =>
            githubNotice(`${workflow} waits for ${gate} in ${environment}`, reason),
          )
      : [],
  );
  return `${renderPromote(outcome, { color: false })}${waiting.join('')}${renderGithub(outcome.problems)}`;
}
