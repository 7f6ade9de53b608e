/** The changes between two prompts in API format. Together they are complete: applied to the one they give the other. */

import { isJsonObject, type Json, type JsonObject, keysOf, member } from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { compareNodes } from './api-compare.ts';
import { apiGraph, inputsOfNode, linkOf, typeOfNode } from './api-graph.ts';
import type { Difference, Renaming } from './compare.ts';
import type { Graph } from './graph.ts';
import { matchGraphs } from './match/match.ts';
import { type Graphs, type Pair, partnersOf } from './match/pairs.ts';
import { apiNameOf, apiSourceOf, inputSpecOf, isSameNumber, roleOf, titleClass } from './names.ts';
import { type DiffOptions, isSameBySaying } from './options.ts';
import { foldReplaced } from './replaced.ts';
import type { Change, FoldedLink, InputChanged, Match, NodeAdded } from './types.ts';

interface Both {
  readonly from: JsonObject;
  readonly to: JsonObject;
  readonly catalog: Catalog | undefined;
  readonly options: DiffOptions;
  /** Links that came or went with a node, by the node's id after (added) or before (removed). */
  readonly folded: {
    readonly added: Map<string, FoldedLink[]>;
    readonly removed: Map<string, FoldedLink[]>;
  };
}

/** Returns the changes, unsorted, and how nodes without a stable id were recognised. */
export function diffPrompts(
  fromPrompt: ApiPrompt,
  toPrompt: ApiPrompt,
  catalog: Catalog | undefined,
  options: DiffOptions,
): { readonly changes: readonly Change[]; readonly matches: readonly Match[] } {
  const from = fromPrompt as unknown as JsonObject;
  const to = toPrompt as unknown as JsonObject;
  const graphs = { from: apiGraph(fromPrompt), to: apiGraph(toPrompt) };
  const pairs = matchGraphs(graphs.from, graphs.to, options);
  const partners = partnersOf(pairs, graphs);
  const idsAlone = ({ nodes }: Graph, places: Int32Array) =>
    nodes.filter((_, at) => (places[at] as number) < 0).map(({ id }) => id);
  const removed = idsAlone(graphs.from, partners.after);
  const added = idsAlone(graphs.to, partners.before);
  const both: Both = {
    from,
    to,
    catalog,
    options,
    folded: {
      added: new Map(added.map((id) => [id, []])),
      removed: new Map(removed.map((id) => [id, []])),
    },
  };
  const rename: Renaming = (id) => {
    const place = partners.after[graphs.from.indexOf.get(id) ?? 0] as number;
    return place < 0 ? undefined : graphs.to.nodes[place]?.id;
  };
  const changes: Change[] = [];
  for (const pair of pairs) {
    const [fromId, toId] = idsOf(pair, graphs);
    const [before, after] = [from[fromId] as JsonObject, to[toId] as JsonObject];
    const differences = compareNodes(before, after, both, rename);
    if (fromId === toId && differences.length === 0) continue;
    changes.push(...nodeChanges(both, fromId, toId, differences));
  }
  changes.push(...removed.map((id) => wholeNode(both, 'node-removed', id)));
  changes.push(...added.map((id) => wholeNode(both, 'node-added', id)));
  return { changes, matches: matchesOf(pairs, graphs) };
}

function idsOf(pair: Pair, { from, to }: Graphs): [from: string, to: string] {
  return [from.nodes[pair.from]?.id ?? '', to.nodes[pair.to]?.id ?? ''];
}

function matchesOf(pairs: readonly Pair[], graphs: Graphs): Match[] {
  return pairs.flatMap((pair): readonly Match[] => {
    const [from, to] = idsOf(pair, graphs);
    const { how, confidence, ambiguous } = pair;
    if (how === 'id' || (from === to && !ambiguous)) return noMatches;
    return [{ from, to, how, confidence: Math.round(confidence * 100) / 100, ambiguous }];
  });
}

const noMatches: readonly Match[] = [];

function wholeNode(both: Both, kind: NodeAdded['kind'], id: string): NodeAdded {
  const [prompt, folded] =
    kind === 'node-added' ? [both.to, both.folded.added] : [both.from, both.folded.removed];
  const content = prompt[id] as JsonObject;
  const inputs = inputsOfNode(content);
  const sources = keysOf(inputs).flatMap((input) => {
    const source = apiSourceOf(inputs[input], prompt, both.catalog);
    return source === undefined ? [] : [{ input, source }];
  });
  const node = apiNameOf(id, prompt, both.catalog);
  return { class: 'behaviour', kind, node, content, sources, links: folded.get(id) ?? [] };
}

function nodeChanges(
  both: Both,
  fromId: string,
  toId: string,
  differences: readonly Difference[],
): readonly Change[] {
  const changes: Change[] = [];
  const node = apiNameOf(toId, both.to, both.catalog);
  if (fromId !== toId) {
    changes.push({ class: 'layout', kind: 'node-renumbered', node, from: fromId, to: toId });
  }
  for (const difference of differences) {
    const change =
      difference.part === 'input'
        ? inputChange(both, fromId, toId, difference.name)
        : fieldChange(both, fromId, toId, difference);
    if (change !== undefined) changes.push(change);
  }
  return foldReplaced(changes);
}

/** Returns nothing where the link was folded into the node that came or went. */
function inputChange(
  both: Both,
  fromId: string,
  toId: string,
  input: string,
): InputChanged | undefined {
  const { catalog } = both;
  const before = member(inputsOfNode(both.from[fromId] as JsonObject), input);
  const after = member(inputsOfNode(both.to[toId] as JsonObject), input);
  const node = apiNameOf(toId, both.to, catalog);
  const fromSource = apiSourceOf(before, both.from, catalog);
  const toSource = apiSourceOf(after, both.to, catalog);
  const change = {
    input,
    ...(before === undefined ? {} : { from: before }),
    ...(after === undefined ? {} : { to: after }),
    ...(fromSource === undefined ? {} : { fromSource }),
    ...(toSource === undefined ? {} : { toSource }),
  };
  const [origin, fed] = [linkOf(before, both.from)?.origin, linkOf(after, both.to)?.origin];
  const folds =
    (fed === undefined ? undefined : both.folded.added.get(fed)) ??
    (origin === undefined ? undefined : both.folded.removed.get(origin));
  if (folds !== undefined) {
    folds.push({ node, ...change });
    return undefined;
  }
  if (fromSource !== undefined || toSource !== undefined) {
    return { class: 'behaviour', kind: 'input-rewired', node, ...change };
  }
  const spec = inputSpecOf(catalog, node.type, input);
  const role = roleOf(input, [before, after], spec);
  const renamed = isSameBySaying(both.options, input, before, after);
  const same = isSameNumber(spec, before, after);
  return {
    class: same ? 'view' : renamed ? 'drift' : 'behaviour',
    kind: 'input-changed',
    node,
    ...change,
    ...(role === undefined ? {} : { role }),
  };
}

function fieldChange(both: Both, fromId: string, toId: string, difference: Difference): Change {
  const before = both.from[fromId] as JsonObject;
  const after = both.to[toId] as JsonObject;
  const { name } = difference;
  const node = apiNameOf(toId, both.to, both.catalog);
  if (difference.part === 'field') {
    if (name === 'class_type' && typeOfNode(before) !== '' && typeOfNode(after) !== '') {
      const was = apiNameOf(fromId, both.from, both.catalog);
      return { class: 'behaviour', kind: 'node-replaced', node, was, inputs: [] };
    }
    const isMeta = name === '_meta';
    return {
      class: isMeta ? 'documentation' : 'behaviour',
      kind: 'field-changed',
      node,
      path: [name],
      ...values(fieldValue(before, name), fieldValue(after, name)),
    };
  }
  const [from, to] = [metaValue(before, name), metaValue(after, name)];
  return {
    class: name === 'title' ? titleClass(from, to) : 'documentation',
    kind: name === 'title' ? 'title-changed' : 'field-changed',
    node,
    path: ['_meta', name],
    ...values(from, to),
  };
}

/** What a field change sets: of `inputs` and `_meta` only that they are there, their members are changes of their own. */
function fieldValue(node: JsonObject, name: string): Json | undefined {
  const value = member(node, name);
  const isOpen = value !== undefined && isJsonObject(value);
  return isOpen && (name === 'inputs' || name === '_meta') ? {} : value;
}

function metaValue(node: JsonObject, name: string): Json | undefined {
  const meta = member(node, '_meta');
  return meta !== undefined && isJsonObject(meta) ? member(meta, name) : undefined;
}

function values(from: Json | undefined, to: Json | undefined): { from?: Json; to?: Json } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
