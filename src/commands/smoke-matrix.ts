/** `smoke matrix`: the parts of a smoke run, for jobs that run them beside each other. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { renderSmokeMatrix } from '../report/text/smoke-matrix.ts';
import { command } from './command.ts';
import { environmentOf, openProject } from './project/project.ts';
import { type SmokeRequest, subjectsOf } from './smoke/smoke-choice.ts';
import { shardsOf, staleOf } from './smoke/smoke-part.ts';

export const smokeMatrix = command({
  name: 'smoke matrix',
  summary: 'Print the parts of a smoke run as a matrix for GitHub Actions',
  description:
    'Each job of the matrix runs comfypin smoke with the same words and its --shard.\n' +
    'Parts without a workflow to run are left out. The environment’s runner: is the matrix’s runner, for runs-on.',
  examples: ['comfypin smoke matrix --env staging --shards 4 --stale'],
  arguments: [{ name: 'name', summary: 'workflows to run; globs are taken', many: true }],
  options: {
    env: { type: 'text', value: 'env', summary: 'the environment', required: true },
    shards: { type: 'text', value: 'number', summary: 'how many parts; one per server without it' },
    candidate: {
      type: 'flag',
      summary: 'what is proposed for the environment, not what is pinned',
    },
    ref: { type: 'text', value: 'ref', summary: 'read candidates there, as smoke does' },
    commit: { type: 'text', value: 'commit', summary: 'refuse where --ref is at another commit' },
    as: { type: 'text', value: 'name', summary: 'print NAME=… for $GITHUB_OUTPUT' },
    stale: {
      type: 'flag',
      summary: 'only parts with a workflow whose evidence does not count now',
    },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const environment = environmentOf(project.config, options.env);
    const kind = options.candidate ? 'candidate' : 'active';
    const { ref, commit, as: output } = options;
    const request: SmokeRequest = {
      ...{ world, project, environment, kind, record: false },
      ...(ref === undefined ? {} : { ref: commit === undefined ? { ref } : { ref, commit } }),
    };
    const count = Number(options.shards ?? Math.max(1, environment.servers.length));
    if (!Number.isInteger(count) || count < 1 || count > 256) {
      const message = `--shards is a number from 1 to 256, and not ${options.shards}.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'smoke matrix' }));
    }
    const { subjects } = await subjectsOf(request, words);
    const wanted = options.stale ? await staleOf(subjects, request) : subjects;
    const shard = shardsOf(subjects, count).flatMap((part, index) =>
      part.some((each) => wanted.includes(each)) ? [`${index + 1}/${count}`] : [],
    );
    const { runner } = environment;
    const value = {
      shard,
      ...(runner === undefined ? {} : { runner: [runner] }),
      ...(output === undefined ? {} : { output }),
    };
    return { value, problems: [] };
  },
  renderers: { text: renderSmokeMatrix },
});
