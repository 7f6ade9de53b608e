/** `git diff`: the sentences that git shows for a changed workflow, as an external diff program of git. */

import { isAbsolute, join } from 'node:path';
import { kindOfChange } from '../core/diff/change-kind.ts';
import { diffWorkflows, type Workflow } from '../core/diff/diff.ts';
import { redactDiff } from '../core/diff/redact.ts';
import { parseWorkflow } from '../core/workflow/parse.ts';
import { type GitDiffReport, renderGitDiff } from '../report/text/git-diff.ts';
import { command, type World } from './command.ts';

export const gitDiff = command({
  name: 'git diff',
  summary: 'Tell what changed in a workflow, as git calls it for git diff',
  description:
    'Takes the words that git gives to an external diff program (git help git, GIT_EXTERNAL_DIFF). Set up by\n' +
    'comfypin init --git-drivers; git diff --no-ext-diff shows the lines instead.',
  arguments: [
    { name: 'path', summary: 'path in the repository', required: true },
    { name: 'files', summary: 'old file, id and mode, new file, id and mode', many: true },
  ],
  options: {},
  run: async ({ words }, world) => {
    const [path = '', oldFile = '', , , newFile = ''] = words;
    const from = await read(oldFile, world);
    const to = await read(newFile, world);
    return { value: reportOf(path, from, to), problems: [] };
  },
  renderers: { text: renderGitDiff },
});

interface Side {
  readonly isThere: boolean;
  readonly workflow?: Workflow;
}

function reportOf(path: string, from: Side, to: Side): GitDiffReport {
  if (!from.isThere) return { path, state: 'added' };
  if (!to.isThere) return { path, state: 'removed' };
  if (from.workflow === undefined || to.workflow === undefined)
    return { path, state: 'unreadable' };
  const found = diffWorkflows(from.workflow, to.workflow);
  return { path, state: 'changed', kind: kindOfChange(found), diff: redactDiff(found) };
}

/** git names a file that is not there /dev/null. */
async function read(file: string, world: World): Promise<Side> {
  if (file === '/dev/null' || file === 'nul') return { isThere: false };
  const bytes = await world.disk.read(isAbsolute(file) ? file : join(world.folder, file));
  if (bytes === undefined) return { isThere: false };
  const { workflow } = parseWorkflow(new TextDecoder().decode(bytes));
  return { isThere: true, ...(workflow === undefined ? {} : { workflow: workflow as Workflow }) };
}
