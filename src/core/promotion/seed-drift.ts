/** Takes back seeds that only the page drew anew: a widget whose control is not `fixed` gets another seed at each run. */

import {
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  member,
  withMember,
} from '../../base/json.ts';
import { nodeOf } from '../workflow/graph.ts';
import type { ApiNode, ApiPrompt, CanvasWorkflow, InputPlace } from '../workflow/types.ts';

export interface Settled {
  readonly prompt: ApiPrompt;
  readonly canvas: CanvasWorkflow;
  /** The inputs whose pinned seed was kept. */
  readonly kept: readonly InputPlace[];
}

const drifting = ['randomize', 'increment', 'decrement', 'increment-wrap'];

/**
 * Returns prompt and canvas with the seeds of `pinned` where the canvas says that they change by themselves. A subgraph
 * that is used several times keeps what it has, since its uses share the widget.
 */
export function keepDriftingSeeds(
  converted: ApiPrompt,
  canvas: CanvasWorkflow,
  pinned: ApiPrompt,
  seeds: readonly InputPlace[],
): Settled {
  let settled: Settled = { prompt: converted, canvas, kept: [] };
  for (const place of seeds) {
    const now = nodeOf(converted, place.node);
    const before = nodeOf(pinned, place.node);
    if (now === undefined || before?.class_type !== now.class_type) continue;
    const [seed, old] = [member(now.inputs, place.input), member(before.inputs, place.input)];
    if (seed === undefined || !isJsonInteger(old) || jsonEqual(seed, old)) continue;
    const path = place.node.split(':');
    const changed = changeNode(settled.canvas, settled.canvas, path, (node) =>
      withSeed(node, seed, old),
    );
    if (changed === undefined) continue;
    settled = {
      prompt: withInput(settled.prompt, place, old),
      canvas: changed,
      kept: [...settled.kept, place],
    };
  }
  return settled;
}

/** Finds the seed by its value and the control word behind it, as the page keeps both in `widgets_values`. */
function withSeed(node: JsonObject, seed: Json, old: Json): JsonObject | undefined {
  const values = member(node, 'widgets_values');
  if (!isJsonArray(values)) return undefined;
  const at = values.findIndex(
    (value, index) => jsonEqual(value, seed) && drifting.includes(String(values[index + 1])),
  );
  if (at < 0) return undefined;
  const changed = values.map((value, index) => (index === at ? old : value));
  return withMember(node, 'widgets_values', changed);
}

type Change = (node: JsonObject) => JsonObject | undefined;

/** Changes the node that a path of ids leads to, through the definitions of subgraphs; undefined where it cannot be. */
function changeNode(
  document: CanvasWorkflow,
  graph: JsonObject,
  path: readonly string[],
  change: Change,
): CanvasWorkflow | undefined {
  const [id, ...rest] = path;
  const nodes = member(graph, 'nodes');
  if (!isJsonArray(nodes)) return undefined;
  const index = nodes.findIndex((each) => isJsonObject(each) && String(member(each, 'id')) === id);
  const node = nodes[index];
  if (!isJsonObject(node)) return undefined;
  if (rest.length > 0) {
    const definition = definitionOf(document, member(node, 'type'));
    return definition === undefined ? undefined : changeNode(document, definition, rest, change);
  }
  const changed = change(node);
  if (changed === undefined) return undefined;
  const list = nodes.map((each, at) => (at === index ? changed : each));
  return replaceGraph(document, graph, withMember(graph, 'nodes', list));
}

function subgraphsOf(document: CanvasWorkflow): readonly Json[] {
  const definitions = member(document, 'definitions');
  const subgraphs = isJsonObject(definitions) ? member(definitions, 'subgraphs') : undefined;
  return subgraphs !== undefined && isJsonArray(subgraphs) ? subgraphs : [];
}

/** Returns the definition that one node alone uses. */
function definitionOf(document: CanvasWorkflow, type: Json | undefined): JsonObject | undefined {
  const graphs = [document, ...subgraphsOf(document)];
  const uses = graphs.flatMap((graph) => {
    const nodes = isJsonObject(graph) ? member(graph, 'nodes') : undefined;
    return nodes !== undefined && isJsonArray(nodes)
      ? nodes.filter((node) => isJsonObject(node) && member(node, 'type') === type)
      : [];
  });
  if (uses.length !== 1) return undefined;
  return subgraphsOf(document).find(
    (each): each is JsonObject => isJsonObject(each) && member(each, 'id') === type,
  );
}

function replaceGraph(
  document: CanvasWorkflow,
  old: JsonObject,
  changed: JsonObject,
): CanvasWorkflow {
  if (old === document) return changed;
  const definitions = member(document, 'definitions');
  const subgraphs = subgraphsOf(document).map((each) => (each === old ? changed : each));
  return isJsonObject(definitions)
    ? withMember(document, 'definitions', withMember(definitions, 'subgraphs', subgraphs))
    : document;
}

function withInput(prompt: ApiPrompt, { node, input }: InputPlace, value: Json): ApiPrompt {
  const old = prompt[node] as ApiNode;
  const changed = withMember(
    old as unknown as JsonObject,
    'inputs',
    withMember(old.inputs, input, value),
  );
  return withMember(prompt as unknown as JsonObject, node, changed) as unknown as ApiPrompt;
}
