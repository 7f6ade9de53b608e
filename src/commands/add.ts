/** `add`: imports an API export, a canvas, or a picture, video or sound as a workflow of the first environment. */

import { basename, isAbsolute, join } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { hasErrors, type Problem, problem } from '../base/problem.ts';
import { addWorkflow, promptOf } from '../core/promotion/addition.ts';
import { inputFilesIn } from '../core/promotion/input-files.ts';
import { encode, type PinResult } from '../core/promotion/pinning.ts';
import { releaseFilesOf, type WorkflowFiles } from '../core/promotion/release-files.ts';
import { smokeFile } from '../core/smoke/cases.ts';
import { starterSmoke } from '../core/smoke/starter.ts';
import { type Intake, readIntake } from '../core/workflow/media/intake.ts';
import { renderAdd } from '../report/text/add.ts';
import { command, type World } from './command.ts';
import {
  type Base,
  baseOnDisk,
  baseOnRemote,
  changesOf,
  proposeFiles,
} from './project/additions.ts';
import { folderOf, isWorkflowName, recordedCatalog } from './project/folders.ts';
import { nameFor } from './project/names.ts';
import { openProject, type Project } from './project/project.ts';

export interface AddedWorkflow {
  readonly file: string;
  readonly name?: string;
  readonly environment: string;
  readonly state: 'added' | 'updated' | 'unchanged' | 'refused';
  readonly release?: Digest;
  readonly pullRequest?: { readonly number: number; readonly url: string };
}

export interface AddAnswer {
  readonly dryRun: boolean;
  readonly workflows: readonly AddedWorkflow[];
}

interface Done {
  readonly row: AddedWorkflow;
  readonly problems: readonly Problem[];
}

/** One workflow to be: its intake, and the files that it came from. */
interface Item {
  readonly file: string;
  readonly intake: Intake;
}

interface Options {
  readonly as: string | undefined;
  readonly inputFolder: string | undefined;
  readonly pr: boolean;
  readonly dryRun: boolean;
}

export const add = command({
  name: 'add',
  summary: 'Import an API export, a canvas, or a picture, video or sound that ComfyUI made',
  description:
    'The workflow is pinned in the first environment. With --pr it is proposed on a branch of its own,\n' +
    'without touching your index or work tree; without, the files are written here.',
  examples: [
    'comfypin add hero_api.json',
    'comfypin add fox_00012_.png --as fox --pr',
    'comfypin add canvas.json hero_api.json --as hero --input-folder ~/ComfyUI/input',
  ],
  arguments: [{ name: 'files', summary: 'files to import', required: true, many: true }],
  options: {
    as: { type: 'text', value: 'name', summary: 'the name of the workflow, new or there already' },
    inputFolder: {
      type: 'text',
      value: 'folder',
      summary: 'copy the input files that the workflow reads from here into assets/',
    },
    pr: { type: 'flag', summary: 'branch, commit, push and open a pull request' },
    dryRun: { type: 'flag', summary: 'tell what would be done' },
  },
  run: async ({ words, options }, world) => {
    if (options.as !== undefined && !isWorkflowName(options.as)) {
      throw new Failure(problem('workflow/bad-name', {}, { name: options.as }));
    }
    const project = await openProject(world);
    const base = options.pr ? await baseOnRemote(project) : baseOnDisk(project, world);
    const items = await readItems(words, options.as, world);
    const done: Done[] = [];
    for (const item of items) done.push(await addOne(item, options, base, project, world));
    const value: AddAnswer = { dryRun: options.dryRun, workflows: done.map(({ row }) => row) };
    const isWritten = done.some(({ row }) => row.state === 'added' || row.state === 'updated');
    return {
      value,
      problems: done.flatMap((each) => each.problems),
      ...(isWritten && !options.pr && !options.dryRun
        ? { next: 'comfypin validate --all, then git add workflows && git commit' }
        : {}),
    };
  },
  renderers: { text: renderAdd },
});

/** A canvas and the API export of the same workflow become one item under --as. */
async function readItems(
  words: readonly string[],
  name: string | undefined,
  world: World,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const word of words) {
    const bytes = await world.disk.read(isAbsolute(word) ? word : join(world.folder, word));
    if (bytes === undefined) {
      throw new Failure(problem('cli/no-document', {}, { word, tried: [`the file ${word}`] }));
    }
    items.push({ file: word, intake: readIntake(bytes, word) });
  }
  if (name === undefined || items.length === 1) return items;
  const canvas = items.find(({ intake }) => intake.canvas !== undefined && !intake.prompt);
  const api = items.find(({ intake }) => intake.prompt !== undefined && !intake.canvas);
  if (items.length !== 2 || canvas === undefined || api === undefined) {
    throw new Failure(problem('workflow/several-files', {}, { files: words, name }));
  }
  return [{ file: api.file, intake: { ...canvas.intake, ...api.intake } }];
}

async function addOne(
  { file, intake }: Item,
  options: Options,
  base: Base,
  project: Project,
  world: World,
): Promise<Done> {
  const environment = base.config.environments[0]?.name ?? '';
  const refused = (problems: readonly Problem[], name?: string): Done => ({
    row: { file, environment, state: 'refused', ...(name === undefined ? {} : { name }) },
    problems,
  });
  if (hasErrors(intake.problems)) return refused(intake.problems);
  const catalog = await recordedCatalog(base.folders, environment);
  const source = promptOf(intake, catalog);
  if (source.prompt === undefined) return refused(source.problems);
  const chosen =
    options.as === undefined
      ? await nameFor({ file, prompt: source.prompt, catalog, base, environment })
      : { name: options.as };
  if ('code' in chosen) return refused([chosen]);
  const { name } = chosen;
  const prefix = `${folderOf(environment, name)}/`;
  const there: WorkflowFiles = (await base.folders.files(environment, name)) ?? new Map();
  const present = releaseFilesOf(there);
  const inputFiles =
    options.inputFolder === undefined
      ? undefined
      : await readInputs(
          inputFilesIn(source.prompt, catalog).map(({ path }) => path),
          isAbsolute(options.inputFolder)
            ? options.inputFolder
            : join(world.folder, options.inputFolder),
          world,
        );
  const { config } = base;
  const result = addWorkflow({ intake, present, inputFiles, environment, catalog, config, prefix });
  if (result.files === undefined) return refused(result.problems, name);
  const changes = changesOf(present, result.files);
  const state = changes.size === 0 ? 'unchanged' : present.size === 0 ? 'added' : 'updated';
  const row = { file, name, environment, state, ...releaseOf(result) } as const;
  if (options.dryRun || changes.size === 0) return { row, problems: result.problems };
  if (!there.has(smokeFile)) changes.set(smokeFile, encode(starterSmoke));
  if (options.pr) {
    const from = basename(file);
    const pullRequest = await proposeFiles(
      { name, from, prefix, changes, base, project, result, present, catalog },
      world,
    );
    return { row: { ...row, pullRequest }, problems: result.problems };
  }
  for (const [path, bytes] of changes) {
    const target = join(project.top, prefix, path);
    if (bytes === null) await world.disk.remove(target);
    else await world.disk.write(target, bytes);
  }
  return { row, problems: result.problems };
}

function releaseOf({ pin }: PinResult): { readonly release?: Digest } {
  return pin === undefined ? {} : { release: pin.digests.release };
}

async function readInputs(
  paths: readonly (string | undefined)[],
  folder: string,
  world: World,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  for (const path of paths) {
    const bytes = path === undefined ? undefined : await world.disk.read(join(folder, path));
    if (path !== undefined && bytes !== undefined) contents.set(path, bytes);
  }
  return contents;
}
