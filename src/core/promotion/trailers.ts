/** Trailers of the commits that comfypin makes: where a change came from and what had held, readable from git alone. */

/** What comfypin does to a workflow in an environment, each on a branch of its own; the later goes before the earlier. */
export const plannedActions = ['promote', 'remove', 'adopt', 'rollback'] as const;

export type PlannedAction = (typeof plannedActions)[number];
export type Action = PlannedAction | 'edit';

export interface Provenance {
  readonly action: Action;
  readonly pullRequest?: number;
  /** Every `Comfypin-…` trailer by its name without the prefix, lowercase. */
  readonly trailers: ReadonlyMap<string, string>;
}

/** Returns `Comfypin-Action: promote` lines; a value's line breaks become spaces, so that no value can forge another trailer. */
export function writeTrailers(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `Comfypin-${name}: ${(value ?? '').replace(/\s+/g, ' ').trim()}`)
    .join('\n');
}

/**
 * Reads what a commit on the first-parent line says of itself. Where people merged, the words of the forge tell the same:
 * the branch in "Merge pull request #3 from owner/comfypin/rollback/…", the number in "… (#3)".
 */
export function readTrailers(message: string): Provenance {
  const known = read.get(message);
  if (known !== undefined) return known;
  const found = parseTrailers(message);
  if (read.size >= mostRemembered) read.clear();
  read.set(message, found);
  return found;
}

/** One merge may bring thousands of workflows, and each asks what its message says. */
const read = new Map<string, Provenance>();
const mostRemembered = 20_000;

function parseTrailers(message: string): Provenance {
  const trailers = new Map<string, string>();
  for (const line of message.split('\n')) {
    const match = /^Comfypin-([A-Za-z-]+): (.*)$/.exec(line.trimEnd());
    if (match !== null) trailers.set((match[1] ?? '').toLowerCase(), match[2] ?? '');
  }
  const subject = message.split('\n', 1)[0] ?? '';
  const number =
    trailers.get('pull-request') ??
    /^Merge pull request #(\d+) /.exec(subject)?.[1] ??
    /\(#(\d+)\)$/.exec(subject)?.[1];
  return {
    action: actionOf(trailers.get('action'), subject),
    ...(number === undefined || !/^\d+$/.test(number) ? {} : { pullRequest: Number(number) }),
    trailers,
  };
}

function actionOf(trailer: string | undefined, subject: string): Action {
  const branch = /\bcomfypin\/([a-z]+)\//.exec(subject)?.[1];
  const word = trailer ?? branch;
  return plannedActions.find((each) => each === word) ?? 'edit';
}
