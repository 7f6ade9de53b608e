/** Makes the files of a new or changed workflow out of what a person brought. */

import { digestOfBytes } from '../../base/digest.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { canonicalWorkflowText } from '../workflow/canonical-text.ts';
import { canonicalCanvasText } from '../workflow/canvas-text.ts';
import { convertCanvas } from '../workflow/convert/convert.ts';
import type { Intake } from '../workflow/media/intake.ts';
import { assetNameOf } from '../workflow/release.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { inputFilesIn, renameInCanvas, takeInputFiles } from './input-files.ts';
import { encode, type PinConfig, type PinResult, pinWorkflow } from './pinning.ts';
import { canvasFile, contractFile, type WorkflowFiles, workflowFile } from './release-files.ts';
import { withoutExposedSeeds } from './seed-drift.ts';

export interface AdditionRequest {
  readonly intake: Intake;
  /** The files of the workflow as it is there now; empty for a new one. */
  readonly present: WorkflowFiles;
  /** Path below the input folder → bytes; undefined where input files are left on the server. */
  readonly inputFiles?: ReadonlyMap<string, Uint8Array> | undefined;
  readonly environment: string;
  readonly catalog: Catalog;
  readonly config: PinConfig;
  readonly prefix: string;
}

/** Returns the prompt of an intake: its own, or what its canvas converts to. */
export function promptOf(
  intake: Intake,
  catalog: Catalog,
): { readonly prompt?: ApiPrompt; readonly problems: readonly Problem[] } {
  if (intake.prompt !== undefined) return { prompt: intake.prompt, problems: [] };
  if (intake.canvas === undefined) return { problems: [] };
  const { prompt, problems } = convertCanvas(intake.canvas, catalog);
  return prompt === undefined ? { problems } : { prompt, problems };
}

/** Returns the release files after the addition, pinned. The contract stays; the canvas goes where the new version has none. */
export function addWorkflow(request: AdditionRequest): PinResult {
  const { intake, present, environment, catalog, config, prefix } = request;
  const at = { file: `${prefix}${workflowFile}` };
  const source = promptOf(intake, catalog);
  if (source.prompt === undefined) return { problems: source.problems };
  const taken = withAssets(source.prompt, present, request, at);
  const files = new Map<string, Uint8Array>(taken.assets);
  const contract = present.get(contractFile);
  if (contract !== undefined) files.set(contractFile, contract);
  files.set(workflowFile, encode(canonicalWorkflowText(taken.prompt)));
  const problems: Problem[] = [...source.problems, ...taken.problems];
  if (intake.canvas !== undefined) {
    const canvas =
      taken.renamed.size === 0 ? intake.canvas : renameInCanvas(intake.canvas, taken.renamed);
    files.set(canvasFile, encode(canonicalCanvasText(canvas as CanvasWorkflow)));
  } else if (present.has(canvasFile)) {
    const file = canvasFile;
    problems.push(problem('pin/canvas-removed', { file: `${prefix}${file}` }, { file }));
  }
  if (hasErrors(problems)) return { problems };
  const pinned = pinWorkflow({ files, environment, catalog, config, prefix, counts: 'workflow' });
  const said = withoutExposedSeeds(problems, pinned.pin?.description.contract ?? []);
  return { ...pinned, problems: [...said, ...pinned.problems] };
}

/** Copies input files to assets, and keeps those assets that the new version still names. */
function withAssets(
  prompt: ApiPrompt,
  present: WorkflowFiles,
  { catalog, inputFiles }: AdditionRequest,
  at: { readonly file: string },
): ReturnType<typeof takeInputFiles> {
  const kept = new Map<string, Uint8Array>();
  const files = inputFilesIn(prompt, catalog).filter(({ value }) => {
    const bytes = present.get(`assets/${value}`);
    if (bytes === undefined || assetNameOf(value.slice(13), digestOfBytes(bytes)) !== value) {
      return true;
    }
    kept.set(`assets/${value}`, bytes);
    return false;
  });
  if (inputFiles === undefined) return { prompt, assets: kept, renamed: new Map(), problems: [] };
  const taken = takeInputFiles(prompt, files, inputFiles, at);
  return { ...taken, assets: new Map([...kept, ...taken.assets]) };
}
