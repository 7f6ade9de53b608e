/** Edits of a recorded canvas that change its graph: nodes that go and come, links that lead elsewhere, modes, groups, names. */

import type { Edited } from './canvas-edits.ts';

type Id = number | string;

interface Slot {
  name: string;
  type?: unknown;
  link?: number | null;
  links?: number[] | null;
}

interface GraphNode {
  id: Id;
  type: string;
  title?: string;
  mode?: number;
  pos: unknown;
  inputs?: Slot[];
  outputs?: Slot[];
  widgets_values?: unknown;
}

interface Link {
  id: number;
  origin_id: Id;
  origin_slot: number;
  target_id: Id;
  target_slot: number;
  type: unknown;
  parentId?: unknown;
}

type Row = [number, Id, number, Id, number, unknown];

interface Scope {
  id?: string;
  name?: string;
  nodes: GraphNode[];
  links?: (Row | Link)[];
  groups?: { id?: number; title: string; bounding: number[] }[];
  last_node_id?: number;
  last_link_id?: number;
  state?: { lastNodeId?: number; lastLinkId?: number };
}

const scopesOf = (canvas: Edited): Scope[] =>
  [canvas, ...(canvas.definitions?.subgraphs ?? [])] as unknown as Scope[];

const asLink = (link: Row | Link): Link =>
  Array.isArray(link)
    ? {
        id: link[0],
        origin_id: link[1],
        origin_slot: link[2],
        target_id: link[3],
        target_slot: link[4],
        type: link[5],
      }
    : link;

const linksOf = (scope: Scope): Link[] => (scope.links ?? []).map(asLink);

/** Nodes of the frontend alone, and subgraph nodes: what is done to them is done to others. */
const isPlain = (node: GraphNode) =>
  !/^(Reroute|PrimitiveNode|Note|MarkdownNote)$|^workflow|-/.test(node.type);

/** True where the node can go without touching what others drew: no link leads over a border or through a reroute. */
function isLoose(scope: Scope, node: GraphNode): boolean {
  const own = linksOf(scope).filter(
    (link) => link.origin_id === node.id || link.target_id === node.id,
  );
  const isBorder = (id: Id) => id === -10 || id === -20;
  return (
    isPlain(node) &&
    own.every(
      (link) =>
        link.parentId === undefined && !isBorder(link.origin_id) && !isBorder(link.target_id),
    )
  );
}

function cut(scope: Scope, link: Link): void {
  scope.links = (scope.links ?? []).filter((each) => asLink(each).id !== link.id);
  for (const node of scope.nodes) {
    for (const input of node.inputs ?? []) if (input.link === link.id) input.link = null;
    for (const output of node.outputs ?? []) {
      if (output.links) output.links = output.links.filter((id) => id !== link.id);
    }
  }
}

function remove(scope: Scope, node: GraphNode): void {
  for (const link of linksOf(scope)) {
    if (link.origin_id === node.id || link.target_id === node.id) cut(scope, link);
  }
  scope.nodes = scope.nodes.filter((each) => each !== node);
}

/** Leads an input to an output; what led there before goes. */
function connect(
  scope: Scope,
  [origin, from]: readonly [GraphNode, number],
  [target, to]: readonly [GraphNode, number],
  id: number,
): void {
  const [output, input] = [origin.outputs?.[from], target.inputs?.[to]];
  if (output === undefined || input === undefined) return;
  const before = linksOf(scope).find((link) => link.id === input.link);
  if (before !== undefined) cut(scope, before);
  input.link = id;
  output.links = [...(output.links ?? []), id];
  const row: Row = [id, origin.id, from, target.id, to, output.type ?? '*'];
  // links are lists in the root, objects in definitions, which have inputs
  const isRow = !('inputs' in scope);
  const [, origin_id, origin_slot, target_id, target_slot, type] = row;
  const link = { id, origin_id, origin_slot, target_id, target_slot, type };
  scope.links = [...(scope.links ?? []), isRow ? row : link];
}

/** Returns an input of one node that leads to another, and a third node's output of the type. */
function rewiring(
  scope: Scope,
  own: readonly GraphNode[],
  roll: (sides: number) => number,
): { target: readonly [GraphNode, number]; origins: readonly (readonly [GraphNode, number])[] }[] {
  const links = linksOf(scope);
  const found = own.filter(isPlain).flatMap((target) =>
    (target.inputs ?? []).flatMap((input, at) => {
      const link = links.find((each) => each.id === input.link);
      const origin = own.find((node) => node.id === link?.origin_id);
      if (link === undefined || origin === undefined || link.parentId !== undefined) return [];
      const type = origin.outputs?.[link.origin_slot]?.type;
      const origins = own
        .filter((node) => node !== origin && isPlain(node) && !feeds(scope, target, node))
        .flatMap((node) =>
          (node.outputs ?? []).flatMap((output, slot) =>
            output.type === type ? [[node, slot] as const] : [],
          ),
        );
      return origins.length === 0 ? [] : [{ target: [target, at] as const, origins }];
    }),
  );
  const start = roll(found.length || 1);
  return [...found.slice(start), ...found.slice(0, start)];
}

/** True where a value of the one node reaches the other: a link back would be a circle. */
function feeds(scope: Scope, origin: GraphNode, target: GraphNode): boolean {
  const links = linksOf(scope);
  const seen = new Set<Id>([origin.id]);
  for (const id of seen) {
    for (const link of links) if (link.origin_id === id) seen.add(link.target_id);
  }
  return seen.has(target.id);
}

/** Returns the next id for nodes and links, also behind what went: both sides take the same one. */
function freeId(...canvases: readonly Edited[]): number {
  const ids = canvases
    .flatMap(scopesOf)
    .flatMap((scope) => [
      ...scope.nodes.map((node) => Number(node.id) || 0),
      ...linksOf(scope).map((link) => Number(link.id) || 0),
    ]);
  return Math.max(0, ...ids) + 1;
}

/** Changes one thing of the nodes that a person owns: those of every other place, so that two people's work is apart. */
export function operate(
  base: Edited,
  side: 0 | 1,
  roll: (sides: number) => number,
  turns = 4,
): { readonly canvas: Edited; readonly done: readonly string[] } {
  const canvas = structuredClone(base);
  const owned = new Map(
    scopesOf(canvas).map((scope) => [scope, scope.nodes.filter((_, at) => at % 2 === side)]),
  );
  const done: string[] = [];
  // a copy of what went would be the same node under another id
  const copied = new Set<GraphNode>();
  for (let turn = 0; turn < turns; turn += 1) {
    const scopes = scopesOf(canvas);
    const at = roll(scopes.length);
    const scope = scopes[at] as Scope;
    const own = (owned.get(scope) ?? []).filter((node) => scope.nodes.includes(node));
    const node = own[roll(own.length || 1)];
    const id = freeId(base, canvas);
    const kind = roll(6);
    if (kind === 0 && node !== undefined && isLoose(scope, node) && !copied.has(node)) {
      remove(scope, node);
      done.push('removed');
    } else if (kind === 1 && node !== undefined && isPlain(node)) {
      node.mode = [0, 2, 4].filter((mode) => mode !== (node.mode ?? 0))[roll(2)] ?? 2;
      done.push('mode');
    } else if (kind === 2) {
      const [found] = rewiring(scope, own, roll);
      const origin = found?.origins[roll(found.origins.length)];
      if (found === undefined || origin === undefined) continue;
      connect(scope, origin, found.target, id);
      done.push('rewired');
    } else if (kind === 3 && node !== undefined && isPlain(node)) {
      const copy = structuredClone(node);
      copied.add(node);
      copy.id = id;
      copy.title = `copy ${side} ${turn}`;
      for (const input of copy.inputs ?? []) input.link = null;
      for (const output of copy.outputs ?? []) output.links = [];
      scope.nodes.push(copy);
      const link = linksOf(scope).find(
        (each) => each.target_id === node.id && own.some((origin) => origin.id === each.origin_id),
      );
      const origin = own.find((each) => each.id === link?.origin_id);
      if (link !== undefined && origin !== undefined) {
        connect(scope, [origin, link.origin_slot], [copy, link.target_slot], id + 1);
      }
      done.push('added');
    } else if (kind === 4) {
      const group = (scope.groups ?? []).find((_, place) => place % 2 === side);
      if (group !== undefined && roll(2) === 0) group.title = `group ${side} ${turn}`;
      else {
        const title = `new group ${side} ${turn}`;
        scope.groups = [...(scope.groups ?? []), { title, bounding: [0, 0, 99, 99] }];
      }
      done.push('group');
    } else if (kind === 5 && at > 0 && at % 2 === side) {
      scope.name = `subgraph ${side} ${turn}`;
      done.push('subgraph');
    }
  }
  return { canvas, done };
}

/** Two people's edits of one thing, and the kind of conflict that must tell of them. */
export interface Overlap {
  readonly kind: 'removed' | 'link' | 'mode' | 'title';
  readonly ours: Edited;
  readonly theirs: Edited;
}

/** Returns what two people can both do to one node of the root; only what the canvas has a node for. */
export function overlaps(base: Edited, roll: (sides: number) => number): readonly Overlap[] {
  const edited = (edit: (root: Scope) => void): Edited => {
    const canvas = structuredClone(base);
    edit(canvas as unknown as Scope);
    return canvas;
  };
  const root = base as unknown as Scope;
  const plain = root.nodes.filter(isPlain);
  const at = root.nodes.indexOf(plain[roll(plain.length || 1)] as GraphNode);
  if (at < 0) return [];
  const node = (scope: Scope) => scope.nodes[at] as GraphNode;
  const set = (field: 'mode' | 'title', value: number | string) =>
    edited((scope) => Object.assign(node(scope), { [field]: value }));
  const found: Overlap[] = [
    { kind: 'mode', ours: set('mode', node(root).mode === 2 ? 0 : 2), theirs: set('mode', 4) },
    { kind: 'title', ours: set('title', 'one'), theirs: set('title', 'two') },
  ].filter(({ kind }) => kind === 'title' || node(root).mode !== 4) as Overlap[];
  if (isLoose(root, node(root))) {
    const ours = edited((scope) => remove(scope, node(scope)));
    found.push({ kind: 'removed', ours, theirs: set('mode', node(root).mode === 2 ? 0 : 2) });
  }
  const [way] = rewiring(root, root.nodes, roll).filter(({ origins }) => origins.length > 1);
  if (way !== undefined) {
    const [target, slot] = [root.nodes.indexOf(way.target[0]), way.target[1]];
    const led = (choice: number) =>
      edited((scope) => {
        const [origin, output] = way.origins[choice] as readonly [GraphNode, number];
        const there = scope.nodes[root.nodes.indexOf(origin)] as GraphNode;
        connect(scope, [there, output], [scope.nodes[target] as GraphNode, slot], freeId(base));
      });
    found.push({ kind: 'link', ours: led(0), theirs: led(1) });
  }
  return found;
}
