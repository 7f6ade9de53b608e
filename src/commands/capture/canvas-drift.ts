/** Canvases on an environment's servers that differ from what is pinned there, in the words of the diff. */

import { type Problem, problem, titleOf } from '../../base/problem.ts';
import { isCanvasFile, pinnedFolder, workflowNameOf } from '../../core/capture/names.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { diffWorkflows } from '../../core/diff/diff.ts';
import { redactDiff } from '../../core/diff/redact.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { canvasFile } from '../../core/promotion/release-files.ts';
import { canvasDigest } from '../../core/workflow/canvas-digest.ts';
import type { CanvasWorkflow } from '../../core/workflow/types.ts';
import { changeWords } from '../../report/text/change-words.ts';
import type { World } from '../command.ts';
import { type Folders, folderOf } from '../project/folders.ts';
import { type CanvasHome, visitHomes } from './canvas-homes.ts';
import { canvasIn } from './capture-run.ts';

export interface CanvasDriftRequest {
  readonly environment: Environment;
  readonly folders: Folders;
  readonly catalog: Catalog;
  readonly world: World;
  readonly top: string;
}

/**
 * Returns an error for each delivered canvas that somebody changed, and a warning for each canvas of the same name that
 * somebody keeps beside. A server whose files cannot be read is a warning: nothing is known of it.
 */
export async function canvasDrift(request: CanvasDriftRequest): Promise<readonly Problem[]> {
  const { environment, world, top } = request;
  const pinned = await pinnedCanvases(request);
  if (pinned.size === 0) return [];
  const found: Problem[] = [];
  const choice = { servers: [], users: [], command: 'drift' };
  const failures = await visitHomes(environment, choice, { world, top }, async (home) => {
    found.push(...(await driftOf(home, pinned, request)));
  });
  const unknown = failures.map((each) => {
    const args = { environment: environment.name, reason: titleOf(each) };
    return problem('drift/canvases-unknown', { environment: environment.name }, args);
  });
  return [...found, ...unknown];
}

async function pinnedCanvases({
  environment,
  folders,
}: CanvasDriftRequest): Promise<ReadonlyMap<string, CanvasWorkflow>> {
  const pinned = new Map<string, CanvasWorkflow>();
  for (const workflow of await folders.names(environment.name)) {
    const files = await folders.files(environment.name, workflow);
    const canvas = canvasIn(files?.get(canvasFile));
    if (canvas !== undefined) pinned.set(workflow, canvas);
  }
  return pinned;
}

async function driftOf(
  home: CanvasHome,
  pinned: ReadonlyMap<string, CanvasWorkflow>,
  { environment, catalog }: CanvasDriftRequest,
): Promise<readonly Problem[]> {
  const { files } = await home.data.list();
  const problems: Problem[] = [];
  for (const { path } of files) {
    const workflow = isCanvasFile(path) ? workflowNameOf(path) : undefined;
    const wanted = workflow === undefined ? undefined : pinned.get(workflow);
    if (workflow === undefined || wanted === undefined) continue;
    const canvas = canvasIn(await home.data.read(path));
    if (canvas !== undefined && canvasDigest(canvas) === canvasDigest(wanted)) continue;
    const at = {
      workflow,
      environment: environment.name,
      file: `${folderOf(environment.name, workflow)}/${canvasFile}`,
    };
    const change =
      canvas === undefined
        ? 'it is no canvas any more'
        : changeWords(redactDiff(diffWorkflows(wanted, canvas, catalog)));
    const user = home.user === undefined ? {} : { user: home.user.name };
    const args = {
      server: home.shown,
      path,
      workflow,
      environment: environment.name,
      change,
      ...user,
    };
    const severity = path.startsWith(pinnedFolder) ? 'error' : 'warning';
    problems.push(problem('drift/canvas', at, args, severity));
  }
  return problems;
}
