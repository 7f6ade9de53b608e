/** The expressions of Actions files, as far as ours use them. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from './hermetic.ts';

/** What an event brings; what is not named is empty in expressions. */
export interface ActionsContext {
  readonly github: Readonly<Record<string, unknown>> & { readonly event: unknown };
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly vars?: Variables;
  readonly secrets?: Variables;
}

/** The contexts of one job or step. */
export interface Contexts extends ActionsContext {
  readonly needs?: unknown;
  readonly matrix?: unknown;
  readonly strategy?: unknown;
  readonly steps?: unknown;
  /** Nothing before it failed. */
  readonly isGood?: boolean;
  /** Where the job's files are. */
  readonly folder?: string;
}

/** Fills a text; one that is an expression alone keeps its value's type. */
export function filled(text: string, context: Contexts): unknown {
  const whole = /^\$\{\{([^}]*)\}\}$/.exec(text)?.[1];
  if (whole !== undefined) return evaluate(whole, context);
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluate(expression, context);
    return value === undefined || value === null ? '' : String(value);
  });
}

/** They are JavaScript's but for members of nothing, which are nothing, and names with hyphens. */
export function evaluate(expression: string, context: Contexts): unknown {
  const script = expression
    .split(/('[^']*')/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/(?<=[\w\])])\.([a-zA-Z_]+(?:-[a-z]+)+)/g, "?.['$1']")
            .replace(/(?<=[\w\])])\.(?=[a-zA-Z_])/g, '?.'),
    )
    .join('');
  const { isGood = true, folder = '', ...given } = context;
  const contexts: Record<string, unknown> = {
    ...{ inputs: {}, vars: {}, secrets: {}, matrix: {}, needs: {}, steps: {}, strategy: {} },
    ...given,
    startsWith: (text: unknown, start: string) => String(text ?? '').startsWith(start),
    fromJSON: (text: unknown) => JSON.parse(String(text)) as unknown,
    hashFiles: (path: string) => (existsSync(join(folder, path)) ? 'digest' : ''),
    always: () => true,
    success: () => isGood,
  };
  const names = Object.keys(contexts);
  const value = new Function(...names, `return (${script.trim()});`) as (
    ...values: unknown[]
  ) => unknown;
  return value(...names.map((each) => contexts[each]));
}
