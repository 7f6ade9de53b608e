/** Changes one node of a canvas, inside of subgraphs too. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  withMember,
} from '../../base/json.ts';
import type { CanvasWorkflow, InputPlace } from '../workflow/types.ts';

/** An input that has another value in the other environment. */
export interface CanvasChange extends InputPlace {
  readonly value: Json;
}

export type Change = (node: JsonObject) => JsonObject | undefined;

/** Changes the node that a path of ids leads to, through the definitions of subgraphs; undefined where it cannot be. */
export function changeNode(
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

/** Returns the definition that one node alone uses; a definition of several cannot change for one of them. */
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
