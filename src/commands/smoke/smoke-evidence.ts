/** Makes the evidence of a smoke run: what it is about by the servers that ran it, and what came out. */

import { digestOfBytes } from '../../base/digest.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import {
  type Evidence,
  type EvidenceKind,
  type EvidenceSubject,
  evidenceKey,
  evidenceSubject,
} from '../../core/promotion/evidence.ts';
import { recordOfEvidence } from '../../core/promotion/evidence-file.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import { pinFile } from '../../core/promotion/release-files.ts';
import type { CaseReport } from '../../core/smoke/report.ts';
import type { Verdict } from '../../core/smoke/verdict.ts';
import type { ModelMapping } from '../../core/workflow/types.ts';
import type { Git } from '../../world/ports.ts';
import type { ReadyServer } from './case-types.ts';
import type { SmokeSubject } from './smoke-subject.ts';
import type { Thumbnails } from './thumbnails.ts';

/** Returns what the evidence is about, or undefined where the servers that ran the cases differ. */
export function subjectOn(
  subject: SmokeSubject,
  kind: EvidenceKind,
  used: readonly ReadyServer[],
  models: readonly ModelMapping[],
): EvidenceSubject | undefined {
  const { environment, pin, cases } = subject;
  const subjects = used.map(({ catalog }) =>
    evidenceSubject({ kind, environment, pin, cases: cases.digest, catalog, models }),
  );
  const [first, ...others] = subjects;
  if (first === undefined) return undefined;
  return others.every((each) => evidenceKey(each) === evidenceKey(first)) ? first : undefined;
}

/** Returns the record to append; files are named by digest alone. */
export function evidenceRecord(
  about: EvidenceSubject,
  facts: {
    readonly subject: SmokeSubject;
    readonly verdict: Verdict;
    readonly cases: readonly CaseReport[];
    readonly at: string;
    readonly by: string;
    readonly merge?: string;
    readonly thumbnails: Thumbnails;
  },
): RecordFile {
  const { subject, verdict, at, by, merge } = facts;
  const evidence: Evidence = {
    format: 'comfypin-evidence/1',
    ...about,
    workflow: subject.workflow,
    release: subject.pin.digests.release,
    verdict,
    at,
    by,
    ...(merge === undefined ? {} : { merge }),
    cases_run: facts.cases.map((each) => caseRecord(each, facts.thumbnails)),
  };
  return recordOfEvidence(evidence);
}

/** No prompts, no inputs, no server addresses: the branch may be public. */
function caseRecord(each: CaseReport, thumbnails: Thumbnails): JsonObject {
  const outputs = each.outputs.map(({ name, files, texts }) => ({
    name,
    files: files.map(({ sha256, bytes, picture }) => ({
      sha256: sha256 ?? 'unread',
      bytes,
      ...(picture === undefined
        ? {}
        : { format: picture.format, width: picture.width, height: picture.height }),
      ...thumbnailField(thumbnails.get(sha256 ?? '')),
    })),
    texts: texts.length,
  }));
  return {
    name: each.name,
    verdict: each.verdict,
    end: each.end,
    runs: each.attempts.length,
    cached: each.cached,
    varied: each.varied !== undefined,
    milliseconds: Math.round(each.seconds * 1000),
    outputs: outputs as unknown as Json,
    ...(each.error === undefined ? {} : { error: each.error.class }),
  };
}

function thumbnailField(thumbnail: Uint8Array | undefined): JsonObject {
  return thumbnail === undefined ? {} : { thumbnail: digestOfBytes(thumbnail) };
}

/** Returns the merge that brought the pin to the remote's default branch; none where that branch holds another pin. */
export async function occupancyMerge(
  git: Git,
  remote: string,
  { environment, workflow, files }: SmokeSubject,
): Promise<string | undefined> {
  const branch = await git.defaultBranch(remote);
  if (branch === undefined) return undefined;
  const tip = `refs/remotes/${remote}/${branch}`;
  await git.fetch(remote, [`+refs/heads/${branch}:${tip}`]);
  const path = `workflows/${environment}/${workflow}/${pinFile}`;
  const [entry] = await git.tree(tip, path);
  const ours = files.get(pinFile);
  const theirs = entry === undefined ? undefined : (await git.blobs([entry.id])).get(entry.id);
  if (ours === undefined || theirs === undefined || !Buffer.from(ours).equals(theirs))
    return undefined;
  const [merge] = await git.log({ from: tip, paths: [path], firstParent: true, limit: 1 });
  return merge?.id;
}
