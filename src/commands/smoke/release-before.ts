/** The release before the one that smoke runs: what the environment is pinned to now, or was pinned to last. */

import { hasErrors, titleOf } from '../../base/problem.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import { isReleaseFile, pinFile, type WorkflowFiles } from '../../core/promotion/release-files.ts';
import type { Git } from '../../world/ports.ts';
import { filesAt } from '../environment/target.ts';
import { folderOf } from '../project/folders.ts';
import type { Project } from '../project/project.ts';
import { fetchBase } from '../records/base-branch.ts';
import { type SmokeSubject, smokeSubject } from './smoke-subject.ts';

interface Request {
  readonly kind: 'candidate' | 'active';
  readonly project: Project;
}

/** Returns the subject with the release before where a case compares with it; with the cases of today. */
export async function withReleaseBefore(
  subject: SmokeSubject,
  request: Request,
): Promise<SmokeSubject> {
  const compares = subject.runs.some(({ smokeCase }) =>
    smokeCase.expect.some(({ expectation }) =>
      expectation.similar?.some(({ previous }) => previous === true),
    ),
  );
  if (!compares) return subject;
  const { git } = request.project;
  if (git === undefined) {
    return { ...subject, previous: { reason: 'there is no git repository that holds it' } };
  }
  const files = await filesBefore(subject, git, request);
  if (files === undefined) return subject;
  const { environment, workflow } = subject;
  const cases = [...subject.files].filter(([path]) => !isReleaseFile(path));
  const release = [...files].filter(([path]) => isReleaseFile(path));
  const made = smokeSubject(new Map([...release, ...cases]), { environment, workflow });
  if (made.subject !== undefined) return { ...subject, previous: { subject: made.subject } };
  const [first] = made.problems.filter((each) => hasErrors([each]));
  const reason = first === undefined ? 'it cannot be run' : titleOf(first);
  return { ...subject, previous: { reason } };
}

/** Of a candidate what the default branch holds now; of what is pinned the last pin of another release before it. */
async function filesBefore(
  { environment, workflow, pin }: SmokeSubject,
  git: Git,
  { kind, project }: Request,
): Promise<WorkflowFiles | undefined> {
  const folder = folderOf(environment, workflow);
  if (kind === 'candidate') {
    const { commit } = await fetchBase(git, project.config.forge.remote);
    const files = await filesAt(git, commit, folder);
    return files.has(pinFile) ? files : undefined;
  }
  const head = await git.resolve('HEAD');
  if (head === undefined) return undefined;
  const changes = await git.lineChanges(head, `${folder}/${pinFile}`);
  for (const { commit, files } of [...changes].reverse()) {
    const id = files.find(({ path }) => path === `${folder}/${pinFile}`)?.id;
    if (id === undefined) continue;
    const bytes = (await git.blobs([id])).get(id) ?? new Uint8Array();
    const before = parsePin(new TextDecoder().decode(bytes), pinFile).pin;
    if (before === undefined || before.digests.release === pin.digests.release) continue;
    return filesAt(git, commit.id, folder);
  }
  return undefined;
}
