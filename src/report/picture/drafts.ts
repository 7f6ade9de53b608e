/** One node of a picture before it has a place: what it is called, its slots, its changed values. */

import { member } from '../../base/json.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { isBoundaryId, type PairedScope, slotNames } from '../../core/diff/pairing.ts';
import type { Change } from '../../core/diff/types.ts';
import { modeText } from '../diff-sentences.ts';
import { heightOf } from './measure.ts';
import { rowsOf } from './rows.ts';
import type { PictureLink, PictureNode, Row, State } from './types.ts';
import { type ChangesByNode, keyOf, type Slots, slotStates, type UnionNode } from './union.ts';

export interface Context {
  readonly changes: readonly Change[];
  readonly byNode: ChangesByNode;
  readonly catalog: Catalog | undefined;
  readonly isCanvas: boolean;
  /** Id of a definition → index of its scope in the picture. */
  readonly drawn: ReadonlyMap<string, number>;
  /** Id of a definition → its name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Returns the slots of a node: those of both sides. */
export function slotsOf(
  each: UnionNode,
  used: number,
  scope: PairedScope,
  { isCanvas, catalog }: Context,
): Slots {
  const { before, after, node } = each;
  const linked = [...(after?.links ?? []), ...(before?.links ?? [])].map((link) => link.input);
  const known = catalog?.nodeTypes.get(node.type)?.outputs.length ?? 0;
  if (!isCanvas) return { inputs: unique(linked), outputs: numbered(Math.max(used, known)) };
  if (isBoundaryId(node.id)) {
    const raw = (scope.to ?? scope.from)?.raw ?? {};
    const isInputs = node.type === 'subgraph inputs';
    return {
      inputs: isInputs ? [] : unique([...slotNames(raw, 'outputs'), ...linked]),
      outputs: isInputs ? slotNames(raw, 'inputs') : [],
    };
  }
  return {
    inputs: unique([...slotNames(node.raw, 'inputs'), ...linked]),
    outputs: unique([
      ...slotNames(node.raw, 'outputs'),
      ...(before === undefined ? [] : slotNames(before.raw, 'outputs')),
    ]),
  };
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => String(at));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

export type Draft = PictureNode & {
  readonly size: { readonly width: number; readonly height: number };
};

const boundaryTitles: Readonly<Record<string, string>> = {
  'subgraph inputs': 'Inputs',
  'subgraph outputs': 'Outputs',
};

/** Returns the node without a place. */
export function draftOf(
  each: UnionNode,
  index: number,
  scope: PairedScope,
  slots: Slots,
  links: readonly PictureLink[],
  context: Context,
): Draft {
  const { before, after, node } = each;
  const { byNode, catalog } = context;
  const side = after === undefined ? scope.from : scope.to;
  const told =
    (after === undefined ? byNode.gone : byNode.there).get(keyOf(side?.id ?? '', node.id)) ?? [];
  const seen = told.filter((at) => !['layout', 'view'].includes(context.changes[at]?.class ?? ''));
  const changes = told.map((at) => context.changes[at] as Change);
  const moved = changes.some((change) => change.kind === 'nodes-moved');
  const rows = [...movedRows(changes, after !== undefined), ...changes.flatMap(rowsOf)];
  const state: State =
    after === undefined
      ? 'removed'
      : before === undefined && !moved
        ? 'added'
        : seen.length > 0
          ? 'changed'
          : 'same';
  const type = catalog?.nodeTypes.get(node.type);
  const definition = context.drawn.get(node.type);
  const title =
    (isBoundaryId(node.id) ? boundaryTitles[node.type] : undefined) ??
    (node.title || context.names.get(node.type) || type?.displayName || node.type);
  const width = widthOf(title, rows, slots);
  const outputs = slots.outputs.map((name) =>
    context.isCanvas ? name : (type?.outputs[Number(name)]?.name ?? name),
  );
  const lines = Math.max(slots.inputs.length, outputs.length);
  const mode =
    context.isCanvas && !isBoundaryId(node.id) ? modeText(member(node.raw, 'mode')) : 'active';
  return {
    index,
    state: isBoundaryId(node.id) && state !== 'changed' ? 'same' : state,
    type: node.type,
    title,
    id: node.id,
    mode: mode === 'active' ? '' : mode,
    box: { x: 0, y: 0, width, height: 0 },
    inputs: slotStates(slots.inputs, links),
    outputs: outputs.map((name) => ({ name, state: 'same' })),
    rows,
    ...(definition === undefined ? {} : { scope: definition }),
    changes: told,
    size: { width, height: heightOf(lines, rows, width) },
  };
}

function movedRows(changes: readonly Change[], isThere: boolean): readonly Row[] {
  return changes.flatMap((change): Row[] => {
    if (change.kind !== 'nodes-moved') return [];
    const { into, out } = change;
    if (!isThere)
      return [
        { name: 'moved', now: into === undefined ? 'out of the subgraph' : `into ${into.name}` },
      ];
    return [{ name: 'moved', was: out === undefined ? 'outside' : `in ${out.name}` }];
  });
}

function widthOf(title: string, rows: readonly Row[], slots: Slots): number {
  const longest = Math.max(
    title.length + 6,
    ...rows.map((row) =>
      Math.min(44, row.name.length + (row.was?.length ?? 0) + (row.now?.length ?? 0) + 6),
    ),
    Math.max(0, ...slots.inputs.map((name) => name.length)) + 12,
  );
  return Math.min(340, Math.max(190, Math.ceil(longest * 8.2)));
}
