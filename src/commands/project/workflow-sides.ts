/** One workflow before and after, and which of its two files says what changed. */

import { hasErrors, type Problem } from '../../base/problem.ts';
import type { Workflow } from '../../core/diff/diff.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { DocumentFile } from './documents.ts';
import { type Folders, folderOf } from './folders.ts';

/** A workflow before and after; absent where it was not there, or is not any more. */
export interface Sides {
  readonly workflow: string;
  /** The name that it had; of a renamed one alone. */
  readonly was?: string;
  /** Path of the file that was compared. */
  readonly file: string;
  /** The text after, for the place of a change. */
  readonly text: string;
  readonly from: Workflow | undefined;
  readonly to: Workflow | undefined;
}

/** `either`: workflow.json, and canvas.json where that alone differs, as it does until somebody pins it. */
export type WantedFile = DocumentFile | 'either';

/** Returns the two sides; without a workflow where the file is on neither. */
export async function sidesOf(
  before: Folders,
  after: Folders,
  { environment, workflow }: { readonly environment: string; readonly workflow: string },
  wanted: WantedFile,
): Promise<Sides & { readonly problems: readonly Problem[] }> {
  const [was, is] = [
    await before.files(environment, workflow),
    await after.files(environment, workflow),
  ];
  const name = wanted === 'either' ? differing(was, is) : wanted;
  const file = `${folderOf(environment, workflow)}/${name}`;
  const [left, right] = [read(was?.get(name), file), read(is?.get(name), file)];
  return {
    workflow,
    file,
    text: right.text,
    from: left.workflow,
    to: right.workflow,
    problems: [...left.problems, ...right.problems],
  };
}

type Files = ReadonlyMap<string, Uint8Array> | undefined;

function differing(was: Files, is: Files): DocumentFile {
  const isSame = (file: DocumentFile) => {
    const [left, right] = [was?.get(file), is?.get(file)];
    return left !== undefined && right !== undefined && Buffer.compare(left, right) === 0;
  };
  const hasCanvas = was?.has('canvas.json') === true && is?.has('canvas.json') === true;
  return hasCanvas && isSame('workflow.json') && !isSame('canvas.json')
    ? 'canvas.json'
    : 'workflow.json';
}

function read(
  bytes: Uint8Array | undefined,
  path: string,
): { readonly text: string; readonly workflow?: Workflow; readonly problems: readonly Problem[] } {
  if (bytes === undefined) return { text: '', problems: [] };
  const text = new TextDecoder().decode(bytes);
  const { workflow, problems } = parseWorkflow(text, path);
  if (workflow === undefined) return { text, problems };
  return { text, workflow, problems: hasErrors(problems) ? problems : [] };
}
