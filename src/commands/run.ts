/** `run`: a pinned workflow by its named inputs, on a server of its environment. */

import { join, resolve } from 'node:path';
import { digestOfBytes } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { hasErrors, type Problem, problem } from '../base/problem.ts';
import { nearestName } from '../base/text.ts';
import { parseEnvironment } from '../core/catalog/recording.ts';
import { parseDuration } from '../core/promotion/duration.ts';
import type { SmokeCase } from '../core/smoke/case-types.ts';
import type { RunState } from '../core/smoke/run-state.ts';
import { type RunReport, renderRun } from '../report/text/run.ts';
import { command, type World } from './command.ts';
import { foldersOnDisk } from './project/folders.ts';
import { environmentOf, openProject, type Project } from './project/project.ts';
import { chosenServers } from './servers/servers.ts';
import type { CaseRun, CaseTask } from './smoke/case-types.ts';
import { runInputs } from './smoke/run-inputs.ts';
import { runOnServers } from './smoke/server-pool.ts';
import { type SmokeSubject, smokeSubject } from './smoke/smoke-subject.ts';

export const run = command({
  name: 'run',
  summary: 'Run a pinned workflow by its named inputs on a server of its environment',
  description:
    'Inputs are named as in the contract, by the title of a node, or as id.input; what is not given is as pinned.\n' +
    'name=@file uploads a file, name=@@text begins with an @. On a live server it waits until the queue is empty.',
  examples: [
    "comfypin run portrait@dev --input prompt='a red fox' --input seed=7 --folder out",
    'comfypin run restyle@staging --input photo=@me.png --folder out --json',
  ],
  arguments: [{ name: 'name@environment', summary: 'the pinned workflow', required: true }],
  options: {
    input: { type: 'list', short: 'i', value: 'name=value', summary: 'the value of an input' },
    folder: { type: 'text', value: 'path', summary: 'save what comes out below this folder' },
    server: { type: 'list', value: 'url', summary: 'only this server of the environment' },
    timeout: { type: 'text', value: 'duration', summary: 'give up after this, as 90s or 10m' },
    dryRun: { type: 'flag', summary: 'tell which inputs would be set' },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { subject, problems } = await subjectOf(words[0] ?? '', project, world);
    const environment = environmentOf(project.config, subject.environment);
    const folders = foldersOnDisk(world.disk, project.top);
    const { catalog } = parseEnvironment((await folders.recording(environment.name)) ?? '{}');
    const { settings, files } = await runInputs(options.input, subject, catalog, world);
    const timeoutMs = timeoutOf(options.timeout);
    const smokeCase: SmokeCase = {
      name: 'run',
      inputs: [],
      expect: [],
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    const task: CaseTask = {
      subject: { ...subject, files: new Map([...subject.files, ...files]) },
      planned: { smokeCase, settings },
    };
    const about = { workflow: subject.workflow, environment: environment.name };
    const inputs = settings.map(({ place, value, file }) => ({
      ...place,
      ...(value === undefined ? {} : { value }),
      ...(file === undefined ? {} : { file: file.slice('run/'.length) }),
    }));
    if (options.dryRun) {
      const value: RunReport = { ...about, dryRun: true, inputs, outputs: [] };
      return { value, problems };
    }
    const servers = await chosenServers(environment, options.server, world, project.top);
    const pool = await runOnServers(
      [task],
      servers,
      {
        optionsFor: (_, url) => ({
          cache: 'accept',
          // a person asked for this one run
          allowPaid: true,
          onChange: (state) => world.progress.show(progressOf(subject, url, state)),
        }),
        finish: async (each) => each,
      },
      world,
    );
    world.progress.done();
    const [done] = pool.runs;
    if (world.signal.aborted) throw world.signal.reason;
    if (done === undefined) throw new Failure(pool.problems);
    const folder = options.folder === undefined ? undefined : resolve(world.folder, options.folder);
    const value: RunReport = {
      ...about,
      dryRun: false,
      inputs,
      server: done.serverUrl,
      verdict: done.verdict,
      seconds: done.ms / 1000,
      ...(done.run === undefined ? {} : { promptId: done.run.promptId }),
      outputs: await outputsOf(done, folder, world),
    };
    const lost = pool.problems.map((each) => ({ ...each, severity: 'warning' as const }));
    return { value, problems: [...problems, ...lost, ...done.problems] };
  },
  renderers: { text: renderRun },
});

async function subjectOf(
  word: string,
  project: Project,
  world: World,
): Promise<{ readonly subject: SmokeSubject; readonly problems: readonly Problem[] }> {
  const at = word.lastIndexOf('@');
  const [workflow, environment] = [word.slice(0, at), word.slice(at + 1)];
  if (at <= 0 || environment === '') {
    const message = `Name a workflow in an environment, as portrait@dev, not "${word}".`;
    throw new Failure(problem('cli/usage', {}, { message, command: 'run' }));
  }
  environmentOf(project.config, environment);
  const folders = foldersOnDisk(world.disk, project.top);
  const names = await folders.names(environment);
  if (!names.includes(workflow)) {
    const nearest = nearestName(workflow, names);
    const args = { name: workflow, environment, nearest };
    throw new Failure(problem('pin/unknown-workflow', {}, args));
  }
  const files = await folders.files(environment, workflow);
  const { subject, problems } = smokeSubject(withoutCases(files), { workflow, environment });
  if (subject === undefined || hasErrors(problems)) throw new Failure(problems);
  return { subject, problems: problems.filter(({ code }) => code !== 'smoke/no-cases') };
}

/** Smoke cases are nothing to a run: broken ones do not stop it. */
function withoutCases(
  files: ReadonlyMap<string, Uint8Array> | undefined,
): ReadonlyMap<string, Uint8Array> | undefined {
  return files === undefined
    ? undefined
    : new Map([...files].filter(([path]) => path !== 'smoke.yaml'));
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /^\d+s$/.test(text) ? Number(text.slice(0, -1)) * 1000 : parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  const message = `--timeout takes a duration as 90s or 10m, not "${text}".`;
  throw new Failure(problem('cli/usage', {}, { message, command: 'run' }));
}

function progressOf({ workflow, names }: SmokeSubject, url: string, state: RunState): string {
  const { node, progress, place, before } = state;
  if (place === 'pending') return `${workflow} on ${url}: ${before} before it in the queue`;
  const known = node !== undefined && Object.hasOwn(names.prompt, node);
  const title = known ? names.prompt[node]?.class_type : undefined;
  const steps = progress === undefined ? '' : ` ${progress.value}/${progress.max}`;
  return `${workflow} on ${url}: ${title === undefined ? 'sent' : `node ${node} ${title}${steps}`}`;
}

/** Saves files below the folder under the server's names, made harmless; a name that is taken by another content gets a number. */
async function outputsOf(
  { fetched, task }: CaseRun,
  folder: string | undefined,
  world: World,
): Promise<RunReport['outputs']> {
  const outputs: RunReport['outputs'][number][] = [];
  for (const { node, files, texts } of fetched) {
    const name = task.subject.declared.find((each) => each.nodes.includes(node))?.name ?? node;
    const saved: RunReport['outputs'][number]['files'][number][] = [];
    for (const file of files) {
      if (file.bytes === undefined) continue;
      const { bytes } = file;
      const path = folder === undefined ? undefined : await save(folder, file.name, bytes, world);
      const where = path === undefined ? {} : { path };
      saved.push({ name: file.name, bytes: bytes.length, sha256: digestOfBytes(bytes), ...where });
    }
    outputs.push({ name, node, files: saved, texts });
  }
  return outputs;
}

async function save(
  folder: string,
  name: string,
  bytes: Uint8Array,
  { disk }: World,
): Promise<string> {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^\.+/, '_')
    .slice(-120);
  const [, stem = plain, ending = ''] = /^(.+?)(\.[^.]*)?$/.exec(plain) ?? [];
  for (let count = 1; ; count += 1) {
    const path = join(folder, count === 1 ? plain || '_' : `${stem}-${count}${ending}`);
    const there = await disk.read(path);
    if (there !== undefined && Buffer.compare(there, bytes) !== 0) continue;
    if (there === undefined) await disk.write(path, bytes);
    return path;
  }
}
