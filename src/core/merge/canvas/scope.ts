/** Merges one scope of a canvas: the root, or a subgraph definition that all three have. */

import {
  entriesOf,
  isJsonArray,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import type { Scope } from '../../diff/canvas/scope.ts';
import type { SideName, Three } from '../types.ts';
import { doubtfulEdits } from './ambiguous.ts';
import type { Counters } from './counter.ts';
import { breakCycles } from './cycles.ts';
import {
  type Clash,
  existenceOf,
  isEdited,
  isWidgetChanged,
  nodesById,
  type Origin,
} from './existence.ts';
import { type GroupContest, mergeGroups } from './groups.ts';
import {
  type MergedWires,
  mergeWires,
  type SlotList,
  type SlotLists,
  slotLists,
  type Wire,
  wiresOf,
} from './links.ts';
import { mergeNode, type NodeContest } from './node.ts';
import { type Direction, inputsId, outputsId, type SideScope } from './read.ts';
import { extraWith, mergeReroutes, reroutesWith } from './reroutes.ts';
import { isSameNode } from './same.ts';
import { mergeSlots, type SlotContest } from './slots.ts';
import {
  borderWith,
  indexLinks,
  inputsWith,
  type MergedSlots,
  numberWires,
  outputsWith,
  rowOf,
} from './write.ts';

export interface ScopeInput {
  readonly raw: Three<SideScope>;
  /** The same in normal form. */
  readonly normal: Three<Scope>;
  /** Definitions that a side changed inside. */
  readonly edited: Record<SideName, ReadonlySet<string>>;
  readonly ambiguous: ReadonlySet<string>;
  readonly counters: Counters;
  readonly catalog: Catalog | undefined;
}

export interface ScopeContest {
  readonly nodes: readonly (NodeContest & { readonly id: string })[];
  readonly wires: readonly Three<Wire | undefined>[];
  /** Inputs that theirs rewired so that, with ours, the graph would run in a circle. */
  readonly cycles: readonly Three<Wire | undefined>[];
  readonly clashes: readonly Clash[];
  readonly groups: readonly GroupContest[];
  readonly slots: readonly BorderContest[];
  /** Ids of nodes that could as well be others of their kind, where both sides changed such nodes. */
  readonly doubtful: readonly string[];
}

/** A slot that both sides called differently: of a definition, or of a node where `id` is given. */
export interface BorderContest extends SlotContest {
  readonly id?: string;
  readonly list: Direction;
}

export interface MergedScope {
  /** The fields of the scope that are merged here: nodes, links, groups, reroutes, and a definition's slots. */
  readonly fields: ReadonlyMap<string, Json>;
  readonly contested: ScopeContest;
}

/** Returns nodes, links, groups and slots of the merge. */
export function mergeScope(input: ScopeInput): MergedScope {
  const { raw, counters } = input;
  const nodes = {
    base: nodesById(input.normal.base),
    ours: nodesById(input.normal.ours),
    theirs: nodesById(input.normal.theirs),
  };
  const existence = existenceOf(nodes, input.edited);
  const lists = slotLists(raw);
  const sides = {
    base: wiresOf(raw.base, 'base', lists),
    ours: wiresOf(raw.ours, 'ours', lists),
    theirs: wiresOf(raw.theirs, 'theirs', lists),
  };
  const clashes = existence.clashes.filter((each) => each.removedBy === 'theirs');
  const merged: MergedWires = breakCycles(
    mergeWires(sides, {
      nodes: existence.nodes,
      keptForOurs: new Set(clashes.map((each) => each.id)),
      isValueChanged: (side, target, input) =>
        isWidgetChanged(input, nodes.base.get(target), nodes[side].get(target)),
    }),
    sides,
  );
  const contested: (NodeContest & { readonly id: string })[] = [];
  const contents = new Map<string, JsonObject>();
  const mutedByUs = new Set(
    existence.clashes.flatMap((each) =>
      each.removedBy === 'ours' ? [each.id, ...each.needs] : [],
    ),
  );
  for (const [id, origin] of existence.nodes) {
    if (id === inputsId || id === outputsId) continue;
    const content =
      origin === 'both' ? mergeBoth(id, input, nodes, contested) : raw[origin].nodes.get(id);
    if (content === undefined) continue;
    contents.set(id, mutedByUs.has(id) ? muted(content) : content);
  }
  const named: BorderContest[] = [];
  const slots = mergedSlots(existence.nodes, lists, merged.wires, named);
  const groups = mergeGroups(raw, counters.groups);
  return {
    fields: new Map([
      ...linkedFields(input, contents, slots, merged.wires),
      ['groups', groups.list] as const,
    ]),
    contested: {
      nodes: contested,
      wires: merged.contested,
      cycles: merged.cycles,
      clashes: existence.clashes,
      groups: groups.contested,
      slots: named,
      doubtful: doubtfulEdits(nodes, input.ambiguous),
    },
  };
}

/** Mode 2 is "never": the node is there to be seen and does nothing. */
function muted(node: JsonObject): JsonObject {
  return jsonObject([...entriesOf(node), ['mode', 2]]);
}

function mergeBoth(
  id: string,
  input: ScopeInput,
  nodes: Three<ReturnType<typeof nodesById>>,
  contested: (NodeContest & { readonly id: string })[],
): JsonObject | undefined {
  const { raw } = input;
  const [base, ours, theirs] = [
    raw.base.nodes.get(id),
    raw.ours.nodes.get(id),
    raw.theirs.nodes.get(id),
  ];
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  if (isSameNode(ours, theirs) || (base !== undefined && isSameNode(base, theirs))) return ours;
  if (base !== undefined && isSameNode(base, ours)) {
    return jsonObject(
      entriesOf(theirs).map(([key, value]) => [
        key,
        key === 'id' ? (member(ours, 'id') ?? value) : value,
      ]),
    );
  }
  const before = nodes.base.get(id);
  const edits = (side: SideName) => {
    const after = nodes[side].get(id);
    return before !== undefined && after !== undefined && isEdited(before, after);
  };
  const layout = edits('theirs') && !edits('ours') ? 'theirs' : 'ours';
  const result = mergeNode({ base, ours, theirs }, layout, input.catalog);
  contested.push(...result.contested.map((each) => ({ ...each, id })));
  return jsonObject([
    ['id', member(ours, 'id') ?? id],
    ...orderOf(ours),
    ...entriesOf(result.node),
  ]);
}

function orderOf(node: JsonObject): [string, Json][] {
  const order = member(node, 'order');
  return order === undefined ? [] : [['order', order]];
}

function mergedSlots(
  nodes: ReadonlyMap<string, Origin>,
  lists: SlotLists,
  wires: readonly Wire[],
  contested: BorderContest[],
): ReadonlyMap<string, MergedSlots> {
  const wiredIn = new Map<string, Set<string>>();
  const wiredOut = new Map<string, Set<string>>();
  const put = (map: Map<string, Set<string>>, id: string, key: string) =>
    map.set(id, (map.get(id) ?? new Set()).add(key));
  for (const wire of wires) {
    put(wiredIn, wire.target, wire.input);
    put(wiredOut, wire.origin, wire.output);
  }
  const none: ReadonlySet<string> = new Set();
  const of = (id: string, direction: Direction, wired: ReadonlySet<string>): SlotList => {
    const three = lists(id, direction);
    const origin = nodes.get(id) ?? 'both';
    if (origin !== 'both') return three[origin];
    return mergeSlots(three, wired, (each) => {
      // the border of a definition has its inputs the other way round
      if (id === inputsId) contested.push({ ...each, list: 'inputs' });
      else if (id === outputsId) contested.push({ ...each, list: 'outputs' });
      else if (each.field === 'label') contested.push({ ...each, id, list: direction });
    });
  };
  return new Map(
    [...new Set([...nodes.keys(), inputsId, outputsId])].map((id) => [
      id,
      {
        inputs: of(id, 'inputs', wiredIn.get(id) ?? none),
        outputs: of(id, 'outputs', wiredOut.get(id) ?? none),
      },
    ]),
  );
}

function linkedFields(
  input: ScopeInput,
  contents: ReadonlyMap<string, JsonObject>,
  slots: ReadonlyMap<string, MergedSlots>,
  wires: readonly Wire[],
): [string, Json][] {
  const { raw, counters } = input;
  const ours = raw.ours.raw;
  const loose = raw.ours.loose.filter(
    (link) => contents.has(link.origin) && contents.has(link.target),
  );
  const links = numberWires(wires, slots, new Set(loose.map((link) => link.id)), counters.links);
  const index = indexLinks(links);
  const reroutes = mergeReroutes(raw, counters.reroutes);
  const isRoot = raw.ours.id === '';
  const led = links.map((link) => ({
    link,
    parent: reroutes.parentOf(link.wire.link, link.wire.side),
  }));
  const usesLists = isRoot && hasListRows(raw);
  const rows = led.map(({ link, parent }) => rowOf(link, usesLists, parent));
  const dots = reroutesWith(reroutes, led);
  const nodes = [...contents].map(([id, node]) => withSlots(id, node, slots.get(id), index));
  const fields: [string, Json][] = [
    ['nodes', nodes],
    ['links', [...rows, ...loose.map((link) => link.row)]],
  ];
  if (usesLists) {
    const parents = led.flatMap(({ link, parent }): [string, Json][] =>
      parent === undefined ? [] : [[link.id, parent]],
    );
    const extra = extraWith(member(ours, 'extra'), dots, parents);
    if (extra !== undefined) fields.push(['extra', extra]);
  } else if (member(ours, 'reroutes') !== undefined || dots.length > 0) {
    fields.push(['reroutes', dots]);
  }
  if (isRoot) return fields;
  const border = (id: typeof inputsId | typeof outputsId, list: readonly JsonObject[]) =>
    borderWith(id, list, index);
  fields.push(['inputs', border(inputsId, slots.get(inputsId)?.outputs.slots ?? [])]);
  fields.push(['outputs', border(outputsId, slots.get(outputsId)?.inputs.slots ?? [])]);
  return fields;
}

/** Rows of the root are lists up to schema version 0.4, objects from version 1 on. */
function hasListRows(raw: Three<SideScope>): boolean {
  const tables = [raw.ours, raw.theirs].map((side) => member(side.raw, 'links'));
  const table = tables.find((each) => isJsonArray(each) && each.length > 0);
  return table === undefined || !isJsonArray(table) || isJsonArray(table[0]);
}

function withSlots(
  id: string,
  node: JsonObject,
  slots: MergedSlots | undefined,
  index: Parameters<typeof inputsWith>[2],
): JsonObject {
  const fields = new Map(entriesOf(node));
  for (const direction of ['inputs', 'outputs'] as const) {
    const list = slots?.[direction].slots ?? [];
    if (list.length === 0 && !fields.has(direction)) continue;
    const write = direction === 'inputs' ? inputsWith : outputsWith;
    fields.set(direction, write(id, list, index));
  }
  return jsonObject(fields);
}
