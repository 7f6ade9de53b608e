/** Both workflows of a diff side by side, scope by scope, for whoever draws them: which node is which, and what stands in it. */

import { isJsonArray, type Json, type JsonObject, keysOf, member } from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { apiGraph, inputsOfNode, linkOf, titleOfNode, typeOfNode } from './api-graph.ts';
import { readCanvasScopes } from './canvas/diff.ts';
import { idOf, objectsIn } from './canvas/ids.ts';
import { compareScopes } from './canvas/pair-scopes.ts';
import { inputsId, outputsId, type Scope } from './canvas/scope.ts';
import { formatOf, type Workflow } from './diff.ts';
import { matchGraphs } from './match/match.ts';
import type { DiffOptions } from './options.ts';

/** A node of one side, with its links by slot name. */
export interface PairedNode {
  readonly id: string;
  /** Of a subgraph node: the id of its definition. */
  readonly type: string;
  readonly title: string;
  readonly links: readonly {
    readonly input: string;
    readonly origin: string;
    readonly output: string;
  }[];
  /** As it stands in the document; of what stands for a definition's inputs or outputs, that definition. */
  readonly raw: JsonObject;
}

export interface PairedSide {
  /** Id of the definition; empty for the root. */
  readonly id: string;
  readonly name: string;
  readonly raw: JsonObject;
  readonly nodes: readonly PairedNode[];
}

/** One scope; a definition that came or went has one side. */
export interface PairedScope {
  readonly from?: PairedSide;
  readonly to?: PairedSide;
  /** Ids before and after of the nodes that are one. */
  readonly pairs: readonly (readonly [from: string, to: string])[];
}

/** Returns the scopes, the root first; both workflows must be of one format and readable. */
export function pairWorkflows(
  from: Workflow,
  to: Workflow,
  catalog?: Catalog,
  options: DiffOptions = {},
): readonly PairedScope[] {
  if (formatOf(to) === 'api') return [pairPrompts(from as ApiPrompt, to as ApiPrompt, options)];
  const [before, after] = readCanvasScopes(from as CanvasWorkflow, to as CanvasWorkflow, catalog);
  const { scopes, forked, whole } = compareScopes(before.scopes, after.scopes, catalog, options);
  return [
    ...[...scopes, ...forked.map((each) => each.matched)].map((each) => ({
      from: sideOf(each.from),
      to: sideOf(each.to),
      pairs: each.pairs.map((pair) => [pair.from.id, pair.to.id] as const),
    })),
    ...whole.come.map((scope) => ({ to: sideOf(scope), pairs: [] })),
    ...whole.gone.map((scope) => ({ from: sideOf(scope), pairs: [] })),
  ];
}

function sideOf(scope: Scope): PairedSide {
  const raws = new Map(
    objectsIn(member(scope.raw, 'nodes')).map((raw) => [idOf(member(raw, 'id')), raw]),
  );
  const { id, name, raw } = scope;
  const nodes = scope.nodes.map((node) => ({
    id: node.id,
    type: node.type,
    title: node.title,
    links: node.links,
    raw: raws.get(node.id) ?? raw,
  }));
  return { id, name, raw, nodes };
}

function pairPrompts(from: ApiPrompt, to: ApiPrompt, options: DiffOptions): PairedScope {
  const graphs = [apiGraph(from), apiGraph(to)] as const;
  const pairs = matchGraphs(...graphs, options).map(
    (pair) => [graphs[0].nodes[pair.from]?.id ?? '', graphs[1].nodes[pair.to]?.id ?? ''] as const,
  );
  return { from: promptSide(from), to: promptSide(to), pairs };
}

function promptSide(prompt: ApiPrompt): PairedSide {
  const raw = prompt as unknown as JsonObject;
  const nodes = keysOf(raw).map((id): PairedNode => {
    const node = raw[id] as JsonObject;
    const inputs = inputsOfNode(node);
    const links = keysOf(inputs).flatMap((input) => {
      const link = linkOf(inputs[input] as Json, raw);
      return link === undefined ? [] : [{ input, origin: link.origin, output: link.slot }];
    });
    return { id, type: typeOfNode(node), title: titleOfNode(node), links, raw: node };
  });
  return { id: '', name: '', raw, nodes };
}

/** True for the nodes that stand for the inputs and outputs of a definition. */
export function isBoundaryId(id: string): boolean {
  return id === inputsId || id === outputsId;
}

/** Returns the names of the slots that a canvas shows on one side of a node: widgets only where a link leads into them. */
export function slotNames(raw: JsonObject, side: 'inputs' | 'outputs'): readonly string[] {
  const slots = member(raw, side);
  if (slots === undefined || !isJsonArray(slots)) return [];
  return objectsIn(slots).flatMap((slot, index) => {
    const isWidget = member(slot, 'widget') !== undefined && idOf(member(slot, 'link')) === '';
    const name = member(slot, 'name');
    return isWidget && side === 'inputs' ? [] : [typeof name === 'string' ? name : String(index)];
  });
}
