/** One file's way back: its own graph looked up among all pins, its claim held against that, and who let it in. */

import { digestOfBytes } from '../../base/digest.ts';
import { isJsonArray, isJsonObject, type Json, member } from '../../base/json.ts';
import { evidenceIn } from '../../core/promotion/evidence-facts.ts';
import { historyOf } from '../../core/promotion/facts.ts';
import { numberReleases } from '../../core/promotion/history.ts';
import {
  type ChangedInput,
  changedInputs,
  type MatchKind,
  matchKinds,
  matchOf,
  sameNodes,
} from '../../core/promotion/match-picture.ts';
import { nameRelease } from '../../core/promotion/naming.ts';
import { type Provenance, readProvenance } from '../../core/promotion/provenance.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import { workflowFile } from '../../core/promotion/release-files.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { withoutCoercions } from '../../core/smoke/undo-coercions.ts';
import type { Intake } from '../../core/workflow/media/intake.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';
import type { WhenceFile, WhencePlace } from '../../report/whence-answer.ts';
import type { PastFacts, PastPin } from './history-facts.ts';

interface Match {
  readonly kind: MatchKind;
  readonly past: PastPin;
  readonly changed: readonly ChangedInput[];
}

/** Returns where a file came from. `first` is the first environment, in which releases get their numbers. */
export async function whenceOf(
  { file, bytes, intake }: { file: string; bytes: Uint8Array; intake: Intake },
  facts: PastFacts,
  first: string,
): Promise<WhenceFile> {
  const claimed = intake.claim === undefined ? undefined : readProvenance(intake.claim);
  const matches = best(await matchesOf(intake, facts), claimed);
  const sha256 = digestOfBytes(bytes);
  const [top] = matches;
  const found = matches
    .map(({ past }) => placeOf(past, facts, first))
    .sort((a, b) => ((a.since ?? '9') < (b.since ?? '9') ? 1 : -1));
  const state = top === undefined ? 'unproven' : claimState(claimed, matches);
  return {
    file,
    sha256,
    match: top?.kind ?? 'none',
    ...(claimed === undefined ? {} : { claim: { ...claimed, state } }),
    found,
    changed: top?.changed ?? [],
    evidence: evidenceOf(sha256, facts.records),
  };
}

async function matchesOf(intake: Intake, facts: PastFacts): Promise<readonly Match[]> {
  const { prompt } = intake;
  const found = facts.pins.flatMap((past) => {
    const kind = matchOf(intake, past.pin);
    return kind === undefined || kind === 'shape' ? [] : [{ kind, past, changed: [] }];
  });
  if (found.length > 0 || prompt === undefined) return found;
  const near = pinsWithItsNodes(prompt, facts.pins);
  const graphs = await pinnedGraphs(near, facts);
  return near.flatMap((past): Match[] => {
    const pinned = graphs(past);
    if (pinned === undefined) return [];
    const sent = withoutCoercions(pinned, prompt);
    const kind = matchOf({ prompt: sent }, past.pin) ?? (sameNodes(pinned, sent) ? 'graph' : '');
    return kind === '' ? [] : [{ kind, past, changed: changedInputs(pinned, sent) }];
  });
}

/** Only of these is the graph read. */
function pinsWithItsNodes(prompt: ApiPrompt, pins: readonly PastPin[]): readonly PastPin[] {
  const types = new Set(Object.values(prompt).map((node) => node.class_type));
  return pins.filter(({ pin }) =>
    Object.keys(pin.description.interfaces).every((name) => types.has(name)),
  );
}

async function pinnedGraphs(
  pins: readonly PastPin[],
  { git }: PastFacts,
): Promise<(past: PastPin) => ApiPrompt | undefined> {
  const nameOf = ({ workflow, environment, commit }: PastPin): string =>
    `${commit}:${slotFolder(workflow, environment)}/${workflowFile}`;
  const missing = new Set(pins.length === 0 ? [] : await git.missing(pins.map(nameOf)));
  const there = pins.map(nameOf).filter((name) => !missing.has(name));
  const texts = there.length === 0 ? new Map<string, Uint8Array>() : await git.blobs(there);
  return (past) => {
    const parsed = parseWorkflow(new TextDecoder().decode(texts.get(nameOf(past))));
    return parsed.format === 'api' ? parsed.workflow : undefined;
  };
}

/** Keeps the nearest: by kind, then by how few values differ; what the file claims goes first among equals. */
function best(matches: readonly Match[], claimed: Provenance | undefined): readonly Match[] {
  const kind = matchKinds.find((each) => matches.some((one) => one.kind === each));
  const same = matches.filter((each) => each.kind === kind);
  const fewest = Math.min(...same.map(({ changed }) => changed.length));
  const nearest = same.filter(({ changed }) => changed.length === fewest);
  const isClaimed = ({ past }: Match): boolean => claimed !== undefined && fits(past, claimed);
  return [...nearest.filter(isClaimed), ...nearest.filter((each) => !isClaimed(each))];
}

function fits({ workflow, environment, pin }: PastPin, claimed: Provenance): boolean {
  return (
    workflow === claimed.workflow &&
    environment === claimed.environment &&
    pin.digests.release === claimed.release &&
    pin.digests.rendering === claimed.rendering
  );
}

/** A graph that only looks alike neither proves nor disproves what a file says. */
function claimState(
  claimed: Provenance | undefined,
  matches: readonly Match[],
): 'confirmed' | 'contradicted' | 'unproven' {
  if (claimed === undefined) return 'unproven';
  const fitting = matches.some(({ past }) => fits(past, claimed));
  if (matches.some(({ kind }) => kind === 'graph')) return fitting ? 'unproven' : 'contradicted';
  return fitting ? 'confirmed' : 'contradicted';
}

function placeOf(past: PastPin, { slots, records }: PastFacts, first: string): WhencePlace {
  const { workflow, environment, pin, commit, branch } = past;
  const { release, rendering } = pin.digests;
  const name = nameRelease(release, numberReleases(historyOf({ slots }, workflow, first)));
  const stay = historyOf({ slots }, workflow, environment).findLast(
    (each) => each.rendering === rendering && each.release === release,
  );
  const { number, alias } = name;
  const base = {
    workflow,
    environment,
    release: { digest: release, ...(number === undefined ? {} : { number }), alias },
    rendering,
    approvers: [],
  };
  if (stay === undefined) return { ...base, commit, ...(branch === undefined ? {} : { branch }) };
  const record = records.find(
    ({ kind, content }) =>
      (kind === 'promotion' || kind === 'rollback') &&
      member(content, 'merge') === stay.commit &&
      member(content, 'workflow') === workflow,
  )?.content;
  const mergedBy = record === undefined ? undefined : member(record, 'mergedBy');
  return {
    ...base,
    since: new Date(stay.since).toISOString(),
    ...(stay.until === undefined ? {} : { until: new Date(stay.until).toISOString() }),
    commit: stay.commit,
    action: stay.action,
    by: stay.by,
    ...(stay.pullRequest === undefined ? {} : { pullRequest: stay.pullRequest }),
    ...(typeof mergedBy === 'string' ? { mergedBy } : {}),
    approvers: record === undefined ? [] : approversIn(member(record, 'approvers')),
  };
}

/** Returns the names in a promotion record's list of approvers. */
function approversIn(list: Json | undefined): readonly string[] {
  if (list === undefined || !isJsonArray(list)) return [];
  return list.flatMap((each) => {
    const name = isJsonObject(each) ? member(each, 'name') : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

function evidenceOf(sha256: string, records: readonly RecordFile[]): WhenceFile['evidence'] {
  const digits = sha256.slice('sha256:'.length);
  return evidenceIn(records)
    .flatMap(({ cases_run: cases, at, by, environment, workflow }) =>
      cases.flatMap((each) => {
        if (!JSON.stringify(each).includes(digits)) return [];
        const [name, verdict] = [String(each['name']), String(each['verdict'])];
        return [{ case: name, at, by, verdict, environment, workflow }];
      }),
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
