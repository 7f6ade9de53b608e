/** Every workflow of the work tree that differs from a revision. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { kindOfChange } from '../../core/diff/change-kind.ts';
import { diffWorkflows, emptyLike } from '../../core/diff/diff.ts';
import { lineOfChange } from '../../core/diff/line-of-change.ts';
import type { DiffOptions } from '../../core/diff/options.ts';
import { redactDiff } from '../../core/diff/redact.ts';
import { findRenames } from '../../core/diff/renames.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { matchesGlob } from '../../core/promotion/glob.ts';
import { canvasFile } from '../../core/promotion/release-files.ts';
import { type DrawnDiff, drawnDiff } from '../../report/picture/drawn-diff.ts';
import type { ChangesSince } from '../../report/text/diff.ts';
import type { World } from '../command.ts';
import { foldersAt, foldersOnDisk } from './folders.ts';
import { openProject } from './project.ts';
import { type Sides, sidesOf, type WantedFile } from './workflow-sides.ts';

/**
 * Returns the changes since the last commit that the revision has in common with the work tree's. A workflow in an
 * environment (`hero@dev`) in the revision's place asks for its own since HEAD.
 */
export async function changesSince(
  word: string,
  world: World,
  file: WantedFile,
  /** With `renames` what is gone and what is new may be one workflow. */
  options: DiffOptions & { readonly all: boolean; readonly renames: boolean },
): Promise<{
  readonly value: ChangesSince;
  readonly problems: readonly Problem[];
  readonly drawing: () => readonly DrawnDiff[];
}> {
  const { git, top, config } = await openProject(world);
  const { revision, only } = sinceOf(word, config);
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
    if (only !== undefined && only.environment !== environment) continue;
    const names = [...(await before.names(environment)), ...(await after.names(environment))];
    const known = names.filter((name) => only === undefined || matchesGlob(only.workflow, name));
    if (only !== undefined && known.length === 0) {
      const nearest = nearestName(only.workflow, names);
      throw new Failure(
        problem('pin/unknown-workflow', {}, { name: only.workflow, environment, nearest }),
      );
    }
    const catalog = parseEnvironment((await after.recording(environment)) ?? '{}').catalog;
    const sides: Sides[] = [];
    for (const workflow of [...new Set(known)].sort()) {
      const found = await sidesOf(before, after, { environment, workflow }, file);
      problems.push(...found.problems);
      if (found.from !== undefined || found.to !== undefined) sides.push(found);
    }
    for (const side of options.renames ? withRenames(sides, catalog, options) : sides) {
      const { workflow, was, from, to } = side;
      const [left, right] = [from ?? emptyLike(to ?? {}), to ?? emptyLike(from ?? {})];
      const diff = redactDiff(diffWorkflows(left, right, catalog, options));
      if (diff.changes.length === 0 && was === undefined) continue;
      const isCanvas = file === 'either' && side.file.endsWith(canvasFile);
      const label = `${workflow}@${environment}${isCanvas ? ' (canvas)' : ''}`;
      const line = to === undefined ? undefined : lineOfChange(side.text, to, diff);
      const told = {
        workflow,
        environment,
        state: stateOf(side),
        ...(was === undefined ? {} : { was }),
        from: `${revision}:${was ?? workflow}@${environment}`,
        to: label,
        file: side.file,
        ...(line === undefined ? {} : { line }),
        kind: kindOfChange(diff),
        diff,
        all: options.all,
      } as const;
      workflows.push(told);
      const title = from === undefined ? `${label}, new` : `${label}, removed`;
      const isWhole = from === undefined || to === undefined;
      drawings.push(() => ({
        ...drawnDiff(told, left, right, catalog, options),
        ...(isWhole ? { title } : {}),
      }));
    }
  }
  const drawing = () => drawings.map((each) => each());
  return { value: { since: revision, workflows }, problems, drawing };
}

interface Since {
  readonly revision: string;
  readonly only?: { readonly workflow: string; readonly environment: string };
}

function sinceOf(word: string, config: PromotionConfig): Since {
  const at = word.lastIndexOf('@');
  const [workflow, environment] = [word.slice(0, at), word.slice(at + 1)];
  const isWorkflow = at > 0 && config.environments.some(({ name }) => name === environment);
  return isWorkflow ? { revision: 'HEAD', only: { workflow, environment } } : { revision: word };
}

function stateOf({ was, from, to }: Sides): ChangesSince['workflows'][number]['state'] {
  if (was !== undefined) return 'renamed';
  return from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
}

/** Puts what is gone and what is new under another name together. */
function withRenames(
  all: readonly Sides[],
  catalog: Catalog,
  options: DiffOptions,
): readonly Sides[] {
  const gone = all.flatMap(({ workflow: name, from, to }) =>
    from !== undefined && to === undefined ? [{ name, workflow: from }] : [],
  );
  const come = all.flatMap(({ workflow: name, from, to }) =>
    from === undefined && to !== undefined ? [{ name, workflow: to }] : [],
  );
  const renames = findRenames(gone, come, (from, to) => diffWorkflows(from, to, catalog, options));
  const before = new Map(all.map(({ workflow, from }) => [workflow, from]));
  const former = new Map(renames.map(({ was, is }) => [is, was]));
  const taken = new Set(former.values());
  return all
    .filter(({ workflow }) => !taken.has(workflow))
    .map((side) => {
      const was = former.get(side.workflow);
      return was === undefined ? side : { ...side, was, from: before.get(was) };
    });
}
