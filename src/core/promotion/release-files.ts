/** The files of a workflow's folder: which of them are the release, and what is in them. */

import { type Digest, digestOfBytes } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import { type Problem, problem, titleOf } from '../../base/problem.ts';
import { unsettledConflicts } from '../workflow/conflict-records.ts';
import { parseContract } from '../workflow/contract.ts';
import { parseWorkflow } from '../workflow/parse.ts';
import type { ApiPrompt, CanvasWorkflow, Contract } from '../workflow/types.ts';

/** Path inside of the workflow's folder → bytes. */
export type WorkflowFiles = ReadonlyMap<string, Uint8Array>;

export const workflowFile = 'workflow.json';
export const canvasFile = 'canvas.json';
export const contractFile = 'contract.yaml';
export const pinFile = 'pin.json';
const assetsFolder = 'assets/';

/** True for the files that move from environment to environment as a set. */
export function isReleaseFile(path: string): boolean {
  return [workflowFile, canvasFile, contractFile, pinFile].includes(path) || isAsset(path);
}

function isAsset(path: string): boolean {
  return path.startsWith(assetsFolder);
}

/** Returns the release files alone. */
export function releaseFilesOf(files: WorkflowFiles): WorkflowFiles {
  return new Map([...files].filter(([path]) => isReleaseFile(path)));
}

/** Returns file name below `assets/` → digest of its bytes. */
export function assetsOf(files: WorkflowFiles): ReadonlyMap<string, Digest> {
  return new Map(
    [...files]
      .filter(([path]) => isAsset(path))
      .map(([path, bytes]) => [path.slice(assetsFolder.length), digestOfBytes(bytes)]),
  );
}

export interface ReleaseContent {
  readonly prompt?: ApiPrompt;
  readonly canvas?: CanvasWorkflow;
  readonly contract?: Contract;
  readonly assets: ReadonlyMap<string, Digest>;
  /** Everything wrong with any of the files; `at.file` is the path inside of the folder after `prefix`. */
  readonly problems: readonly Problem[];
}

/** Reads workflow.json, canvas.json, contract.yaml and the assets. */
export function readReleaseFiles(files: WorkflowFiles, prefix = ''): ReleaseContent {
  const problems: Problem[] = [];
  const prompt = read(files, workflowFile, prefix, problems, (text, file) => {
    const parsed = parseWorkflow(text, file);
    problems.push(...parsed.problems);
    if (parsed.format === 'api') {
      problems.push(...openIn(parsed.workflow, file));
      return parsed.workflow;
    }
    if (parsed.format === 'canvas') {
      problems.push(problem('workflow/canvas-instead', { file }, {}));
    }
    return undefined;
  });
  const canvas = read(files, canvasFile, prefix, problems, (text, file) => {
    const parsed = parseWorkflow(text, file);
    problems.push(...parsed.problems);
    if (parsed.format !== 'canvas') return undefined;
    problems.push(...openIn(parsed.workflow, file));
    return parsed.workflow;
  });
  const contract = read(files, contractFile, prefix, problems, (text, file) => {
    const parsed = parseContract(text, file);
    problems.push(...parsed.problems);
    return parsed.contract;
  });
  return {
    assets: assetsOf(files),
    problems,
    ...(prompt === undefined ? {} : { prompt }),
    ...(canvas === undefined ? {} : { canvas }),
    ...(contract === undefined ? {} : { contract }),
  };
}

/** A file with open conflicts of a merge is not used for anything. */
function openIn(
  workflow: ApiPrompt | CanvasWorkflow | undefined,
  file: string,
): readonly Problem[] {
  return workflow === undefined ? [] : unsettledConflicts(workflow as JsonObject, file);
}

function read<T>(
  files: WorkflowFiles,
  name: string,
  prefix: string,
  problems: Problem[],
  parse: (text: string, file: string) => T | undefined,
): T | undefined {
  const bytes = files.get(name);
  if (bytes === undefined) return undefined;
  const file = `${prefix}${name}`;
  const text = textOf(bytes);
  if (text === undefined) {
    problems.push(problem('workflow/not-utf8', { file }, {}));
    return undefined;
  }
  return parse(text, file);
}

/** Returns the text of bytes in UTF-8, or undefined where they are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Returns a short reason why the files cannot be read, for one line. */
export function firstTitle(problems: readonly Problem[]): string {
  const [first] = problems;
  return first === undefined ? 'it is empty' : titleOf(first);
}
