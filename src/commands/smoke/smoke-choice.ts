/** Which workflows a smoke run is about, and where they are read: the disk, or the branch of a promotion. */

import { Failure } from '../../base/failure.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { pinFile } from '../../core/promotion/release-files.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import type { World } from '../command.ts';
import { chosenNames, type Folders, foldersAt, foldersOnDisk } from '../project/folders.ts';
import type { Project } from '../project/project.ts';
import { withReleaseBefore } from './release-before.ts';
import { type SmokeSubject, smokeSubject } from './smoke-subject.ts';

export interface SmokeRequest {
  readonly world: World;
  readonly project: Project;
  readonly environment: Environment;
  readonly kind: 'candidate' | 'active';
  /** Where a candidate is read; without it the branch of its promotion. */
  readonly ref?: { readonly ref: string; readonly commit?: string };
  /** Where reports go: absolute, and as it was given. */
  readonly folder?: string;
  readonly given?: string;
  readonly record: boolean;
  /** Where evidence files go, as it was given. */
  readonly evidence?: string;
  /** Workflows that were chosen and are not run. */
  readonly leftOut?: readonly string[];
}

/** Returns the subjects; a Failure with every reason where one of them cannot be run. */
export async function subjectsOf(
  request: SmokeRequest,
  words: readonly string[],
): Promise<{ readonly subjects: readonly SmokeSubject[]; readonly problems: readonly Problem[] }> {
  const { world, project, environment, kind } = request;
  const problems: Problem[] = [];
  const subjects: SmokeSubject[] = [];
  const onDisk = foldersOnDisk(world.disk, project.top);
  const chosen =
    kind === 'candidate'
      ? await candidateNames(request, words)
      : await chosenNames(onDisk, environment.name, words);
  problems.push(...chosen.problems);
  for (const workflow of chosen.names) {
    const at = { workflow, environment: environment.name };
    const candidate = kind === 'candidate' ? await candidateFolders(request, workflow) : undefined;
    const files = await (candidate?.folders ?? onDisk).files(environment.name, workflow);
    const made = smokeSubject(files, at);
    problems.push(...made.problems);
    if (made.subject === undefined) continue;
    const { commit } = candidate ?? {};
    const subject = await withReleaseBefore(made.subject, request);
    subjects.push(commit === undefined ? subject : { ...subject, commit });
    if (made.subject.runs.length === 0) problems.push(problem('smoke/no-cases', at, at));
  }
  if (hasErrors(problems.filter((each) => each.code !== 'smoke/no-cases')))
    throw new Failure(problems);
  return { subjects: await withCommits(subjects, project), problems };
}

const branchPrefix = 'comfypin/promote/';

/** Names of open candidates by the remote's branches; words choose among them. */
async function candidateNames(
  request: SmokeRequest,
  words: readonly string[],
): Promise<{ readonly names: readonly string[]; readonly problems: readonly Problem[] }> {
  const { project, environment, ref } = request;
  if (ref !== undefined) {
    const { folders } = await foldersOfRef(request, ref);
    return chosenNames(folders, environment.name, words);
  }
  const prefix = `refs/heads/${branchPrefix}${environment.name}/`;
  if (words.length > 0 && words.every((word) => !/[*?]/.test(word)))
    return { names: words, problems: [] };
  const refs = await gitOf(project).remoteRefs(project.config.forge.remote, [`${prefix}*`]);
  const names = refs.map(({ ref }) => ref.slice(prefix.length)).sort();
  return chosenNames({ names: async () => names } as unknown as Folders, environment.name, words);
}

async function candidateFolders(
  request: SmokeRequest,
  workflow: string,
): Promise<{ readonly folders: Folders; readonly commit: string }> {
  const { project, environment, ref } = request;
  if (ref !== undefined) return foldersOfRef(request, ref);
  const git = gitOf(project);
  const { remote } = project.config.forge;
  const branch = `${branchPrefix}${environment.name}/${workflow}`;
  const [found] = await git.remoteRefs(remote, [`refs/heads/${branch}`]);
  if (found === undefined) {
    const at = { workflow, environment: environment.name };
    throw new Failure(problem('smoke/no-candidate', at, { ...at, branch }));
  }
  await git.fetch(remote, [`+refs/heads/${branch}:refs/remotes/${remote}/${branch}`]);
  return { folders: await foldersAt(git, found.id), commit: found.id };
}

/** Names the commit that is checked out, where it holds the pin as it stands on the disk. */
async function withCommits(
  subjects: readonly SmokeSubject[],
  { git }: Project,
): Promise<readonly SmokeSubject[]> {
  const head = await git?.resolve('HEAD');
  if (git === undefined || head === undefined || subjects.length === 0) return subjects;
  const nameOf = ({ workflow, environment }: SmokeSubject): string =>
    `${head}:${slotFolder(workflow, environment)}/${pinFile}`;
  const missing = new Set(await git.missing(subjects.map(nameOf)));
  const there = subjects.map(nameOf).filter((name) => !missing.has(name));
  const pins = there.length === 0 ? new Map<string, Uint8Array>() : await git.blobs(there);
  return subjects.map((subject) => {
    const [ours, theirs] = [subject.files.get(pinFile), pins.get(nameOf(subject))];
    if (subject.commit !== undefined || ours === undefined || theirs === undefined) return subject;
    return Buffer.from(ours).equals(theirs) ? { ...subject, commit: head } : subject;
  });
}

/** What the ref pins is data: the servers and their secrets stay those of the checked-out promotion.yaml. */
async function foldersOfRef(
  { project }: SmokeRequest,
  { ref, commit }: NonNullable<SmokeRequest['ref']>,
): Promise<{ readonly folders: Folders; readonly commit: string }> {
  const git = gitOf(project);
  const { remote } = project.config.forge;
  const [found] = await git.remoteRefs(remote, [ref]);
  if (found === undefined) throw new Failure(problem('git/no-remote-ref', {}, { remote, ref }));
  if (commit !== undefined && found.id !== commit) {
    const moved = { ref, now: found.id.slice(0, 12), commit: commit.slice(0, 12) };
    throw new Failure(problem('smoke/ref-moved', {}, moved));
  }
  await git.fetch(remote, [ref]);
  return { folders: await foldersAt(git, found.id), commit: found.id };
}

/** Returns the repository; a Failure where the folder is in none. */
export function gitOf({ git, top }: Project): NonNullable<Project['git']> {
  if (git === undefined) throw new Failure(problem('config/no-repository', {}, { folder: top }));
  return git;
}
