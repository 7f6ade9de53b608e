/** How releases flow: how many came, how long they took, how often one went back and how fast, from git history and records alone. */

import { askEvidence } from './evidence-facts.ts';
import { historyOf, type RepositoryFacts } from './facts.ts';
import type { Occupancy } from './history.ts';

const day = 86_400_000;
/** What is told is of this time back from now. */
export const deliveryWindow = 30 * day;

/** Milliseconds. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
}

export interface Delivery {
  readonly environment: string;
  readonly promotions: number;
  readonly rollbacks: number;
  /** Changes that came past the gates. */
  readonly edits: number;
  /** From the first environment to here; absent where nothing came. */
  readonly leadTime?: Spread;
  /** From the failed run, or where there was none from the merge, to the rollback; absent where nothing went back. */
  readonly restore?: Spread;
  /** Rollbacks of promotions; absent where nothing was promoted. */
  readonly failureRatio?: number;
}

/** One stay that began, with where and what it replaced. */
export interface Change {
  readonly workflow: string;
  readonly environment: string;
  readonly stay: Occupancy;
  readonly before?: Occupancy;
}

/** Returns what began in the window, newest first. */
export function changesIn(facts: RepositoryFacts, workflows: ReadonlySet<string>): Change[] {
  const known = new Set(facts.config.environments.map((each) => each.name));
  const from = facts.now - deliveryWindow;
  return facts.slots
    .filter((slot) => workflows.has(slot.workflow) && known.has(slot.environment))
    .flatMap(({ workflow, environment, history }) =>
      history.flatMap((stay, index): Change[] => {
        if (stay.since <= from || stay.since > facts.now) return [];
        const before = history[index - 1];
        return [{ workflow, environment, stay, ...(before === undefined ? {} : { before }) }];
      }),
    )
    .sort((one, other) => other.stay.since - one.stay.since);
}

/** Returns the figures of every environment above the first, in their order. */
export function deliveryOf(
  facts: RepositoryFacts,
  changes: readonly Change[],
): readonly Delivery[] {
  const [first, ...others] = facts.config.environments.map((each) => each.name);
  if (first === undefined) return [];
  return others.map((environment) => {
    const here = changes.filter((each) => each.environment === environment);
    const promoted = here.filter(({ stay }) => stay.action === 'promote');
    const back = here.filter(({ stay }) => stay.action === 'rollback');
    const leadTime = spreadOf(promoted.flatMap((each) => leadOf(facts, first, each)));
    const restore = spreadOf(back.flatMap((each) => restoreOf(facts, each)));
    return {
      environment,
      promotions: promoted.length,
      rollbacks: back.length,
      edits: here.filter(({ stay }) => stay.action === 'edit').length,
      ...(leadTime === undefined ? {} : { leadTime }),
      ...(restore === undefined ? {} : { restore }),
      ...(promoted.length === 0 ? {} : { failureRatio: back.length / promoted.length }),
    };
  });
}

function leadOf(facts: RepositoryFacts, first: string, { workflow, stay }: Change): number[] {
  const begun = historyOf(facts, workflow, first).find((each) => each.release === stay.release);
  return begun === undefined ? [] : [Math.max(0, stay.since - begun.since)];
}

function restoreOf(facts: RepositoryFacts, { environment, stay, before }: Change): number[] {
  if (before === undefined) return [];
  const { rendering } = before;
  const { state, evidence } = askEvidence(facts.evidence, {
    kind: 'active',
    environment,
    rendering,
  });
  const failed = state === 'failed' && evidence !== undefined ? Date.parse(evidence.at) : 0;
  const since = failed >= before.since && failed <= stay.since ? failed : before.since;
  return [stay.since - since];
}

/** The nearest rank, so that each figure is one that was measured. */
function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { median: at(0.5), p90: at(0.9) };
}
