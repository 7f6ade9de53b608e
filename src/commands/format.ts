/** `format`: writes canvas.json and workflow.json files in their canonical text. */

import { isAbsolute, join } from 'node:path';
import { hasErrors, type Problem, problem } from '../base/problem.ts';
import { workflowText } from '../core/merge/file.ts';
import { canvasFile, workflowFile } from '../core/promotion/release-files.ts';
import { parseWorkflow } from '../core/workflow/parse.ts';
import { renderFormat } from '../report/text/format.ts';
import { command, type World } from './command.ts';
import { folderOf, foldersOnDisk } from './project/folders.ts';
import { openProject } from './project/project.ts';

export interface FormatAnswer {
  readonly check: boolean;
  readonly files: readonly {
    readonly file: string;
    readonly state: 'formatted' | 'unchanged' | 'refused';
  }[];
}

export const format = command({
  name: 'format',
  summary: 'Write canvas.json and workflow.json in their canonical text',
  description:
    'Without files every canvas.json and workflow.json of the project. In a canvas a node is a group of lines\n' +
    'and a link is a line, so that git shows small changes small. Values, digests and pins stay as they are.',
  examples: ['comfypin format', 'comfypin format hero.json', 'comfypin format --check'],
  arguments: [{ name: 'files', summary: 'canvases, or files in API format', many: true }],
  options: {
    check: { type: 'flag', summary: 'write nothing; exit 1 where a file would change' },
  },
  run: async ({ words, options }, world) => {
    const targets =
      words.length > 0
        ? words.map((file) => ({ file, path: isAbsolute(file) ? file : join(world.folder, file) }))
        : await workflowsOfProject(world);
    const files: FormatAnswer['files'][number][] = [];
    const problems: Problem[] = [];
    for (const { file, path } of targets) {
      const text = await formatted(file, path, world, problems);
      if (text === undefined) {
        files.push({ file, state: 'refused' });
        continue;
      }
      files.push({ file, state: text.after === text.before ? 'unchanged' : 'formatted' });
      if (text.after === text.before) continue;
      if (options.check) problems.push(problem('pin/not-canonical', { file }, { file }, 'error'));
      else await world.disk.write(path, text.after);
    }
    return { value: { check: options.check, files }, problems };
  },
  renderers: { text: renderFormat },
});

async function workflowsOfProject(world: World) {
  const { top, config } = await openProject(world);
  const folders = foldersOnDisk(world.disk, top);
  const targets: { file: string; path: string }[] = [];
  for (const { name: environment } of config.environments) {
    for (const name of await folders.names(environment)) {
      for (const each of [canvasFile, workflowFile]) {
        const file = `${folderOf(environment, name)}/${each}`;
        const isThere = (await world.disk.read(join(top, file))) !== undefined;
        if (isThere) targets.push({ file, path: join(top, file) });
      }
    }
  }
  return targets;
}

async function formatted(
  file: string,
  path: string,
  world: World,
  problems: Problem[],
): Promise<{ readonly before: string; readonly after: string } | undefined> {
  const bytes = await world.disk.read(path);
  if (bytes === undefined) {
    problems.push(problem('cli/no-document', {}, { word: file, tried: [`the file ${file}`] }));
    return undefined;
  }
  const before = new TextDecoder().decode(bytes);
  const parsed = parseWorkflow(before, file);
  problems.push(...parsed.problems);
  if (parsed.workflow === undefined || hasErrors(parsed.problems)) return undefined;
  return { before, after: workflowText(parsed.workflow) };
}
