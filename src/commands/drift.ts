/** `drift`: what an environment's servers offer today against its recording, and what that does to its workflows. */

import { type Problem, problem } from '../base/problem.ts';
import { renderEffectsMarkdown } from '../report/markdown/effects.ts';
import { renderEffects } from '../report/text/effects.ts';
import { canvasDrift } from './capture/canvas-drift.ts';
import { command } from './command.ts';
import { type Effects, effectsOf } from './environment/effects.ts';
import { type EvidenceEffect, evidenceEffects } from './environment/evidence-effects.ts';
import { keepDriftIssue } from './hosted/drift-issue.ts';
import { foldersOnDisk, recordedCatalog } from './project/folders.ts';
import { environmentOf, openProject } from './project/project.ts';
import { readEnvironmentCatalog } from './servers/environment-catalog.ts';
import { newerServer } from './servers/newer-server.ts';

export interface DriftAnswer extends Omit<Effects, 'problems'> {
  readonly environment: string;
  /** The servers that were asked. */
  readonly source: string;
  /** Workflows whose evidence counts today and would not, were this recorded; absent where nobody could tell. */
  readonly evidence?: readonly EvidenceEffect[];
}

export const drift = command({
  name: 'drift',
  summary:
    'Tell what changed in an environment since its recording, and which workflows that breaks',
  description:
    'Compares the servers of the environment with environment.json: versions, node types, model\n' +
    'files. Every workflow of the environment is validated against both, and it is told whose evidence would\n' +
    'not count any more. Canvases on its servers are compared with their pins. Ends with 1 where they differ.',
  examples: ['comfypin drift prod', 'comfypin drift staging --format markdown'],
  arguments: [{ name: 'environment', summary: 'the environment', required: true }],
  options: {
    issue: {
      type: 'flag',
      summary: 'keep one issue on GitHub about it, and start smoke runs of what lost its evidence',
    },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { config, top } = project;
    const environment = environmentOf(config, words[0] ?? '');
    const folders = foldersOnDisk(world.disk, top);
    const before = await recordedCatalog(folders, environment.name);
    const live = await readEnvironmentCatalog(environment, world, top);
    const change = { environment: environment.name, before, after: live.catalog };
    const { changes, workflows, problems } = await effectsOf(change, folders, config);
    const effects = await evidenceEffects(project, world, environment.name, live.catalog);
    const { evidence } = effects;
    const value: DriftAnswer = {
      environment: environment.name,
      source: live.servers.join(', '),
      changes,
      workflows,
      ...(evidence === undefined ? {} : { evidence }),
    };
    const args = {
      environment: environment.name,
      changes: changes.length,
      broken: workflows.filter(({ effect }) => effect === 'breaks').map((each) => each.workflow),
    };
    const found = problem('drift/changed', { environment: environment.name }, args);
    const canvases = await canvasDrift({ environment, folders, catalog: before, world, top });
    const newer = newerServer([before, live.catalog]);
    const all = [...live.problems, ...newer, ...problems, ...effects.problems, ...canvases];
    const outcome = { value, problems: changes.length === 0 ? all : [found, ...all] };
    if (!options.issue) return outcome;
    await keepDriftIssue(environment, outcome, world);
    // the issue says it; the job has done its work
    return { value, problems: outcome.problems.map(asWarning) };
  },
  renderers: { text: renderEffects, markdown: renderEffectsMarkdown },
});

function asWarning(found: Problem): Problem {
  return found.severity === 'error' ? { ...found, severity: 'warning' } : found;
}
