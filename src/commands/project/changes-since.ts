/** Every workflow of the work tree that differs from a revision. */

import { Failure } from '../../base/failure.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import { kindOfChange } from '../../core/diff/change-kind.ts';
import { diffWorkflows, type Workflow } from '../../core/diff/diff.ts';
import type { DiffOptions } from '../../core/diff/options.ts';
import { redactDiff } from '../../core/diff/redact.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import { type DrawnDiff, drawnDiff } from '../../report/picture/drawn-diff.ts';
import type { ChangesSince } from '../../report/text/diff.ts';
import type { World } from '../command.ts';
import type { DocumentFile } from './documents.ts';
import { type Folders, folderOf, foldersAt, foldersOnDisk } from './folders.ts';
import { openProject } from './project.ts';

/** Returns the changes since the last commit that the revision has in common with the work tree's. */
export async function changesSince(
  revision: string,
  world: World,
  file: DocumentFile,
  options: DiffOptions & { readonly all: boolean },
): Promise<{
  readonly value: ChangesSince;
  readonly problems: readonly Problem[];
  readonly drawing: () => readonly DrawnDiff[];
}> {
  const { git, top, config } = await openProject(world);
  const [commit, head] = [await git?.resolve(revision), await git?.resolve('HEAD')];
  if (git === undefined || commit === undefined) {
    const tried = [`the revision ${revision}`];
    throw new Failure(problem('cli/no-document', {}, { word: revision, tried }));
  }
  const base = head === undefined ? undefined : await git.mergeBase(commit, head);
  const before = await foldersAt(git, base ?? commit);
  const after = foldersOnDisk(world.disk, top);
  const workflows: ChangesSince['workflows'][number][] = [];
  const problems: Problem[] = [];
  const drawings: (() => DrawnDiff)[] = [];
  for (const { name: environment } of config.environments) {
    const known = [...(await before.names(environment)), ...(await after.names(environment))];
    const catalog = parseEnvironment((await after.recording(environment)) ?? '{}').catalog;
    for (const workflow of [...new Set(known)].sort()) {
      const sides = [
        await read(before, environment, workflow, file),
        await read(after, environment, workflow, file),
      ] as const;
      problems.push(...sides.flatMap((side) => side.problems));
      const [from, to] = [sides[0].workflow, sides[1].workflow];
      if (from === undefined && to === undefined) continue;
      const diff = redactDiff(diffWorkflows(from ?? {}, to ?? {}, catalog, options));
      if (diff.changes.length === 0) continue;
      const state = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
      const label = `${workflow}@${environment}`;
      const names = {
        workflow,
        environment,
        state,
        from: `${revision}:${label}`,
        to: label,
      } as const;
      const told = { ...names, kind: kindOfChange(diff), diff, all: options.all };
      workflows.push(told);
      drawings.push(() => drawnDiff(told, from ?? {}, to ?? {}, catalog, options));
    }
  }
  const drawing = () => drawings.map((each) => each());
  return { value: { since: revision, workflows }, problems, drawing };
}

async function read(
  folders: Folders,
  environment: string,
  workflow: string,
  file: DocumentFile,
): Promise<{ readonly workflow?: Workflow; readonly problems: readonly Problem[] }> {
  const bytes = (await folders.files(environment, workflow))?.get(file);
  if (bytes === undefined) return { problems: [] };
  const path = `${folderOf(environment, workflow)}/${file}`;
  const parsed = parseWorkflow(new TextDecoder().decode(bytes), path);
  if (parsed.workflow === undefined) return { problems: parsed.problems };
  const problems = hasErrors(parsed.problems) ? parsed.problems : [];
  return { workflow: parsed.workflow, problems };
}
