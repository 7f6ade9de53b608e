/** `status`: which release is where, what proves it, and what stands in the way. */

import { resolve } from 'node:path';
import { renderStatusPage } from '../report/html/status.ts';
import { renderStatusMetrics } from '../report/status-metrics.ts';
import { renderStatus } from '../report/text/status.ts';
import { command, type World } from './command.ts';
import { withAges } from './promotion/status-ages.ts';
import { type Remembered, recallStatus, type StatusQuestion } from './promotion/status-memory.ts';

export const status = command({
  name: 'status',
  summary: 'Show which release is where, as workflows by environments',
  arguments: [{ name: 'name', summary: 'workflows, or globs as acme/*; all without', many: true }],
  options: {
    waiting: { type: 'flag', summary: 'only what is behind, held, or has an open pull request' },
    mine: { type: 'flag', summary: 'only what you own or proposed' },
    metrics: {
      type: 'text',
      value: 'file',
      summary: 'write metrics of releases for Prometheus there',
    },
    owner: { type: 'text', value: 'name', summary: 'only what this owner owns' },
  },
  examples: [
    'comfypin status',
    "comfypin status 'acme/*' --json",
    'comfypin status --waiting --mine',
    'comfypin status --format html --output releases.html',
  ],
  run: async ({ words, options }, world) => {
    const { waiting, mine, owner } = options;
    const question = { words, waiting, mine, ...(owner === undefined ? {} : { owner }) };
    const { value, problems } = await answerOf(question, world);
    if (options.metrics !== undefined) {
      await world.disk.write(resolve(world.folder, options.metrics), renderStatusMetrics(value));
    }
    return { value: withAges(value, world.clock.now()), problems };
  },
  renderers: { text: renderStatus, html: renderStatusPage },
});

/** What makes the answer is loaded only where it is not remembered. */
async function answerOf(question: StatusQuestion, world: World): Promise<Remembered> {
  const git = await world.git(world.folder);
  const { answer, base } = git === undefined ? {} : await recallStatus(question, git, world);
  if (answer !== undefined) return answer;
  const { newStatus } = await import('./promotion/status-keeping.ts');
  return newStatus(question, base, { ...world, git: async () => git });
}
