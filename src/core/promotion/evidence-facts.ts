/** What evidence says about a rendering in an environment: the newest definite verdict of those that count. */

import { type Digest, isDigest } from '../../base/digest.ts';
import { isJsonObject, type JsonObject, member } from '../../base/json.ts';
import type { SignatureRule } from './config-evidence.ts';
import type { Evidence, EvidenceKind } from './evidence.ts';
import { type EvidenceBasis, type StaleReason, staleReasons } from './evidence-standing.ts';
import type { Occupancy } from './history.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { type CheckSignature, type Trust, trustOf } from './signature.ts';
import type { ActiveRun } from './soak.ts';

export interface EvidenceQuestion {
  readonly kind: EvidenceKind;
  readonly environment: string;
  readonly rendering: Digest;
  /** The digest of the smoke cases as they are now, where known: evidence of other cases is stale. */
  readonly cases?: Digest;
  /** What it is held against; without it only the cases are compared. */
  readonly basis?: EvidenceBasis;
}

/** `stale`: there is evidence, and none that counts today; `reasons` say why the newest does not. */
export interface EvidenceAnswer {
  readonly state: 'passed' | 'failed' | 'unverifiable' | 'errored' | 'stale' | 'none';
  readonly evidence?: Evidence;
  readonly reasons?: readonly StaleReason[];
}

/** Evidence as it was read; `trust` says why its signature is not one that promotion.yaml asks for. */
export interface ReadEvidence extends Evidence {
  readonly trust?: Trust;
}

/** Returns the evidence among the records; what has not the shape of evidence never counts. */
export function evidenceIn(
  records: readonly RecordFile[],
  signatures?: { readonly rule: SignatureRule; readonly check: CheckSignature },
): readonly ReadEvidence[] {
  return recordsOf(records, 'evidence')
    .filter(isEvidence)
    .map(({ content }) => {
      const evidence = content as unknown as Evidence;
      const trust = signatures && trustOf(content, signatures.rule, signatures.check);
      return trust === undefined ? evidence : { ...evidence, trust };
    });
}

const verdicts = ['passed', 'failed', 'errored', 'unverifiable'];

function isEvidence({ content }: RecordFile): boolean {
  return (
    isDigest(member(content, 'rendering')) &&
    isDigest(member(content, 'cases')) &&
    typeof member(content, 'environment') === 'string' &&
    ['candidate', 'active'].includes(String(member(content, 'kind'))) &&
    verdicts.includes(String(member(content, 'verdict'))) &&
    !Number.isNaN(Date.parse(String(member(content, 'at')))) &&
    isTexts(content, 'interfaces') &&
    isTexts(content, 'models') &&
    isTexts(content, 'versions')
  );
}

function isTexts(content: JsonObject, key: string): boolean {
  const value = member(content, key);
  return isJsonObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** Answers by the newest run that passed or failed; one that errored tells nothing while an earlier one told something. */
export function askEvidence(
  evidence: readonly ReadEvidence[],
  question: EvidenceQuestion,
): EvidenceAnswer {
  const about = indexOf(evidence).get(keyOf(question)) ?? [];
  const reasonsOf = (each: ReadEvidence) => staleReasons(each, question.basis, question.cases);
  const current = about.filter((each) => reasonsOf(each).length === 0);
  const definite = current.findLast((each) => ['passed', 'failed'].includes(each.verdict));
  const newest = definite ?? current.at(-1);
  if (newest !== undefined) return { state: newest.verdict, evidence: newest };
  const other = about.at(-1);
  if (other === undefined) return { state: 'none' };
  return { state: 'stale', evidence: other, reasons: reasonsOf(other) };
}

/** Returns the definite active runs of a release's stays in an environment, for soak; those that nobody trusted signed are left out. */
export function activeRunsOf(
  evidence: readonly ReadEvidence[],
  release: Digest,
  { environment, occupancies }: { environment: string; occupancies: readonly Occupancy[] },
): readonly ActiveRun[] {
  const stays = occupancies.filter((each) => each.release === release);
  const renderings = [...new Set(stays.map((each) => each.rendering))];
  const index = indexOf(evidence);
  return renderings
    .flatMap((rendering) => index.get(keyOf({ kind: 'active', environment, rendering })) ?? [])
    .filter((each) => each.trust === undefined)
    .filter((each) => each.verdict === 'passed' || each.verdict === 'failed')
    .map((each) => ({
      rendering: each.rendering,
      passed: each.verdict === 'passed',
      at: timeOf(each),
    }));
}

/** What a question is about → its evidence, oldest first. */
type EvidenceIndex = ReadonlyMap<string, readonly ReadEvidence[]>;

/** Every workflow asks in every environment, so evidence is looked up, never searched; an index lives as long as its list. */
const indexes = new WeakMap<readonly ReadEvidence[], EvidenceIndex>();

function indexOf(evidence: readonly ReadEvidence[]): EvidenceIndex {
  const known = indexes.get(evidence);
  if (known !== undefined) return known;
  const about = new Map<string, ReadEvidence[]>();
  for (const each of evidence) {
    const key = keyOf(each);
    const list = about.get(key);
    if (list === undefined) about.set(key, [each]);
    else list.push(each);
  }
  for (const list of about.values()) list.sort((a, b) => timeOf(a) - timeOf(b));
  indexes.set(evidence, about);
  return about;
}

function keyOf({
  kind,
  environment,
  rendering,
}: Pick<EvidenceQuestion, 'kind' | 'environment' | 'rendering'>): string {
  return `${kind} ${environment} ${rendering}`;
}

/** Milliseconds since 1970. */
export function timeOf(evidence: Evidence): number {
  return Date.parse(evidence.at);
}
