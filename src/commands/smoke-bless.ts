/** `smoke bless`: takes the picture of a case as the golden one that later runs are compared with. */

import { join } from 'node:path';
import { type Digest, digestOfBytes } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { nearestName } from '../base/text.ts';
import { filesOfCases, readSmokeCases } from '../core/smoke/cases.ts';
import { findOutput } from '../core/smoke/names.ts';
import type { DeclaredOutput } from '../core/smoke/verdict.ts';
import { renderBlessing } from '../report/markdown/blessing.ts';
import { renderSmokeBless } from '../report/text/smoke-bless.ts';
import { command, type World } from './command.ts';
import {
  type Base,
  baseOnDisk,
  baseOnRemote,
  type Proposed,
  proposeChanges,
} from './project/additions.ts';
import { folderOf } from './project/folders.ts';
import { environmentOf, openProject, type Project } from './project/project.ts';
import { chosenServers } from './servers/servers.ts';
import { goldenFor } from './smoke/case-conclusion.ts';
import { runOnServers } from './smoke/server-pool.ts';
import {
  type Candidate,
  notBlessed,
  type Picture,
  pictureOfReport,
  pictureOfRun,
} from './smoke/smoke-blessing.ts';
import { type PlannedCase, type SmokeSubject, smokeSubject } from './smoke/smoke-subject.ts';

export interface Blessing {
  readonly workflow: string;
  readonly environment: string;
  readonly case: string;
  readonly output: string;
  /** Of the golden picture in the repository. */
  readonly path: string;
  readonly state: 'added' | 'replaced' | 'unchanged';
  readonly sha256: Digest;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** False where smoke.yaml does not compare with it yet. */
  readonly isNamed: boolean;
  readonly dryRun: boolean;
  readonly pullRequest?: Proposed;
}

interface Options {
  readonly report: string | undefined;
  readonly servers: readonly string[];
}

export const smokeBless = command({
  name: 'smoke bless',
  summary: 'Take the picture of a smoke case as the golden one to compare with',
  description:
    'With --report the picture of that report is taken, if it shows what is pinned now; without it the case\n' +
    'is run. The picture is written beside smoke.yaml in your work tree, or proposed with --pr.',
  examples: [
    'comfypin smoke bless portrait:red-shoe --env dev --report out',
    'comfypin smoke bless portrait --env dev --output-name hero',
  ],
  arguments: [
    {
      name: 'name',
      summary: 'the workflow, and its case where it has several: NAME:CASE',
      required: true,
    },
  ],
  options: {
    env: { type: 'text', value: 'env', summary: 'the environment', required: true },
    outputName: {
      type: 'text',
      value: 'name',
      summary: 'the output by name, title or node id, where the workflow has several',
    },
    report: {
      type: 'text',
      value: 'folder',
      summary: 'take the picture from this report of smoke',
    },
    servers: {
      type: 'list',
      value: 'url',
      summary: 'run on these servers of the environment alone',
    },
    pr: { type: 'flag', summary: 'propose it by a pull request; your work tree stays as it is' },
    dryRun: { type: 'flag', summary: 'tell what would be written' },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const base = options.pr ? await baseOnRemote(project) : baseOnDisk(project, world);
    const candidate = await candidateOf(words[0] ?? '', options, project, base);
    const picture =
      options.report === undefined
        ? await pictureOfNow(candidate, options, project, world)
        : await pictureOfReport(candidate, options.report, world);
    const value = await bless(candidate, picture, { ...options, project, base }, world);
    const { workflow, environment } = value;
    const name = value.case;
    return {
      value,
      problems: [],
      next: `comfypin smoke ${workflow} --env ${environment} --case ${name}`,
    };
  },
  renderers: { text: renderSmokeBless },
});

async function candidateOf(
  word: string,
  { env, outputName }: { readonly env: string; readonly outputName: string | undefined },
  project: Project,
  base: Base,
): Promise<Candidate> {
  const { name: environment } = environmentOf(project.config, env);
  const [workflow = '', ...rest] = word.split(':');
  const there = await base.folders.files(environment, workflow);
  const files = new Map(there);
  // a case may name the golden picture that is only now to be made
  for (const path of filesOfCases(
    readSmokeCases(files).cases.map((each) => ({ ...each, inputs: [] })),
  )) {
    if (!files.has(path)) files.set(path, new Uint8Array());
  }
  const { subject, problems } = smokeSubject(there && files, { workflow, environment });
  if (subject === undefined) throw new Failure(problems);
  const planned = caseOf(subject, rest.join(':'));
  return { subject, planned, output: outputOf(subject, planned, outputName) };
}

function caseOf(subject: SmokeSubject, name: string): PlannedCase {
  const { workflow, environment, runs } = subject;
  const [first, ...others] = runs;
  if (first === undefined)
    throw new Failure(problem('smoke/no-cases', {}, { workflow, environment }));
  if (name === '' && others.length === 0) return first;
  const names = runs.map((each) => each.smokeCase.name);
  const found = runs.find((each) => each.smokeCase.name === name);
  if (found !== undefined) return found;
  if (name !== '')
    throw new Failure(
      problem('smoke/unknown-case', {}, { name, nearest: nearestName(name, names) }),
    );
  const message = `${workflow} has several cases: ${names.join(', ')}. Write ${workflow}:${names[0]}.`;
  throw new Failure(problem('cli/usage', {}, { message, command: 'smoke bless' }));
}

/** Without a name the only output that is compared, or the only one that there is. */
function outputOf(
  { names, declared }: SmokeSubject,
  { smokeCase }: PlannedCase,
  name: string | undefined,
): DeclaredOutput {
  const compared = smokeCase.expect.filter(({ expectation }) => expectation.similar !== undefined);
  const known =
    compared.length > 0 ? compared.map((each) => each.output) : declared.map((each) => each.name);
  const [only = '', ...others] = known;
  if (name === undefined && others.length > 0) {
    const message = `The case ${smokeCase.name} has several outputs. Choose one with --output-name: ${known.join(', ')}.`;
    throw new Failure(problem('cli/usage', {}, { message, command: 'smoke bless' }));
  }
  const found = findOutput(name ?? only, smokeCase.name, names);
  if ('code' in found) throw new Failure(found);
  return found;
}

async function pictureOfNow(
  candidate: Candidate,
  options: Options,
  project: Project,
  world: World,
): Promise<Picture> {
  const { subject, planned } = candidate;
  const environment = environmentOf(project.config, subject.environment);
  const servers = await chosenServers(environment, options.servers, world, project.top);
  const pool = await runOnServers(
    [{ subject, planned }],
    servers,
    { optionsFor: () => ({ cache: environment.cache }), finish: async (run) => run },
    world,
  );
  const [run] = pool.runs;
  if (run === undefined && pool.problems.length > 0) throw new Failure(pool.problems);
  return pictureOfRun(candidate, run);
}

interface Destination {
  readonly dryRun: boolean;
  readonly pr: boolean;
  readonly project: Project;
  readonly base: Base;
}

async function bless(
  candidate: Candidate,
  { bytes: picture, device }: Picture,
  { dryRun, pr, project, base }: Destination,
  world: World,
): Promise<Blessing> {
  const { subject, planned, output } = candidate;
  const { workflow, environment, names } = subject;
  const { name, expect } = planned.smokeCase;
  const facts = await world.images.read(picture);
  if (facts === undefined) throw new Failure(notBlessed(candidate, 'what it gave is no picture'));
  const named = expect
    .filter((each) => {
      const found = findOutput(each.output, name, names);
      return !('code' in found) && found.nodes.join() === output.nodes.join();
    })
    .flatMap(({ expectation }) => expectation.similar ?? [])
    .flatMap((similar) => goldenFor(similar, device) ?? [])[0];
  const plain = `${name}-${output.name}`.replace(/[^A-Za-z0-9_-]+/g, '_');
  const file = named ?? `smoke/${plain}.${facts.format}`;
  if (!file.startsWith('smoke/') || file.split('/').includes('..'))
    throw new Failure(notBlessed(candidate, `${file} is not below smoke/`));
  const path = `${folderOf(environment, workflow)}/${file}`;
  const former = (await base.folders.files(environment, workflow))?.get(file);
  const isEqual = former !== undefined && Buffer.compare(former, picture) === 0;
  const value: Blessing = {
    workflow,
    environment,
    case: name,
    output: output.name,
    path,
    state: isEqual ? 'unchanged' : former === undefined ? 'added' : 'replaced',
    sha256: digestOfBytes(picture),
    format: facts.format,
    width: facts.width,
    height: facts.height,
    isNamed: named !== undefined,
    dryRun,
  };
  if (isEqual || dryRun) return value;
  if (!pr) {
    await world.disk.write(join(project.top, path), picture);
    return value;
  }
  const head = `comfypin/bless/${environment}/${workflow}`;
  const prefix = `${folderOf(environment, workflow)}/`;
  const changes = new Map([[file, picture]]);
  const message = renderBlessing(value);
  const pullRequest = await proposeChanges(
    { head, prefix, changes, base, project, message },
    world,
  );
  return { ...value, pullRequest };
}
