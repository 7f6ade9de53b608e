/** What stands behind a release in an environment, link by link: its files, the merge that brought it, the evidence, the signatures. */

import {
  entriesOf,
  isJsonArray,
  type JsonObject,
  jsonEqual,
  jsonObject,
  member,
} from '../../base/json.ts';
import { hasErrors, titleOf } from '../../base/problem.ts';
import type { SignatureRule } from './config-evidence.ts';
import { evidenceKey } from './evidence.ts';
import { evidenceIn } from './evidence-facts.ts';
import type { Files, Slot } from './facts.ts';
import type { Occupancy } from './history.ts';
import { promotionRecord } from './promotion-record.ts';
import type { RecordFile } from './records.ts';
import { askSignature, type CheckSignature, type SignatureAnswer } from './signature.ts';
import { slotFolder } from './slots.ts';
import { verifyPin } from './verify-pin.ts';

export interface ChainLink {
  readonly what: 'pin' | 'promotion' | 'candidate evidence' | 'active evidence';
  /** `broken`: it is not what it says; `missing`: it should be there; `none`: nothing asks for it. */
  readonly state: 'holds' | 'broken' | 'missing' | 'none';
  readonly detail: string;
  /** ISO 8601, and who made it. */
  readonly at?: string;
  readonly by?: string;
  /** Of records alone. */
  readonly signature?: SignatureAnswer;
}

export interface ChainFacts {
  readonly slot: Slot;
  /** What is pinned now. */
  readonly stay: Occupancy;
  /** True in the first environment, which nothing is promoted to. */
  readonly isFirst: boolean;
  /** Of the workflow's folder at the default branch's tip. */
  readonly files: Files;
  readonly records: readonly RecordFile[];
  readonly signatures: SignatureRule;
  readonly check: CheckSignature;
}

/** Returns every link of the chain, the pin first. */
export function verifyChain(facts: ChainFacts): readonly ChainLink[] {
  return [pinLink(facts), ...promotionLinks(facts), ...evidenceLinks(facts)];
}

function pinLink({ slot, stay, files }: ChainFacts): ChainLink {
  const folder = `${slotFolder(slot.workflow, slot.environment)}/`;
  const problems = verifyPin(files, folder).filter((each) => each.severity === 'error');
  const [first] = problems;
  if (first !== undefined && hasErrors(problems)) {
    return { what: 'pin', state: 'broken', detail: titleOf(first) };
  }
  return { what: 'pin', state: 'holds', detail: 'its files are what its digests say', by: stay.by };
}

/** A promotion record holds where the merge commit says the same; then its evidence is looked for. */
function promotionLinks(facts: ChainFacts): readonly ChainLink[] {
  const { slot, stay, isFirst, records } = facts;
  const expected = promotionRecord(slot, stay);
  const found = records.find(
    ({ kind, environment, content }) =>
      (kind === 'promotion' || kind === 'rollback') &&
      environment === slot.environment &&
      member(content, 'workflow') === slot.workflow &&
      member(content, 'merge') === stay.commit,
  );
  if (found === undefined) {
    if (isFirst) return [];
    const detail =
      expected === undefined
        ? `commit ${stay.commit.slice(0, 12)} says of no gate that it held`
        : `no record of the merge ${stay.commit.slice(0, 12)}`;
    return [{ what: 'promotion', state: 'missing', detail }];
  }
  const isSame = expected !== undefined && jsonEqual(unsigned(found.content), expected.content);
  const approvers = member(found.content, 'approvers');
  const count = approvers !== undefined && isJsonArray(approvers) ? approvers.length : 0;
  return [
    {
      what: 'promotion',
      state: isSame ? 'holds' : 'broken',
      detail: isSame
        ? `as its merge ${stay.commit.slice(0, 12)} says, ${count} approved`
        : `its merge ${stay.commit.slice(0, 12)} says something else`,
      at: textAt(found.content, 'at'),
      by: textAt(found.content, 'mergedBy'),
      signature: signatureOf(found.content, facts),
    },
    ...missingEvidence(found.content, facts),
  ];
}

/** A promotion names the keys of the evidence that its gates went by. */
function missingEvidence(content: JsonObject, { records }: ChainFacts): readonly ChainLink[] {
  const keys = member(content, 'evidence');
  const named = keys !== undefined && isJsonArray(keys) ? keys.map(String) : [];
  const known = new Set(evidenceIn(records).map(evidenceKey) as readonly string[]);
  return named
    .filter((key) => !known.has(key))
    .map((key) => ({
      what: 'candidate evidence',
      state: 'missing',
      detail: `the promotion went by evidence ${key.slice(7, 19)}, which is not there`,
    }));
}

function evidenceLinks(facts: ChainFacts): readonly ChainLink[] {
  const { slot, stay, records, isFirst } = facts;
  const kinds = isFirst ? (['active'] as const) : (['candidate', 'active'] as const);
  const own = records.filter(
    ({ kind, content }) =>
      kind === 'evidence' &&
      member(content, 'environment') === slot.environment &&
      member(content, 'rendering') === stay.rendering,
  );
  return kinds.flatMap((kind) => {
    const what = `${kind} evidence` as const;
    const links = own
      .filter(({ content }) => member(content, 'kind') === kind)
      .map((record) => evidenceLink(what, record, facts));
    if (links.length > 0) return links;
    return [{ what, state: 'none', detail: 'no run of what is pinned' } as const];
  });
}

function evidenceLink(what: ChainLink['what'], record: RecordFile, facts: ChainFacts): ChainLink {
  const { content } = record;
  const [evidence] = evidenceIn([record]);
  const signature = signatureOf(content, facts);
  const made = { at: textAt(content, 'at'), by: textAt(content, 'by'), signature };
  if (evidence === undefined) {
    return { what, state: 'broken', detail: 'it has not the shape of evidence', ...made };
  }
  const isFiled = evidenceKey(evidence).slice('sha256:'.length).startsWith(record.key);
  if (!isFiled) {
    return { what, state: 'broken', detail: 'it lies under the key of something else', ...made };
  }
  if (evidence.release !== facts.stay.release) {
    return { what, state: 'broken', detail: 'it names another release', ...made };
  }
  if (signature.state === 'wrong') {
    return { what, state: 'broken', detail: 'its signature is not of its content', ...made };
  }
  return { what, state: 'holds', detail: evidence.verdict, ...made };
}

function signatureOf(
  content: JsonObject,
  { signatures, check }: Pick<ChainFacts, 'signatures' | 'check'>,
): SignatureAnswer {
  return askSignature(content, signatures, check);
}

function unsigned(content: JsonObject): JsonObject {
  return jsonObject(entriesOf(content).filter(([key]) => key !== 'signature'));
}

function textAt(content: JsonObject, key: string): string {
  const value = member(content, key);
  return typeof value === 'string' ? value : '';
}
