/** What evidence says about a rendering in an environment: the newest definite verdict of those that count. */

import { type Digest, isDigest } from '../../base/digest.ts';
import { isJsonObject, member } from '../../base/json.ts';
import type { Evidence, EvidenceKind } from './evidence.ts';
import type { RecordFile } from './records.ts';
import type { ActiveRun } from './soak.ts';

export interface EvidenceQuestion {
  readonly kind: EvidenceKind;
  readonly environment: string;
  readonly rendering: Digest;
  /** The digest of the smoke cases as they are now, where known: evidence of other cases is stale. */
  readonly cases?: Digest;
}

/** `stale`: there is a passed run, but of other smoke cases than today's. */
export interface EvidenceAnswer {
  readonly state: 'passed' | 'failed' | 'unverifiable' | 'errored' | 'stale' | 'none';
  readonly evidence?: Evidence;
}

/** Returns the evidence among the records; what has not the shape of evidence never counts. */
export function evidenceIn(records: readonly RecordFile[]): readonly Evidence[] {
  return records
    .filter((record) => record.kind === 'evidence' && isEvidence(record))
    .map((record) => record.content as unknown as Evidence);
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
    isJsonObject(member(content, 'versions'))
  );
}

/** Answers by the newest run that passed or failed; one that errored tells nothing while an earlier one told something. */
export function askEvidence(
  evidence: readonly Evidence[],
  question: EvidenceQuestion,
): EvidenceAnswer {
  const about = evidence
    .filter(
      (each) =>
        each.kind === question.kind &&
        each.environment === question.environment &&
        each.rendering === question.rendering,
    )
    .sort((a, b) => timeOf(a) - timeOf(b));
  const current = about.filter(
    (each) => question.cases === undefined || each.cases === question.cases,
  );
  const definite = current.findLast((each) => ['passed', 'failed'].includes(each.verdict));
  const newest = definite ?? current.at(-1);
  if (newest !== undefined) return { state: newest.verdict, evidence: newest };
  const other = about.at(-1);
  return other === undefined ? { state: 'none' } : { state: 'stale', evidence: other };
}

/** Returns the definite active runs in an environment, for soak. */
export function activeRunsIn(
  evidence: readonly Evidence[],
  environment: string,
): readonly ActiveRun[] {
  return evidence
    .filter((each) => each.kind === 'active' && each.environment === environment)
    .filter((each) => each.verdict === 'passed' || each.verdict === 'failed')
    .map((each) => ({
      rendering: each.rendering,
      passed: each.verdict === 'passed',
      at: timeOf(each),
    }));
}

/** Milliseconds since 1970. */
export function timeOf(evidence: Evidence): number {
  return Date.parse(evidence.at);
}
