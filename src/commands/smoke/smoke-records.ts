/** What becomes of the evidence of a smoke run: appended, written as files, and whether it counts as things stand. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Evidence } from '../../core/promotion/evidence.ts';
import { staleReasons } from '../../core/promotion/evidence-standing.ts';
import { mediaPathOf } from '../../core/promotion/media-files.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import { fetchBase } from '../records/base-branch.ts';
import { readBases, trustedEvidenceIn } from '../records/evidence-bases.ts';
import { appendRecords } from '../records/records.ts';
import { decidingConfig } from '../records/repository.ts';
import { writeEvidence } from './evidence-files.ts';
import { signedEvidence, signingKey } from './signing.ts';
import { gitOf, type SmokeRequest } from './smoke-choice.ts';
import { keepHere, type Thumbnails } from './thumbnails.ts';

export interface KeptEvidence {
  readonly recorded: boolean;
  /** Files that were written; absent where none were asked for. */
  readonly evidence?: readonly string[];
  readonly problems: readonly Problem[];
}

/** Appends the records and writes the files that were asked for; of a run that was interrupted nothing is kept. */
export async function keepEvidence(
  request: SmokeRequest,
  made: readonly RecordFile[],
  runs: readonly { readonly thumbnails: Thumbnails }[],
): Promise<KeptEvidence> {
  const { world, project, environment, evidence: folder } = request;
  if (world.signal.aborted || (!request.record && folder === undefined)) {
    return { recorded: false, problems: [] };
  }
  const key = signingKey(project.config, world);
  const records = made.map(({ content }) => signedEvidence(content as unknown as Evidence, key));
  const thumbnails: Thumbnails = new Map(runs.flatMap((run) => [...run.thumbnails]));
  const isLocal = environment.evidence.thumbnails === 'local';
  if (isLocal) await keepHere(thumbnails, project, world);
  const shared = isLocal ? [] : [...thumbnails.values()];
  const recorded = request.record && records.length > 0;
  if (recorded) {
    const media = new Map(shared.map((each) => [mediaPathOf(environment.name, each), each]));
    await appendRecords(gitOf(project), project.config.forge.remote, records, world, media);
  }
  // the job that ran the nodes pushes nothing: another one checks the files and appends them
  const all = records.map(({ content }) => content as unknown as Evidence);
  const evidence =
    folder === undefined ? {} : { evidence: await writeEvidence(all, folder, world, shared) };
  return { recorded, ...evidence, problems: await notCounted(request, records) };
}

/** Warns of evidence that the gates will not count: the server is not what the default branch has recorded. */
async function notCounted(
  { world, project }: SmokeRequest,
  records: readonly RecordFile[],
): Promise<readonly Problem[]> {
  const git = gitOf(project);
  const { remote } = project.config.forge;
  if (records.length === 0) return [];
  try {
    const base = await fetchBase(git, remote);
    const config = await decidingConfig(git, remote);
    const bases = await readBases(git, base.commit, config, world.clock.now());
    return trustedEvidenceIn(records, config).flatMap((each) => {
      const { workflow, environment } = each;
      const reasons = staleReasons(each, bases.get(environment));
      const at = { workflow, environment };
      return reasons.length === 0 ? [] : [problem('evidence/not-counted', at, { ...at, reasons })];
    });
  } catch (error) {
    // a repository that is still being set up has nothing to hold evidence against
    if (error instanceof Failure) return [];
    throw error;
  }
}
