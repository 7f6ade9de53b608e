/** Finds the name of a workflow that a person gave none, without ever guessing that it replaces another. */

import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import { pinFile, textOf, workflowFile } from '../../core/promotion/release-files.ts';
import { normalizeNumbers } from '../../core/workflow/canonical-text.ts';
import { releaseDigest, shapeDigest } from '../../core/workflow/digests.ts';
import { nameFromFile } from '../../core/workflow/media/names.ts';
import { type KnownWorkflow, resembling } from '../../core/workflow/media/resemblance.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import { describeRelease } from '../../core/workflow/release.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';
import type { Base } from './additions.ts';
import type { Folders } from './folders.ts';

/** Returns a free name made of the file's own, or the problem that asks for --as. */
export async function nameFor(request: {
  readonly file: string;
  readonly prompt: ApiPrompt;
  readonly catalog: Catalog;
  readonly base: Base;
  readonly environment: string;
}): Promise<{ readonly name: string } | Problem> {
  const { file, catalog, base, environment } = request;
  const prompt = normalizeNumbers(request.prompt, catalog);
  const { models, values } = base.config;
  const description = describeRelease(prompt, catalog, { environment, models, values });
  const release = releaseDigest(prompt, description);
  const shape = shapeDigest(prompt, description);
  const known = await knownWorkflows(base.folders, environment);
  const proposed = nameFromFile(file);
  const alike = resembling({ release, shape, prompt }, known);
  if (alike !== undefined) {
    const args = { ...alike, file, proposed: freeName(proposed ?? `${alike.name}-2`, known) };
    return problem('workflow/resembles', { file }, args);
  }
  if (proposed === undefined) {
    return problem('workflow/unnamed', { file }, { file, example: file });
  }
  if (known.every((each) => each.name !== proposed)) return { name: proposed };
  const args = { name: proposed, by: 'name', file, proposed: freeName(proposed, known) };
  return problem('workflow/resembles', { file }, args);
}

function freeName(name: string, known: readonly KnownWorkflow[]): string {
  let free = name;
  for (let count = 2; known.some((each) => each.name === free); count += 1)
    free = `${name}-${count}`;
  return free;
}

async function knownWorkflows(
  folders: Folders,
  environment: string,
): Promise<readonly KnownWorkflow[]> {
  const known: KnownWorkflow[] = [];
  for (const name of await folders.names(environment)) {
    const files = await folders.files(environment, name);
    const textIn = (path: string): string => textOf(files?.get(path) ?? new Uint8Array()) ?? '';
    const { format, workflow, problems } = parseWorkflow(textIn(workflowFile));
    const digests = parsePin(textIn(pinFile)).pin?.digests;
    const isReadable = format === 'api' && workflow !== undefined && !hasErrors(problems);
    known.push({ name, prompt: isReadable ? workflow : {}, ...digests });
  }
  return known;
}
