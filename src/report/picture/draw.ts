/** From a diff and its two workflows to the picture: what stands where, and what became of it. */

import type { JsonObject } from '../../base/json.ts';
import { member } from '../../base/json.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { isBoundaryId, type PairedScope } from '../../core/diff/pairing.ts';
import type { Change, WorkflowDiff } from '../../core/diff/types.ts';
import { type Context, type Draft, draftOf, slotsOf } from './drafts.ts';
import { drawnGroups } from './groups.ts';
import { apart, around, boundingOf, canvasBox, laidOut } from './layout.ts';
import { heightOf } from './measure.ts';
import type { Box, Picture, PictureLink, PictureNode, PictureScope } from './types.ts';
import {
  byTarget,
  changesByNode,
  linksOf,
  type Slots,
  type UnionNode,
  unionOf,
  usedOutputs,
} from './union.ts';

/** More nodes than this in a scope: only the changed ones and their neighbours are drawn. */
export const mostNodes = 300;
/** Less than this, in canvas units, a node did not move so that one would see it. */
const leastMove = 12;

/** Returns the picture: the root, and each subgraph in which something changed. `diff` is shown as it is, so secrets are out of it. */
export function drawDiff(
  diff: WorkflowDiff,
  scopes: readonly PairedScope[],
  catalog?: Catalog,
): Picture {
  const byNode = changesByNode(diff.changes);
  const isCanvas = diff.format === 'canvas';
  const shown = scopes.filter(
    ({ from, to }, index) => index === 0 || hasChanges(diff.changes, from?.id, to?.id),
  );
  const drawn = new Map(
    shown.flatMap(({ from, to }, index): [string, number][] =>
      index === 0 ? [] : [[to?.id ?? from?.id ?? '', index]],
    ),
  );
  const names = new Map(
    scopes.flatMap(({ from, to }) => [from, to].map((each) => [each?.id ?? '', each?.name ?? ''])),
  );
  const context: Context = { changes: diff.changes, byNode, catalog, isCanvas, drawn, names };
  return { scopes: shown.map((scope, index) => drawScope(scope, index, context)) };
}

function hasChanges(changes: readonly Change[], from?: string, to?: string): boolean {
  const isOurs = (scope: string | undefined) =>
    scope !== undefined && (scope === from || scope === to);
  return changes.some((change) => {
    if (change.kind === 'nodes-moved')
      return isOurs(change.into?.scope) || isOurs(change.out?.scope);
    return isOurs('node' in change ? change.node.scope : change.scope);
  });
}

function drawScope(scope: PairedScope, index: number, context: Context): PictureScope {
  const union = unionOf(scope);
  const used = usedOutputs(union);
  const slots = union.map((each, at) => slotsOf(each, used[at] ?? 0, scope, context));
  const links = linksOf(union, slots);
  const into = byTarget(links);
  const drafts = union.map((each, at) =>
    draftOf(each, at, scope, slots[at] as Slots, into.get(at) ?? [], context),
  );
  const kept = keptNodes(drafts, links);
  const place = new Map(kept.map((each, at) => [each.index, at]));
  const keptLinks = links.flatMap((link): PictureLink[] => {
    const [from, to] = [place.get(link.from), place.get(link.to)];
    return from === undefined || to === undefined ? [] : [{ ...link, from, to }];
  });
  const isWhole = kept.length === drafts.length;
  const boxes = boxesOf(kept, keptLinks, union, context.isCanvas && isWhole);
  const nodes = kept.map((node, at) => ({ ...node, index: at, box: boxes[at] as Box }));
  const groups = isWhole && context.isCanvas ? drawnGroups(scope) : [];
  const moved = context.isCanvas && isWhole ? withMoves(nodes, kept, union) : nodes;
  const all = [...nodes.map((node) => node.box), ...groups.map((group) => group.box)];
  return {
    index,
    name: scope.to?.name ?? scope.from?.name ?? '',
    state: scope.from === undefined ? 'added' : scope.to === undefined ? 'removed' : 'same',
    nodes: moved,
    links: keptLinks,
    groups,
    box: around(all),
    leftOut: drafts.length - kept.length,
  };
}

/** Changed nodes and their neighbours; the changed ones alone, and the first of them, where that is still too much. */
function keptNodes(drafts: readonly Draft[], links: readonly PictureLink[]): readonly Draft[] {
  if (drafts.length <= mostNodes) return drafts;
  const isChanged = (each: Draft) =>
    each.state !== 'same' || each.inputs.some((slot) => slot.state !== 'same');
  const changed = new Set(drafts.filter(isChanged).map((each) => each.index));
  const near = new Set(changed);
  for (const { from, to } of links) {
    if (changed.has(from)) near.add(to);
    if (changed.has(to)) near.add(from);
  }
  const chosen = near.size <= mostNodes ? near : changed;
  return drafts.filter((each) => chosen.has(each.index)).slice(0, mostNodes);
}

function boxesOf(
  kept: readonly Draft[],
  links: readonly PictureLink[],
  union: readonly UnionNode[],
  isPlaced: boolean,
): readonly Box[] {
  const placed = isPlaced
    ? kept.map((each) => placeOf((union[each.index] as UnionNode).node.raw, each))
    : [undefined];
  if (placed.every((each) => each !== undefined)) {
    return apart(
      placed as readonly Box[],
      kept.map((each) => each.state === 'removed'),
    );
  }
  return laidOut(
    kept.map((each) => each.size),
    links,
  );
}

function placeOf(raw: JsonObject, draft: Draft): Box | undefined {
  const { id, size, rows, inputs, outputs } = draft;
  if (isBoundaryId(id)) {
    const own = member(raw, draft.type === 'subgraph inputs' ? 'inputNode' : 'outputNode');
    const box = own === undefined ? undefined : boundingOf(own as JsonObject);
    return box === undefined
      ? undefined
      : { ...box, width: Math.max(box.width, 140), height: Math.max(box.height, size.height) };
  }
  const box = canvasBox(raw, size.height);
  if (box === undefined) return undefined;
  return {
    ...box,
    height: Math.max(
      box.height,
      heightOf(Math.max(inputs.length, outputs.length), rows, box.width),
    ),
  };
}

/** The whole drawing may have been dragged: what all nodes have in common is no move of one. */
function withMoves(
  nodes: readonly PictureNode[],
  kept: readonly Draft[],
  union: readonly UnionNode[],
): readonly PictureNode[] {
  const moves = nodes.map((node, at) => {
    const before = union[kept[at]?.index ?? -1]?.before;
    const was =
      before === undefined || isBoundaryId(before.id) ? undefined : canvasBox(before.raw, 0);
    return was === undefined ? undefined : { x: was.x - node.box.x, y: was.y - node.box.y };
  });
  const known = moves.filter((move) => move !== undefined);
  const middle = (pick: (move: { x: number; y: number }) => number) =>
    known.map(pick).sort((a, b) => a - b)[Math.floor(known.length / 2)] ?? 0;
  const [x, y] = [middle((move) => move.x), middle((move) => move.y)];
  return nodes.map((node, at) => {
    const move = moves[at];
    if (move === undefined || node.state === 'removed') return node;
    const rest = { x: Math.round(move.x - x), y: Math.round(move.y - y) };
    return Math.hypot(rest.x, rest.y) < leastMove ? node : { ...node, moved: rest };
  });
}
