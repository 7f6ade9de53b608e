/** Writes a release for another environment: that one's model names and values, the same release digest. */

import { entriesOf, type Json, type JsonObject, jsonObject, withMember } from '../../base/json.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { interfaceDigest } from '../catalog/interface.ts';
import type { Catalog } from '../catalog/types.ts';
import { canonicalWorkflowText } from '../workflow/canonical-text.ts';
import { canonicalCanvasText } from '../workflow/canvas-text.ts';
import { nodeOf, titleOfNode } from '../workflow/graph.ts';
import {
  entryFor,
  logicalNameOf,
  mappingOf,
  plainFolder,
  plainName,
} from '../workflow/model-names.ts';
import { keyOfValue, valueMappingOf } from '../workflow/release.ts';
import type {
  ApiNode,
  ApiPrompt,
  ModelInput,
  ModelMapping,
  ReleaseDescription,
} from '../workflow/types.ts';
import type { CanvasChange } from './canvas-edit.ts';
import { opensDifferently, renderCanvas } from './canvas-rendering.ts';
import { ambiguousModels } from './model-collisions.ts';
import { makePin, type Pin, parsePin, writePin } from './pin.ts';
import { encode, type PinConfig } from './pinning.ts';
import {
  canvasFile,
  pinFile,
  readReleaseFiles,
  releaseFilesOf,
  textOf,
  type WorkflowFiles,
  workflowFile,
} from './release-files.ts';
import { verifyPin } from './verify-pin.ts';

export interface RenderRequest {
  /** The files in the environment `from`; what is no release file is left out. */
  readonly files: WorkflowFiles;
  readonly from: string;
  readonly to: string;
  readonly config: PinConfig;
  /** What the environment `to` offers; without it nothing is said about absent models. */
  readonly catalog?: Catalog;
}

export interface RenderResult {
  /** The release files for `to`, pin.json included; absent where an error stands in the way. */
  readonly files?: WorkflowFiles;
  readonly pin?: Pin;
  readonly problems: readonly Problem[];
}

/** Returns the release's files as they stand in `to`. The pin of `from` is verified first; assets and contract keep their bytes, and the canvas does where no widget of it changes. */
export function renderForEnvironment(request: RenderRequest): RenderResult {
  const { files, from, to, config, catalog } = request;
  const broken = verifyPin(files).filter((each) => each.severity === 'error');
  if (broken.length > 0) return { problems: broken };
  const { prompt, canvas } = readReleaseFiles(files);
  const source = parsePin(textOf(files.get(pinFile) ?? new Uint8Array()) ?? '').pin;
  if (prompt === undefined || source === undefined) return { problems: [] };
  const { description } = source;
  const models = description.modelInputs.map((each) => modelIn(each, request));
  const values = valuesIn(description, request);
  const changes = [
    ...models.map((each): CanvasChange => ({ ...each, value: each.file })),
    ...values.changes,
  ];
  const rendered = withValues(prompt, changes);
  const problems = [
    ...collisions(description.modelInputs, models, request),
    ...(catalog === undefined ? [] : absentModels(models, description, rendered, catalog, request)),
    ...values.problems,
    ...unpinnedValues(prompt, source, config),
  ];
  if (hasErrors(problems)) return { problems };
  const renderedCanvas =
    canvas === undefined
      ? undefined
      : renderCanvas(canvas, prompt, changes.slice(0, models.length), values.changes, catalog);
  const pin = makePin({
    prompt: rendered,
    canvas: renderedCanvas,
    from: { environment: from, rendering: source.digests.rendering },
    description: {
      ...description,
      modelInputs: models,
      interfaces: interfacesIn(description, catalog),
    },
  });
  if (pin.digests.release !== source.digests.release) {
    throw new Error(`the rendering for ${to} has another release digest`);
  }
  const written = new Map(releaseFilesOf(files));
  written.set(workflowFile, encode(canonicalWorkflowText(rendered)));
  written.set(pinFile, encode(writePin(pin)));
  if (renderedCanvas === undefined) return { files: written, pin, problems };
  if (renderedCanvas !== canvas)
    written.set(canvasFile, encode(canonicalCanvasText(renderedCanvas)));
  const said = catalog === undefined ? [] : opensDifferently(renderedCanvas, rendered, catalog, to);
  return { files: written, pin, problems: [...problems, ...said] };
}

function withValues(prompt: ApiPrompt, changes: readonly CanvasChange[]): ApiPrompt {
  const nodes = entriesOf(prompt as unknown as JsonObject).map(([id, value]): [string, Json] => {
    const mine = changes.filter((each) => each.node === id);
    if (mine.length === 0) return [id, value];
    const node = value as unknown as ApiNode;
    const inputs = entriesOf(node.inputs).map(([name, old]): [string, Json] => {
      const change = mine.find((each) => each.input === name);
      return [name, change === undefined ? old : change.value];
    });
    return [id, withMember(value as JsonObject, 'inputs', jsonObject(inputs))];
  });
  return jsonObject(nodes) as unknown as ApiPrompt;
}

/** Finds the row by the name in `from`, or by the logical name where rows changed since the release was pinned. */
function rowOf(model: ModelInput, { config, from }: RenderRequest): ModelMapping | undefined {
  return (
    mappingOf(config.models, model.folder, model.file, from) ??
    config.models.find(
      (each) =>
        plainFolder(each.folder) === model.folder &&
        logicalNameOf(each, [model.logicalName]) === model.logicalName,
    )
  );
}

function modelIn(model: ModelInput, request: RenderRequest): ModelInput {
  const { to, catalog } = request;
  const row = rowOf(model, request);
  const file = (row === undefined ? undefined : entryFor(row.files, to)) ?? model.file;
  const listed = catalog?.models.get(model.folder) ?? [];
  const there =
    listed.find((each) => each === file) ??
    listed.find((each) => plainName(each) === plainName(file));
  const { sha256, ...rest } = model;
  const known = row?.sha256 === undefined ? sha256 : `sha256:${row.sha256.replace(/^sha256:/, '')}`;
  return { ...rest, file: there ?? file, ...(known === undefined ? {} : { sha256: known }) };
}

/** Two models of the release under one name, or a name that promotion.yaml gives to another model there. */
function collisions(
  sources: readonly ModelInput[],
  models: readonly ModelInput[],
  request: RenderRequest,
): readonly Problem[] {
  const { config, from, to } = request;
  const names = config.environments.map((each) => each.name);
  const unmapped = sources.filter((each) => rowOf(each, request) === undefined);
  const found = [...ambiguousModels(unmapped, config.models, from, names)];
  const seen = new Map<string, ModelInput>();
  for (const each of models) {
    const { node, input, folder, file, logicalName } = each;
    const key = `${folder}/${plainName(file)}`;
    const other = seen.get(key);
    seen.set(key, other ?? each);
    if (other === undefined || other.logicalName === logicalName) continue;
    const args = { folder, file, environment: to, name: other.logicalName };
    found.push(problem('pin/ambiguous-model', { node, input, environment: to }, args));
  }
  return found;
}

/** A name that the loader offers without a file is there too, as is a file of a folder that the server does not list. */
function absentModels(
  models: readonly ModelInput[],
  description: ReleaseDescription,
  prompt: ApiPrompt,
  catalog: Catalog,
  { from, to }: RenderRequest,
): readonly Problem[] {
  return models.flatMap((model, index): Problem[] => {
    const { node, input, folder, file, logicalName: name } = model;
    const listed = catalog.models.get(folder);
    const nodeType = catalog.nodeTypes.get(nodeOf(prompt, node)?.class_type ?? '');
    const options = nodeType?.inputs.find((each) => each.name === input)?.options;
    if (listed === undefined && (options === undefined || options.length === 0)) return [];
    if (listed?.includes(file) === true || options?.includes(file) === true) return [];
    const source = description.modelInputs[index]?.file ?? file;
    const nearest = nearestFile(name, listed ?? []);
    const args = { folder, file, name, from, source, environment: to, nearest };
    return [problem('pin/model-absent', { node, input, environment: to }, args)];
  });
}

/** The same name in another folder is likelier than one that is spelled alike. */
function nearestFile(name: string, files: readonly string[]): string | undefined {
  const last = (path: string): string => plainName(path).split('/').at(-1) ?? '';
  return files.find((each) => last(each) === last(name)) ?? nearestName(name, files);
}

function valuesIn(
  description: ReleaseDescription,
  { config, to }: RenderRequest,
): { readonly changes: readonly CanvasChange[]; readonly problems: readonly Problem[] } {
  const changes: CanvasChange[] = [];
  const problems: Problem[] = [];
  for (const { node, input, key } of description.valueInputs) {
    const row = config.values.find((each) => keyOfValue(each) === key);
    const value = row === undefined ? undefined : entryFor(row.values, to);
    if (value === undefined) {
      const args = { key, environment: to };
      problems.push(problem('pin/value-absent', { node, input, environment: to }, args));
    } else changes.push({ node, input, value });
  }
  return { changes, problems };
}

/** A row of `values:` that the release was pinned without cannot take effect any more. */
function unpinnedValues(prompt: ApiPrompt, pin: Pin, config: PinConfig): readonly Problem[] {
  const pinned = new Set(pin.description.valueInputs.map(({ node, input }) => `${node} ${input}`));
  return entriesOf(prompt as unknown as JsonObject).flatMap(([id, value]) => {
    const node = value as unknown as ApiNode;
    const about = { title: titleOfNode(node), classType: node.class_type };
    return Object.keys(node.inputs).flatMap((input): Problem[] => {
      const row = valueMappingOf({ ...about, input }, config.values);
      if (row === undefined || pinned.has(`${id} ${input}`)) return [];
      const key = keyOfValue(row);
      return [problem('pin/value-unpinned', { node: id, input }, { key })];
    });
  });
}

/** The interfaces as they are in `to` today; of a type that is not there, as they were in `from`. */
function interfacesIn(
  { interfaces }: ReleaseDescription,
  catalog: Catalog | undefined,
): ReleaseDescription['interfaces'] {
  return Object.fromEntries(
    Object.entries(interfaces).map(([classType, before]) => {
      const nodeType = catalog?.nodeTypes.get(classType);
      return [
        classType,
        nodeType === undefined ? before : interfaceDigest(nodeType, catalog?.models),
      ];
    }),
  );
}
