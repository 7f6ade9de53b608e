/** What the read-only job of a pull request finds: changes, pins, and whether each environment would run them. */

import { join } from 'node:path';
import type { Json } from '../../base/json.ts';
import { compareText } from '../../base/order.ts';
import { type Problem, titleOf } from '../../base/problem.ts';
import { shortened } from '../../base/text.ts';
import { readYaml } from '../../base/yaml.ts';
import {
  type CheckedRow,
  type CheckReport,
  reportLimits,
} from '../../core/promotion/check-report.ts';
import { policyChanges } from '../../core/promotion/policy-changes.ts';
import { renderDiffs } from '../../report/text/diff.ts';
import type { Outcome, World } from '../command.ts';
import { pin } from '../pin.ts';
import { changesSince } from '../project/changes-since.ts';
import { openProject, type Project } from '../project/project.ts';
import { textOfBlob } from '../records/blob-text.ts';
import { validate } from '../validate.ts';

export interface CheckWish {
  /** The revision that the pull request goes to. */
  readonly base: string;
  readonly pullRequest: number;
  /** The head that the pull request has; the one that is checked out without it. */
  readonly head?: string;
}

/** An environment that a workflow has not reached warns; what is pinned must hold. */
export async function checkPull(wish: CheckWish, world: World): Promise<Outcome<CheckReport>> {
  const project = await openProject(world);
  const options = { heuristics: true, all: false, renames: false };
  const since = await changesSince(wish.base, world, 'workflow.json', options);
  const changes = since.value.workflows.slice(0, reportLimits.rows).map((each) => ({
    workflow: each.workflow,
    environment: each.environment,
    state: each.state === 'renamed' ? 'changed' : each.state,
    kind: each.kind,
    text: shortened(
      renderDiffs({ value: { ...since.value, workflows: [each] } }, { color: false }),
      reportLimits.text,
    ),
  }));
  const pins = await pin.run(
    { words: [], options: { env: undefined, check: true, dryRun: false, paths: false } },
    world,
  );
  const stays = changes.filter((each) => each.state !== 'removed');
  const names = [...new Set(stays.map((each) => each.workflow))].sort(compareText);
  const judged = await judge(names, project, world);
  const value: CheckReport = {
    format: 'comfypin-check/1',
    pullRequest: wish.pullRequest,
    head: wish.head ?? (await project.git?.resolve('HEAD')) ?? '0'.repeat(40),
    changes,
    rows: judged.rows.slice(0, reportLimits.rows),
    pins: linesOf(pins.problems),
    policy: await policyLines(wish.base, project, world),
  };
  return { value, problems: [...since.problems, ...pins.problems, ...judged.problems] };
}

/** promotion.yaml of the commit that both sides have in common against the one that is checked out. */
async function policyLines(
  base: string,
  project: Project,
  world: World,
): Promise<readonly string[]> {
  const { git, top, configFile } = project;
  const [commit, head] = [await git?.resolve(base), await git?.resolve('HEAD')];
  if (git === undefined || commit === undefined || head === undefined) return [];
  const common = (await git.mergeBase(commit, head)) ?? commit;
  const [entry] = await git.tree(common, configFile);
  const bytes = await world.disk.read(join(top, configFile));
  const read = (text: string): Json => readYaml(text, configFile).document?.value ?? null;
  const before = entry === undefined ? null : read(await textOfBlob(git, entry.id));
  const after = read(new TextDecoder().decode(bytes));
  return bounded(policyChanges(before, after));
}

function linesOf(problems: readonly Problem[]): readonly string[] {
  const errors = problems.filter((each) => each.severity === 'error');
  const shown = errors.length > 0 ? errors : problems.filter((each) => each.severity === 'warning');
  return bounded([...new Set(shown.map(titleOf))]);
}

function bounded(texts: readonly string[]): readonly string[] {
  const lines = texts.map((each) => shortened(each, reportLimits.line));
  if (lines.length <= reportLimits.why) return lines;
  const rest = lines.length - reportLimits.why + 1;
  return [...lines.slice(0, reportLimits.why - 1), `and ${rest} more`];
}

/** All workflows are asked where none differs: a recording or promotion.yaml may have changed. */
async function judge(
  names: readonly string[],
  project: Project,
  world: World,
): Promise<{ readonly rows: readonly CheckedRow[]; readonly problems: readonly Problem[] }> {
  const { value, problems } = await validate.run(
    { words: names, options: { env: undefined, all: true, offline: true } },
    world,
  );
  const days = new Map<string, string>();
  for (const { name } of value.environments) days.set(name, await recordedOn(name, project));
  const about = ({ at }: Problem, workflow: string, environment: string): boolean =>
    at.workflow === workflow && at.environment === environment;
  const rows = value.cells.map((cell): CheckedRow => {
    const { workflow, environment, kind, verdict } = cell;
    const found = problems.filter((each) => about(each, workflow, environment));
    return {
      workflow,
      environment,
      pinned: kind === 'pinned',
      verdict:
        verdict === 'failed'
          ? 'would not run'
          : verdict === 'unverifiable'
            ? 'server decides'
            : 'would run',
      why: linesOf(found),
      recorded: days.get(environment) ?? '',
    };
  });
  const silent = value.environments.filter((each) => each.source === 'no answer');
  const unknown = silent.flatMap(({ name }) =>
    names.map((workflow): CheckedRow => {
      const why = [`there is no recording of ${name}: comfypin record --env ${name}`];
      const place = { workflow, environment: name };
      return { ...place, pinned: false, verdict: 'no recording', why, recorded: '' };
    }),
  );
  const ahead = value.cells.filter((each) => each.kind === 'rendered');
  const softened = problems.map((each): Problem => {
    const isAhead = ahead.some((cell) => about(each, cell.workflow, cell.environment));
    const noRecording = each.code === 'pin/no-recording';
    return (isAhead || noRecording) && each.severity === 'error'
      ? { ...each, severity: 'warning' }
      : each;
  });
  return { rows: [...rows, ...unknown], problems: softened };
}

/** The day of the commit that changed the recording last. */
async function recordedOn(environment: string, { git }: Project): Promise<string> {
  const from = await git?.resolve('HEAD');
  if (git === undefined || from === undefined) return '';
  const paths = [`workflows/${environment}/environment.json`];
  const [last] = await git.log({ from, paths, limit: 1 });
  return last === undefined ? '' : new Date(last.commitTime * 1000).toISOString().slice(0, 10);
}
