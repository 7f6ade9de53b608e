/** `git text`: a workflow as lines of text, for git's textconv: one line for each value and link, nothing of layout. */

import { isAbsolute, join } from 'node:path';
import { parseWorkflow } from '../core/workflow/parse.ts';
import { renderWorkflowText, workflowLines } from '../report/text/git-text.ts';
import { command } from './command.ts';

export interface GitTextAnswer {
  readonly lines: readonly string[];
}

export const gitText = command({
  name: 'git text',
  summary: 'Show a workflow as lines of text, as git calls it for git log -p',
  description:
    'One line for each value and each link, by the names that people know; layout is left out. A file that is no\n' +
    'workflow is shown as it is. Set up by comfypin init --git-drivers.',
  examples: ['comfypin git text workflows/dev/hero/canvas.json'],
  arguments: [{ name: 'file', summary: 'the workflow', required: true }],
  options: {},
  run: async ({ words }, world) => {
    const [word = ''] = words;
    const bytes = await world.disk.read(isAbsolute(word) ? word : join(world.folder, word));
    const text = new TextDecoder().decode(bytes ?? new Uint8Array());
    const { workflow } = parseWorkflow(text);
    const lines = workflow === undefined ? text.split('\n') : workflowLines(workflow);
    const value: GitTextAnswer = { lines };
    return { value, problems: [] };
  },
  renderers: { text: renderWorkflowText },
});
