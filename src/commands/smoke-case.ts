/** `smoke case`: turns a picture that came out wrong into a case, so that the next run shows whether it still does. */

import { basename, join, resolve } from 'node:path';
import { digestOfBytes, shortDigest } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import { hasErrors, problem } from '../base/problem.ts';
import { withListItem } from '../base/yaml-append.ts';
import { diffWorkflows } from '../core/diff/diff.ts';
import type { WorkflowDiff } from '../core/diff/types.ts';
import { inputsOf, type OtherValue } from '../core/smoke/case-from.ts';
import { readSmokeCases, smokeFile } from '../core/smoke/cases.ts';
import { linkOf } from '../core/workflow/graph.ts';
import { readIntake } from '../core/workflow/media/intake.ts';
import { nameFromFile } from '../core/workflow/media/names.ts';
import type { ApiPrompt } from '../core/workflow/types.ts';
import { renderSmokeCase } from '../report/text/smoke-case.ts';
import { command, type World } from './command.ts';
import { folderOf, foldersOnDisk } from './project/folders.ts';
import { environmentOf, openProject } from './project/project.ts';
import { type SmokeSubject, smokeSubject } from './smoke/smoke-subject.ts';

export interface CaseFromFile {
  readonly workflow: string;
  readonly environment: string;
  readonly case: string;
  /** Of smoke.yaml in the repository. */
  readonly path: string;
  readonly inputs: Readonly<Record<string, Json>>;
  /** What was left out of the case, and why. */
  readonly leftOut: readonly string[];
  readonly dryRun: boolean;
}

export const smokeCase = command({
  name: 'smoke case',
  summary: 'Turn a picture that came out wrong into a smoke case',
  description:
    'The graph in the picture is compared with the pinned one. Inputs that differ become the case’s inputs, by the\n' +
    'names of the contract where it has them, and its seeds are kept. The case is added to smoke.yaml.',
  examples: ['comfypin smoke case portrait --env prod --from bad.png --name six-fingers'],
  arguments: [{ name: 'name', summary: 'the workflow that made the picture', required: true }],
  options: {
    env: { type: 'text', value: 'env', summary: 'the environment', required: true },
    from: {
      type: 'text',
      value: 'file',
      summary: 'the picture, video or sound, or its graph as JSON',
      required: true,
    },
    name: { type: 'text', value: 'case', summary: 'the name of the case (default: of the file)' },
    dryRun: { type: 'flag', summary: 'tell what would be written' },
  },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { name: environment } = environmentOf(project.config, options.env);
    const [workflow = ''] = words;
    const at = { workflow, environment };
    const files = await foldersOnDisk(world.disk, project.top).files(environment, workflow);
    const { subject, problems } = smokeSubject(files, at);
    if (subject === undefined) throw new Failure(problems);
    const prompt = await promptIn(options.from, world);
    const found = valuesOf(subject, prompt);
    const name = caseName(options.name, options.from, subject);
    const pairs = inputsOf(found.others, subject.names, subject.pin.description.seedInputs);
    const inputs = Object.fromEntries(
      pairs.map(([key, value]): [string, Json] => [key, uploaded(value, subject) ?? value]),
    );
    const path = `${folderOf(environment, workflow)}/${smokeFile}`;
    const text = new TextDecoder().decode(subject.files.get(smokeFile) ?? new Uint8Array());
    const written = withListItem(text, 'cases', { name, inputs });
    const checked = readSmokeCases(
      new Map([...subject.files, [smokeFile, new TextEncoder().encode(written)]]),
    );
    if (hasErrors(checked.problems)) throw new Failure(checked.problems);
    if (!options.dryRun) await world.disk.write(join(project.top, path), written);
    const { dryRun } = options;
    const value: CaseFromFile = { ...at, case: name, path, inputs, leftOut: found.leftOut, dryRun };
    const next = `comfypin smoke ${workflow} --env ${environment} --case ${name} --report out`;
    return { value, problems: [], next };
  },
  renderers: { text: renderSmokeCase },
});

async function promptIn(from: string, world: Pick<World, 'disk' | 'folder'>): Promise<ApiPrompt> {
  const bytes = await world.disk.read(resolve(world.folder, from));
  if (bytes === undefined) {
    const reason = 'there is no such file';
    throw new Failure(problem('disk/unreadable', {}, { path: from, reason }));
  }
  const { prompt, problems } = readIntake(bytes, from);
  if (hasErrors(problems)) throw new Failure(problems);
  if (prompt === undefined) throw new Failure(problem('smoke/no-graph', { file: from }, { from }));
  return prompt;
}

/** Returns the values that differ; a Failure where another graph made the picture. */
function valuesOf(
  { names, pin, workflow }: SmokeSubject,
  prompt: ApiPrompt,
): { readonly others: readonly OtherValue[]; readonly leftOut: readonly string[] } {
  const diff = diffWorkflows(names.prompt, prompt);
  const others: OtherValue[] = [];
  const leftOut: string[] = [];
  const differ: string[] = [];
  for (const change of diff.changes) {
    if (change.kind !== 'input-changed') {
      if (change.class === 'behaviour') differ.push(changeText(change));
      continue;
    }
    const place = { node: pinnedId(diff, change.node.id), input: change.input };
    const { to } = change;
    const name = `${place.node}.${place.input}`;
    if (to === undefined || change.from === undefined || linkOf(to) !== undefined)
      differ.push(name);
    else if (isModel(pin.description.modelInputs, place)) {
      leftOut.push(`${name}: the model file is the environment’s`);
    } else others.push({ ...place, value: to });
  }
  if (differ.length > 0) {
    throw new Failure(problem('smoke/other-workflow', {}, { workflow, differ }));
  }
  return { others, leftOut };
}

function changeText(change: WorkflowDiff['changes'][number]): string {
  const node = 'node' in change ? `node ${change.node.id} (${change.node.type})` : 'the graph';
  return `${node}: ${change.kind.replaceAll('-', ' ')}`;
}

function pinnedId({ matches }: WorkflowDiff, id: string): string {
  return matches.find((each) => each.to === id)?.from ?? id;
}

function isModel(
  models: SmokeSubject['pin']['description']['modelInputs'],
  { node, input }: { readonly node: string; readonly input: string },
): boolean {
  return models.some((each) => each.node === node && each.input === input);
}

/** An input file that smoke itself uploaded is named by its content; the file beside smoke.yaml stands for it again. */
function uploaded(value: Json, { files }: SmokeSubject): Json | undefined {
  if (typeof value !== 'string') return undefined;
  const [, digest] = /(?:^|\/)([0-9a-f]{12})-[^/]+$/.exec(value) ?? [];
  if (digest === undefined) return undefined;
  const found = [...files].find(
    ([path, bytes]) => path.startsWith('smoke/') && shortDigest(digestOfBytes(bytes)) === digest,
  );
  return found === undefined ? undefined : { file: found[0] };
}

function caseName(given: string | undefined, from: string, { cases }: SmokeSubject): string {
  const taken = new Set(cases.cases.map(({ name }) => name));
  const wanted = given ?? nameFromFile(basename(from)) ?? 'picture';
  if (given !== undefined || !taken.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
  }
}
