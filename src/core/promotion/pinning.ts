/** Pins a workflow: its files in canonical form and the pin that holds them. */

import { member } from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import { hasErrors, type Place, type Problem, problem } from '../../base/problem.ts';
import { filesBehind } from '../catalog/file-lists.ts';
import type { Catalog } from '../catalog/types.ts';
import { canonicalWorkflowText } from '../workflow/canonical-text.ts';
import { canonicalCanvasText } from '../workflow/canvas-text.ts';
import { resolveContract } from '../workflow/contract-bindings.ts';
import { linkOf } from '../workflow/graph.ts';
import { inputSpecsOf } from '../workflow/input-specs.ts';
import { describeRelease } from '../workflow/release.ts';
import type {
  ApiNode,
  ApiPrompt,
  ModelMapping,
  ReleaseDescription,
  ValueMapping,
} from '../workflow/types.ts';
import { promptToPin } from './canvas-source.ts';
import { ambiguousModels } from './model-collisions.ts';
import { makePin, type Pin, parsePin, writePin } from './pin.ts';
import {
  canvasFile,
  contractFile,
  pinFile,
  readReleaseFiles,
  releaseFilesOf,
  textOf,
  type WorkflowFiles,
  workflowFile,
} from './release-files.ts';
import { withoutExposedSeeds } from './seed-drift.ts';

/** What promotion.yaml says that matters for a pin. */
export interface PinConfig {
  readonly environments: readonly { readonly name: string }[];
  readonly models: readonly ModelMapping[];
  readonly values: readonly ValueMapping[];
}

export interface PinRequest {
  readonly files: WorkflowFiles;
  readonly environment: string;
  readonly catalog: Catalog;
  readonly config: PinConfig;
  /** Goes before file names in places, as `workflows/dev/hero/`. */
  readonly prefix?: string;
  /** `workflow` where workflow.json is known to be what ran, whatever the canvas beside it converts to. */
  readonly counts?: 'canvas' | 'workflow';
}

export interface PinResult {
  /** The release files, pin.json included; absent where an error keeps the workflow from being pinned. */
  readonly files?: WorkflowFiles;
  readonly pin?: Pin;
  readonly problems: readonly Problem[];
}

/** Returns the files as `pin` writes them. contract.yaml and assets stay as they are, canvas.json but for seeds that drifted. */
export function pinWorkflow(request: PinRequest): PinResult {
  const { files, environment, catalog, config, prefix = '' } = request;
  const at: Place = { file: `${prefix}${workflowFile}` };
  const content = readReleaseFiles(files, prefix);
  if (hasErrors(content.problems)) return { problems: content.problems };
  const earlier = earlierPin(files);
  const source = promptToPin({
    prompt: content.prompt,
    canvas: content.canvas,
    pin: earlier,
    catalog,
    isFirst: config.environments[0]?.name === environment,
    counts: request.counts ?? 'canvas',
    at,
  });
  const { prompt } = source;
  if (prompt === undefined) {
    const absent = problem('pin/absent-file', at, { file: workflowFile });
    return { problems: hasErrors(source.problems) ? source.problems : [absent] };
  }
  const description = describeRelease(prompt, catalog, {
    environment,
    models: config.models,
    values: config.values,
    assets: content.assets,
    ...(content.contract === undefined ? {} : { contract: content.contract }),
    ...(earlier === undefined ? {} : { pinned: earlier.description.modelInputs }),
  });
  const environments = config.environments.map((each) => each.name);
  const contractAt = content.contract === undefined ? at : { file: `${prefix}${contractFile}` };
  const problems: Problem[] = [
    ...content.problems,
    ...withoutExposedSeeds(source.problems, description.contract),
    ...unknownTypes(prompt, catalog, environment, at),
    ...ambiguousModels(description.modelInputs, config.models, environment, environments),
    ...resolveContract(prompt, catalog, content.contract).problems.map((each) => ({
      ...each,
      at: { ...contractAt, ...each.at },
    })),
    ...looseInputs(prompt, catalog, description, at),
  ];
  if (description.outputNodes.length === 0 && !hasErrors(problems)) {
    problems.push(problem('pin/no-output', at, { environment }));
  }
  for (const file of content.assets.keys()) {
    if (description.assetInputs.some((each) => each.file === file)) continue;
    const path = `assets/${file}`;
    problems.push(problem('pin/unpinned-file', { file: `${prefix}${path}` }, { file: path }));
  }
  if (hasErrors(problems)) return { problems };
  const pin = makePin({
    prompt,
    description,
    canvas: source.canvas ?? content.canvas,
    from: earlier?.from,
  });
  const written = new Map(releaseFilesOf(files));
  written.set(workflowFile, encode(canonicalWorkflowText(prompt)));
  if (source.canvas !== undefined) {
    written.set(canvasFile, encode(canonicalCanvasText(source.canvas)));
  }
  written.set(pinFile, encode(writePin(pin)));
  return { files: written, pin, problems };
}

/** Returns the pin that stands there, for the names it gave; one that cannot be read is written anew. */
function earlierPin(files: WorkflowFiles): Pin | undefined {
  const bytes = files.get(pinFile);
  const text = bytes === undefined ? undefined : textOf(bytes);
  return text === undefined ? undefined : parsePin(text).pin;
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function unknownTypes(
  prompt: ApiPrompt,
  catalog: Catalog,
  environment: string,
  at: Place,
): readonly Problem[] {
  return Object.keys(prompt)
    .sort(compareNatural)
    .flatMap((node): Problem[] => {
      const classType = prompt[node]?.class_type ?? '';
      if (catalog.nodeTypes.has(classType)) return [];
      return [problem('pin/unknown-type', { ...at, node }, { classType, node, environment })];
    });
}

/** Files of the server's input folder that neither the release nor an application brings along. */
function looseInputs(
  prompt: ApiPrompt,
  catalog: Catalog,
  description: ReleaseDescription,
  at: Place,
): readonly Problem[] {
  const known = new Set(
    [...description.assetInputs, ...description.contract].map(
      ({ node, input }) => `${node} ${input}`,
    ),
  );
  return Object.keys(prompt)
    .sort(compareNatural)
    .flatMap((node) =>
      inputFilesOf(prompt[node] as ApiNode, catalog)
        .filter(({ input }) => !known.has(`${node} ${input}`))
        .map(({ input, file }) =>
          problem('pin/loose-input', { ...at, node, input }, { node, input, file }),
        ),
    );
}

/** Returns the inputs of a node that name a file of the server's input folder. */
export function inputFilesOf(
  node: ApiNode,
  catalog: Catalog,
): readonly { readonly input: string; readonly file: string }[] {
  const nodeType = catalog.nodeTypes.get(node.class_type);
  if (nodeType === undefined) return [];
  return [...inputSpecsOf(nodeType, node.inputs).values()].flatMap((spec) => {
    const value = member(node.inputs, spec.name);
    if (typeof value !== 'string' || value === '' || linkOf(value) !== undefined) return [];
    return filesBehind(node.class_type, spec, catalog.models) === 'input'
      ? [{ input: spec.name, file: value }]
      : [];
  });
}
