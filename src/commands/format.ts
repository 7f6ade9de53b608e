/** `format`: writes workflow.json files in the canonical text. */

import { isAbsolute, join } from 'node:path';
import { hasErrors, type Problem, problem } from '../base/problem.ts';
import { workflowFile } from '../core/promotion/release-files.ts';
import { canonicalWorkflowText } from '../core/workflow/canonical-text.ts';
import { parseWorkflow } from '../core/workflow/parse.ts';
import { renderFormat } from '../report/text/format.ts';
import { command, type World } from './command.ts';
import { folderOf, foldersOnDisk } from './shared/folders.ts';
import { openProject } from './shared/project.ts';

export interface FormatAnswer {
  readonly check: boolean;
  readonly files: readonly {
    readonly file: string;
    readonly state: 'formatted' | 'unchanged' | 'refused';
  }[];
}

export const format = command({
  name: 'format',
  summary: 'Write workflow.json in the canonical text',
  description:
    'Without files every workflow.json of the project. Nothing but layout and the order of keys changes:\n' +
    'digests and pins stay as they are.',
  examples: ['comfypin format', 'comfypin format hero_api.json', 'comfypin format --check'],
  arguments: [{ name: 'files', summary: 'files in API format', many: true }],
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
      const file = `${folderOf(environment, name)}/${workflowFile}`;
      const isThere = (await world.disk.read(join(top, file))) !== undefined;
      if (isThere) targets.push({ file, path: join(top, file) });
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
  if (parsed.format === 'canvas') return { before, after: before };
  return { before, after: canonicalWorkflowText(parsed.workflow) };
}
