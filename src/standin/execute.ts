/** Runs one prompt: order, cache, frames, errors and interruption as ComfyUI's executor has them. */

import { type Json, type JsonObject, jsonObject } from '../base/json.ts';
import type { NodeType } from '../core/catalog/types.ts';
import { placeholders } from './compute/placeholder.ts';
import { encodePng } from './compute/raster.ts';
import { computeOf, isGuessed } from './compute/table.ts';
import { type Inputs, isNodeError, picturesIn, raise, type Value } from './compute/values.ts';
import type { FaultPlan } from './faults.ts';
import {
  isLoader,
  loadedContent,
  loadImage,
  previewImages,
  saveImages,
  unknownOutput,
} from './files.ts';
import type { Folders } from './folders.ts';
import {
  type Graph,
  type GraphNode,
  graphOf,
  linkOf,
  neededNodes,
  pickNext,
  signaturesOf,
} from './graph.ts';
import type { FinalMessage, RunMessages } from './messages.ts';
import { pythonJson } from './python-json.ts';
import { pictureInfo, type QueuedPrompt, type RunResult } from './queue.ts';
import { type FileTools, type NodeResult, saverOf } from './saving.ts';

/** Results of the last prompt by signature; a node's id plays no part. */
export type ResultCache = Map<string, NodeResult>;

export interface RunControl {
  /** True once someone asked to stop this run. */
  readonly isInterrupted: () => boolean;
  /** True once the server was restarted below the run: nothing more may be said of it. */
  readonly isAbandoned: () => boolean;
  /** Resolves after the time or when the run is interrupted or abandoned. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Tells which node runs now. */
  readonly onNode: (id: string | undefined) => void;
}

export interface RunTools {
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
  readonly folders: Folders;
  readonly cache: ResultCache;
  readonly faults: FaultPlan;
  readonly delayMs: number;
  readonly hasBareNumbers: boolean;
  readonly log: (line: string) => void;
}

interface Run {
  readonly item: QueuedPrompt;
  readonly tools: RunTools;
  readonly messages: RunMessages;
  readonly control: RunControl;
  readonly graph: Graph;
  readonly signatures: ReadonlyMap<string, string>;
  readonly files: FileTools;
  readonly outputs: [string, Json][];
  readonly executed: string[];
}

/** Thrown inside of a run; `interrupt` and `abandon` are no errors of a node. */
interface Stop {
  readonly stop: 'interrupt' | 'abandon';
}

/** Returns what history is to say, or undefined where the server was restarted meanwhile. */
export async function execute(
  item: QueuedPrompt,
  tools: RunTools,
  messages: RunMessages,
  control: RunControl,
): Promise<RunResult | undefined> {
  const run = await prepare(item, tools, messages, control);
  messages.start();
  const keep = new Set(run.signatures.values());
  for (const signature of tools.cache.keys())
    if (!keep.has(signature)) tools.cache.delete(signature);
  messages.cached([...run.graph.keys()].filter((id) => cachedOf(run, id) !== undefined));
  const ended = await runNodes(run);
  control.onNode(undefined);
  if (ended === 'abandoned') return undefined;
  const success = ended === 'execution_success';
  return {
    outputs: jsonObject(run.outputs),
    meta: jsonObject(run.outputs.map(([id]) => [id, metaOf(id)])),
    status: {
      status_str: success ? 'success' : 'error',
      completed: success,
      messages: messages.kept(),
    },
  };
}

function metaOf(id: string): Json {
  return { node_id: id, display_node: id, parent_node: null, real_node_id: id };
}

async function prepare(
  item: QueuedPrompt,
  tools: RunTools,
  messages: RunMessages,
  control: RunControl,
): Promise<Run> {
  const graph = graphOf(item.prompt);
  const contents = new Map<string, string>();
  for (const node of graph.values()) {
    if (isLoader(node.classType)) contents.set(node.id, await loadedContent(node, tools.folders));
  }
  const { folders, log, hasBareNumbers } = tools;
  return {
    item,
    tools,
    messages,
    control,
    graph,
    signatures: signaturesOf(graph, (node) => contents.get(node.id) ?? ''),
    files: { folders, prompt: item.prompt, pictureInfo: pictureInfo(item), hasBareNumbers, log },
    outputs: [],
    executed: [],
  };
}

function cachedOf(run: Run, id: string): NodeResult | undefined {
  return run.tools.cache.get(run.signatures.get(id) ?? '');
}

async function runNodes(run: Run): Promise<FinalMessage | 'abandoned'> {
  const outputs = new Set(run.item.outputs);
  const waiting = [
    ...neededNodes(run.graph, run.item.outputs, (id) => cachedOf(run, id) !== undefined),
  ];
  for (;;) {
    const id = pickNext(run.graph, waiting, outputs);
    const node = id === undefined ? undefined : run.graph.get(id);
    if (id === undefined || node === undefined) break;
    waiting.splice(waiting.indexOf(id), 1);
    const stopped = await runNode(run, node);
    if (stopped !== undefined) return stopped;
  }
  run.messages.end('execution_success', {});
  return 'execution_success';
}

async function runNode(run: Run, node: GraphNode): Promise<FinalMessage | 'abandoned' | undefined> {
  try {
    checkStop(run);
    const cached = cachedOf(run, node.id);
    if (cached === undefined) await compute(run, node);
    else tellUi(run, node.id, cached.ui);
    if (run.control.isAbandoned()) return 'abandoned';
    run.messages.finished(node.id, cached !== undefined);
    return undefined;
  } catch (thrown) {
    if (isStop(thrown)) {
      if (thrown.stop === 'abandon') return 'abandoned';
      run.messages.end('execution_interrupted', whereOf(run, node));
      return 'execution_interrupted';
    }
    run.messages.end('execution_error', { ...whereOf(run, node), ...errorOf(run, node, thrown) });
    return 'execution_error';
  }
}

function whereOf(run: Run, node: GraphNode): JsonObject {
  return { node_id: node.id, node_type: node.classType, executed: [...run.executed] };
}

function tellUi(run: Run, id: string, ui: JsonObject | undefined): void {
  if (ui === undefined) return;
  run.outputs.push([id, ui]);
  run.messages.executed(id, ui);
}

async function compute(run: Run, node: GraphNode): Promise<void> {
  run.control.onNode(node.id);
  run.messages.running(node.id);
  await spendTime(run, node);
  const fault = run.tools.faults.nextNode(node.classType);
  if (fault !== undefined) raise(fault.type, fault.message);
  const result = await resultOf(run, node, inputsOf(run, node));
  run.tools.cache.set(run.signatures.get(node.id) ?? '', result);
  run.executed.push(node.id);
  tellUi(run, node.id, result.ui);
}

/** The delay of a node, in equal parts with a progress frame after each where the node has steps. */
async function spendTime(run: Run, node: GraphNode): Promise<void> {
  const given = node.inputs.find(([name]) => name === 'steps')?.[1];
  const isSampler = run.tools.nodeTypes
    .get(node.classType)
    ?.outputs.some((output) => output.type === 'LATENT');
  const steps = isSampler === true && typeof given === 'number' ? Math.min(given, 1000) : 0;
  const delayMs = Math.max(run.tools.delayMs, run.tools.faults.slowness(node.classType));
  if (steps === 0 && delayMs > 0) await run.control.pause(delayMs);
  checkStop(run);
  for (let step = 1; step <= steps; step += 1) {
    if (delayMs > 0) await run.control.pause(delayMs / steps);
    checkStop(run);
    run.messages.progress(node.id, step, steps);
  }
}

function checkStop(run: Run): void {
  if (run.control.isAbandoned()) throw { stop: 'abandon' } satisfies Stop;
  if (run.control.isInterrupted()) throw { stop: 'interrupt' } satisfies Stop;
}

function isStop(thrown: unknown): thrown is Stop {
  return typeof thrown === 'object' && thrown !== null && 'stop' in thrown;
}

function inputsOf(run: Run, node: GraphNode): Inputs {
  const inputs = new Map<string, Value>();
  for (const [name, given] of node.inputs) {
    const link = linkOf(given);
    if (link === undefined) inputs.set(name, { kind: 'plain', value: given });
    else {
      const value = cachedOf(run, link.id)?.values[link.slot];
      if (value !== undefined) inputs.set(name, value);
    }
  }
  return inputs;
}

async function resultOf(run: Run, node: GraphNode, inputs: Inputs): Promise<NodeResult> {
  const { classType } = node;
  const { files } = run;
  const type = run.tools.nodeTypes.get(classType);
  const signature = run.signatures.get(node.id) ?? '';
  if (isLoader(classType)) return loadImage(classType, inputs, files);
  if (classType === 'SaveImage') return saveImages(inputs, files);
  if (classType === 'PreviewImage') {
    const given = inputs.get('images');
    return previewImages(given?.kind === 'image' ? given.pictures : [], files);
  }
  if (classType === 'PreviewAny') return previewAny(inputs);
  if (classType === 'SaveImageWebsocket') return streamImages(run, node.id, inputs);
  const save = saverOf(classType);
  if (save !== undefined) return save(inputs, files);
  const known = computeOf(classType);
  if (known !== undefined) return { values: await known(inputs, { signature }) };
  const types = type?.outputs.map((output) => output.type) ?? [];
  const values = await placeholders(types, inputs, signature);
  if (isGuessed(classType)) {
    const made = types.length === 0 ? 'nothing' : `a placeholder for ${types.join(', ')}`;
    files.log(`node ${node.id}: ${classType} is not computed here, it gives ${made}`);
  }
  if (type?.isOutputNode !== true) return { values };
  return { ...(await unknownOutput(classType, inputs, files)), values };
}

/** Each picture goes to the run's socket, after a progress frame; nothing is written, and `executed` is not sent. */
async function streamImages(run: Run, id: string, inputs: Inputs): Promise<NodeResult> {
  const pictures = picturesIn(inputs, 'images');
  for (const [index, picture] of pictures.entries()) {
    run.messages.progress(id, index, pictures.length);
    run.messages.picture(await encodePng(picture, 1));
  }
  return { values: [] };
}

function previewAny(inputs: Inputs): NodeResult {
  const source = inputs.get('source');
  const text =
    source?.kind === 'plain'
      ? typeof source.value === 'string'
        ? source.value
        : pythonJson(source.value)
      : (source?.kind ?? 'None');
  return { values: [{ kind: 'plain', value: text }], ui: { text: [text] } };
}

function errorOf(run: Run, node: GraphNode, thrown: unknown): JsonObject {
  const known = isNodeError(thrown);
  const message = known ? thrown.message : `the stand-in failed: ${String(thrown)}`;
  if (!known) run.tools.log(`node ${node.id}: ${message}`);
  return {
    exception_message: `${message}\n`,
    exception_type: known ? thrown.type : 'RuntimeError',
    traceback: [`  node ${node.id} (${node.classType}) of the stand-in\n`],
    current_inputs: jsonObject(
      node.inputs.map(([name, value]) => [name, [linkOf(value) === undefined ? value : 'tensor']]),
    ),
    current_outputs: [...run.graph.keys()].filter((id) => cachedOf(run, id) !== undefined),
  };
}
