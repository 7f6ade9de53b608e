/** The one thing that is thrown on purpose: the world failed, or a command must stop with a problem. */

import { type Problem, titleOf } from './problem.ts';

/** Carries the problem to show; `cause` is what the library or the system said. */
export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[], cause?: unknown) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(titleOf).join('\n'), cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.problems = list;
  }
}
