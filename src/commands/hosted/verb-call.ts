/** Calls another verb of the table with some of its options, and gives what it would have printed. */

import { Failure } from '../../base/failure.ts';
import type { Problem } from '../../base/problem.ts';
import { renderProblems } from '../../report/text/problems.ts';
import type { Command, OptionSpec, World } from '../command.ts';

export interface VerbCall {
  readonly verb: string;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, boolean | string | readonly string[] | undefined>>;
}

export interface VerbAnswer {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly pending: boolean;
}

/** As the command line sees a verb: with the types of its options and its value set aside. */
type AnyVerb = Command<Record<string, OptionSpec>, never>;

/** The verbs that others may call; each is loaded when it is called. */
const verbs: Readonly<Record<string, () => Promise<unknown>>> = {
  why: async () => (await import('../why.ts')).why,
  hold: async () => (await import('../hold.ts')).hold,
  promote: async () => (await import('../promote.ts')).promote,
  rollback: async () => (await import('../rollback.ts')).rollback,
  'update-pr': async () => (await import('../update-pr.ts')).updatePr,
};

const none = { flag: false, text: undefined, list: [] } as const;

/** Undefined where this version has no such verb or option. What the verb throws as a Failure is its answer too. */
export async function callVerb(call: VerbCall, world: World): Promise<VerbAnswer | undefined> {
  const command = (await verbs[call.verb]?.()) as AnyVerb | undefined;
  if (command === undefined) return undefined;
  const known = Object.keys(command.options);
  if (Object.keys(call.options).some((each) => !known.includes(each))) return undefined;
  const defaults = Object.fromEntries(
    Object.entries(command.options).map(([name, { type }]) => [name, none[type]]),
  );
  const options = { ...defaults, ...call.options };
  try {
    const outcome = await command.run({ words: call.words, options: options as never }, world);
    const text = command.renderers.text(outcome, { color: false, width: 100 });
    const more = renderProblems(outcome.problems, false);
    return {
      text: `${text}${more}${outcome.next === undefined ? '' : `next: ${outcome.next}\n`}`,
      problems: outcome.problems,
      pending: outcome.pending === true,
    };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return {
      text: renderProblems(thrown.problems, false),
      problems: thrown.problems,
      pending: false,
    };
  }
}
