/** `pin`: writes workflow.json and pin.json of workflows, or checks that files are what their pins say. */

import { join } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { hasErrors, type Problem, problem } from '../base/problem.ts';
import type { Catalog } from '../core/catalog/types.ts';
import { parsePin } from '../core/promotion/pin.ts';
import { pinWorkflow } from '../core/promotion/pinning.ts';
import {
  pinFile,
  textOf,
  type WorkflowFiles,
  workflowFile,
} from '../core/promotion/release-files.ts';
import { verifyPin } from '../core/promotion/verify-pin.ts';
import { canonicalWorkflowText } from '../core/workflow/canonical-text.ts';
import { parseWorkflow } from '../core/workflow/parse.ts';
import { renderPin } from '../report/text/pin.ts';
import { command, type World } from './command.ts';
import {
  chosenNames,
  type Folders,
  folderOf,
  foldersOnDisk,
  isWorkflowName,
  recordedCatalog,
} from './project/folders.ts';
import { environmentOf, openProject, type Project } from './project/project.ts';
import { newerServer } from './servers/newer-server.ts';

export interface PinnedWorkflow {
  readonly name: string;
  readonly environment: string;
  /** `pinned` was written (or would be, with --dry-run); `verified` belongs to --check. */
  readonly state: 'pinned' | 'unchanged' | 'verified' | 'refused';
  readonly release?: Digest;
  readonly rendering?: Digest;
  /** The release that was pinned before, where it was another. */
  readonly before?: Digest;
  /** Paths that were written. */
  readonly files?: readonly string[];
}

export interface PinAnswer {
  readonly mode: 'pin' | 'check' | 'dry-run' | 'paths';
  readonly workflows: readonly PinnedWorkflow[];
}

interface Done {
  readonly row: PinnedWorkflow;
  /** The recording that it was pinned with. */
  readonly catalog?: Catalog;
  readonly problems: readonly Problem[];
}

export const pin = command({
  name: 'pin',
  summary: 'Write workflow.json and pin.json of workflows, or check them',
  description:
    'Without names all workflows of the environment are pinned. Where a canvas.json is the source, it is\n' +
    'converted first. --check writes nothing: it verifies every pin of every environment from the files\n' +
    'beside it, for CI.',
  examples: [
    'comfypin pin',
    'comfypin pin hero',
    "comfypin pin 'acme/*' --dry-run",
    'comfypin pin --check',
  ],
  arguments: [{ name: 'names', summary: 'workflows, as hero or acme/*', many: true }],
  options: {
    env: {
      type: 'text',
      value: 'environment',
      summary: 'the environment (default: the first; all for --check)',
    },
    check: { type: 'flag', summary: 'verify instead of writing; exit 1 where anything differs' },
    dryRun: { type: 'flag', summary: 'tell what would be written' },
    paths: {
      type: 'flag',
      summary: 'print the paths that were written and nothing else; the first environment only',
    },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const folders = foldersOnDisk(world.disk, project.top);
    const all = project.config.environments.map((each) => each.name);
    const given =
      options.env === undefined ? undefined : environmentOf(project.config, options.env).name;
    const environments = given === undefined ? (options.check ? all : all.slice(0, 1)) : [given];
    const { targets, problems } = await targetsOf(folders, environments, words);
    const first = all[0];
    const mode = modeOf(options);
    const done: Done[] = [];
    for (const target of targets) {
      if (mode === 'paths' && target.environment !== first) continue;
      done.push(
        mode === 'check'
          ? await check(folders, target)
          : await pinOne(folders, target, project, mode === 'dry-run' ? undefined : world),
      );
    }
    const value: PinAnswer = { mode, workflows: done.map(({ row }) => row) };
    const newer = newerServer(done.flatMap(({ catalog }) => catalog ?? []));
    return {
      value,
      problems: [...problems, ...newer, ...done.flatMap((each) => each.problems)],
      ...(done.some(({ row }) => row.state === 'pinned') && mode === 'pin'
        ? { next: 'comfypin validate --all, then git add workflows && git commit' }
        : {}),
    };
  },
  renderers: { text: renderPin },
});

function modeOf(options: {
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly paths: boolean;
}): PinAnswer['mode'] {
  if (options.check) return 'check';
  if (options.dryRun) return 'dry-run';
  return options.paths ? 'paths' : 'pin';
}

interface Target {
  readonly environment: string;
  readonly name: string;
}

/** `NAME@ENV` chooses its own environment; a name is unknown only where no chosen environment has it. */
async function targetsOf(
  folders: Folders,
  environments: readonly string[],
  words: readonly string[],
): Promise<{ readonly targets: readonly Target[]; readonly problems: readonly Problem[] }> {
  const targets: Target[] = [];
  const unknown = new Map<string, { count: number; first: Problem }>();
  const places = new Map<string, string[]>(environments.map((each) => [each, []]));
  for (const word of words) {
    const [name = '', environment] = word.split('@');
    if (environment !== undefined)
      places.set(environment, [...(places.get(environment) ?? []), name]);
    else for (const each of environments) places.get(each)?.push(name);
  }
  for (const [environment, names] of places) {
    if (words.length > 0 && names.length === 0) continue;
    const chosen = await chosenNames(folders, environment, names);
    targets.push(...chosen.names.map((name) => ({ environment, name })));
    for (const each of chosen.problems) {
      const name = (each.args as { name: string }).name;
      unknown.set(name, {
        count: (unknown.get(name)?.count ?? 0) + 1,
        first: unknown.get(name)?.first ?? each,
      });
    }
  }
  const found = new Set(targets.map(({ name }) => name));
  const problems = [...unknown]
    .filter(([name, { count }]) => !found.has(name) && count > 0)
    .map(([, { first }]) => first);
  return { targets, problems };
}

async function pinOne(
  folders: Folders,
  { environment, name }: Target,
  project: Project,
  world: World | undefined,
): Promise<Done> {
  const refused = (problems: readonly Problem[]): Done => ({
    row: { name, environment, state: 'refused' },
    problems,
  });
  const folder = folderOf(environment, name);
  if (!isWorkflowName(name)) {
    return refused([problem('pin/bad-name', { file: folder }, { name, environment })]);
  }
  const files = (await folders.files(environment, name)) ?? new Map();
  const catalog = await recordedCatalog(folders, environment);
  const { config } = project;
  const result = pinWorkflow({ files, environment, catalog, config, prefix: `${folder}/` });
  if (result.files === undefined || result.pin === undefined) return refused(result.problems);
  const { digests, from } = result.pin;
  const before = earlierRelease(files);
  const first = config.environments[0]?.name ?? environment;
  if (environment !== first && from !== undefined && before !== digests.release) {
    const at = { file: `${folder}/${workflowFile}` };
    return refused([problem('pin/not-first', at, { environment, first, name })]);
  }
  const changed = [...result.files].filter(([path, bytes]) => !isSame(bytes, files.get(path)));
  for (const [path, bytes] of world === undefined ? [] : changed) {
    await world?.disk.write(join(project.top, folder, path), bytes);
  }
  const row: PinnedWorkflow = {
    name,
    environment,
    state: changed.length === 0 ? 'unchanged' : 'pinned',
    release: digests.release,
    rendering: digests.rendering,
    files: changed.map(([path]) => `${folder}/${path}`),
    ...(before === undefined || before === digests.release ? {} : { before }),
  };
  return { row, catalog, problems: result.problems };
}

function isSame(bytes: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(bytes, other) === 0;
}

function earlierRelease(files: WorkflowFiles): Digest | undefined {
  const bytes = files.get(pinFile);
  const text = bytes === undefined ? undefined : textOf(bytes);
  return text === undefined ? undefined : parsePin(text).pin?.digests.release;
}

async function check(folders: Folders, { environment, name }: Target): Promise<Done> {
  const folder = folderOf(environment, name);
  const files = (await folders.files(environment, name)) ?? new Map();
  const problems = checkFiles(files, { environment, name });
  const bytes = files.get(pinFile);
  const { pin } = parsePin((bytes === undefined ? undefined : textOf(bytes)) ?? '');
  const row: PinnedWorkflow = {
    name,
    environment,
    state: hasErrors(problems) ? 'refused' : 'verified',
    ...(pin === undefined
      ? {}
      : { release: pin.digests.release, rendering: pin.digests.rendering }),
  };
  return { row, problems: problems.map((each) => ({ ...each, at: { file: folder, ...each.at } })) };
}

function checkFiles(files: WorkflowFiles, { environment, name }: Target): readonly Problem[] {
  const prefix = `${folderOf(environment, name)}/`;
  if (!isWorkflowName(name)) return [problem('pin/bad-name', {}, { name, environment })];
  if (!files.has(pinFile)) return [problem('pin/absent', {}, { name, environment })];
  const found = verifyPin(files, prefix);
  if (found.length > 0) return found;
  const text = textOf(files.get(workflowFile) ?? new Uint8Array()) ?? '';
  const parsed = parseWorkflow(text);
  const isCanonical =
    parsed.format !== 'api' ||
    parsed.workflow === undefined ||
    canonicalWorkflowText(parsed.workflow) === text;
  const at = { file: `${prefix}${workflowFile}` };
  return isCanonical ? [] : [problem('pin/not-canonical', at, { file: workflowFile })];
}
