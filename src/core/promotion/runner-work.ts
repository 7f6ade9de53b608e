/** Smoke runs that only a runner near the servers can do: asked for once, and again when nothing came of it. */

import { type Digest, digestOfText } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import type { EvidenceKind } from './evidence.ts';
import { askEvidence, timeOf } from './evidence-facts.ts';
import type { RepositoryFacts } from './facts.ts';
import { currentOf } from './history.ts';
import type { PlanItem, Step } from './plan-types.ts';
import { environmentsAfter, gatesFor, policyFor } from './policy.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { isoTime } from './stop-records.ts';

/** After this time without an answer a run is asked for again: a runner may have been off, an event lost. */
export const patience = 6 * 3_600_000;

export interface WantedRun {
  readonly workflow: string;
  readonly environment: string;
  readonly kind: EvidenceKind;
  readonly rendering: Digest;
}

/** Returns one step per environment and kind of run. */
export function runnerSteps(facts: RepositoryFacts, items: readonly PlanItem[]): readonly Step[] {
  if (facts.dispatches !== true) return [];
  const due = wantedRuns(facts, items).filter((run) => {
    const asked = requestedAt(facts, run);
    return asked === undefined || asked + patience <= facts.now;
  });
  const groups = new Map<string, WantedRun[]>();
  for (const run of due) {
    const key = `${run.environment} ${run.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].flatMap((runs): Step[] => {
    const [first] = runs;
    if (first === undefined) return [];
    const { environment, kind } = first;
    const workflows = runs.map((each) => each.workflow);
    const records = runs.map((run) => requestRecord(run, facts.now));
    return [
      { kind: 'dispatch', run: { environment, kind, workflows } },
      { kind: 'append-records', records, why: 'remember what was asked of the runner' },
    ];
  });
}

/** Candidates of open pull requests, and what came into an environment and was not run there. */
export function wantedRuns(
  facts: RepositoryFacts,
  items: readonly PlanItem[],
): readonly WantedRun[] {
  const candidates = facts.pullRequests.flatMap((open) => candidateOf(facts, open.branch, items));
  const active = facts.slots.flatMap(({ workflow, environment, history }): WantedRun[] => {
    const found = facts.config.environments.find((each) => each.name === environment);
    const stay = currentOf(history);
    if (found?.runner === undefined || stay === undefined) return [];
    const isAsked =
      environmentsAfter(facts.config, environment).some(
        (after) => gatesFor(facts.config, after, workflow).previous,
      ) || policyFor(facts.config, found, workflow).rollback !== 'off';
    const run = { workflow, environment, kind: 'active', rendering: stay.rendering } as const;
    return isAsked && isOpen(facts, run) ? [run] : [];
  });
  return [...candidates, ...active];
}

function candidateOf(
  facts: RepositoryFacts,
  branch: string,
  items: readonly PlanItem[],
): readonly WantedRun[] {
  const [, environment = '', workflow = ''] =
    /^comfypin\/promote\/([^/]+)\/(.+)$/.exec(branch) ?? [];
  const found = facts.config.environments.find((each) => each.name === environment);
  if (found?.runner === undefined || !gatesFor(facts.config, found, workflow).smoke) return [];
  const item = items.find((each) => each.workflow === workflow && each.environment === environment);
  const open = facts.pullRequests.find((each) => each.branch === branch);
  const rendering = item?.candidate?.rendering ?? open?.pin?.rendering;
  if (rendering === undefined) return [];
  const run = { workflow, environment, kind: 'candidate', rendering } as const;
  return isOpen(facts, run) ? [run] : [];
}

function isOpen(facts: RepositoryFacts, run: WantedRun): boolean {
  const { state } = askEvidence(facts.evidence, run);
  return state === 'none' || state === 'errored' || state === 'stale';
}

/** Returns when a run was asked for last, with nothing recorded of it since. */
export function requestedAt(
  { records, evidence }: Pick<RepositoryFacts, 'records' | 'evidence'>,
  run: WantedRun,
): number | undefined {
  const times = recordsOf(records, 'request')
    .filter(
      ({ environment, content }) =>
        environment === run.environment &&
        member(content, 'workflow') === run.workflow &&
        member(content, 'rendering') === run.rendering &&
        member(content, 'kind') === run.kind,
    )
    .map(({ content }) => Date.parse(String(member(content, 'at'))));
  const last = Math.max(...times, Number.NEGATIVE_INFINITY);
  const answered = askEvidence(evidence, run).evidence;
  if (times.length === 0 || (answered !== undefined && timeOf(answered) >= last)) return undefined;
  return last;
}

function requestRecord(run: WantedRun, now: number): RecordFile {
  return {
    kind: 'request',
    environment: run.environment,
    key: digestOfText('record-key/v1', run.workflow),
    content: { format: 'comfypin-request/1', ...run, at: isoTime(now) },
  };
}
