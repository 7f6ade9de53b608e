/** Turns what is in question in a scope into conflicts with paths and names. */

import { type Json, jsonEqual } from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import { type CanvasNode, modeOf } from '../../diff/canvas/scope.ts';
import { changedNames, noValues, valueNamed } from '../../diff/named-values.ts';
import { nameOf } from '../../diff/names.ts';
import type { Conflict, ConflictKind, Settlement, SideName, Three } from '../types.ts';
import type { Clash, Nodes } from './existence.ts';
import type { GroupContest } from './groups.ts';
import type { Wire } from './links.ts';
import type { NodeContest } from './node.ts';
import { inputsId, outputsId } from './read.ts';
import type { BorderContest, ScopeContest } from './scope.ts';

export interface Naming {
  /** Id of the definition; empty for the root. */
  readonly scope: string;
  readonly nodes: Nodes;
  /** Names of definitions by id. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly catalog: Catalog | undefined;
}

/** Returns the conflicts of a scope, nodes first. */
export function conflictsOf(contested: ScopeContest, naming: Naming): readonly Conflict[] {
  return [
    ...contested.clashes.map((each) => clashConflict(each, naming)),
    ...contested.nodes.map((each) => nodeConflict(each, naming)),
    ...contested.wires.map((each) => wireConflict(each, 'link', naming)),
    ...contested.cycles.map((each) => wireConflict(each, 'cycle', naming)),
    ...contested.groups.map((each) => groupConflict(each, naming)),
    ...contested.slots.map((each) => slotConflict(each, naming)),
    ...contested.doubtful.map((id) => doubtfulConflict(id, naming)),
  ];
}

function pathIn(naming: Naming, path: string): string {
  return naming.scope === '' ? path : `${naming.scope}/${path}`;
}

function nodeNamed(id: string, naming: Naming): Pick<Conflict, 'node'> {
  const { ours, theirs, base } = naming.nodes;
  const node = ours.get(id) ?? theirs.get(id) ?? base.get(id);
  if (node === undefined || id === outputsId) return {};
  const type = naming.definitions.get(node.type) ?? node.type;
  return { node: nameOf(id, type, node.title, naming.catalog) };
}

function inScope(naming: Naming): Pick<Conflict, 'scope'> {
  return naming.scope === '' ? {} : { scope: naming.scope };
}

function present(values: Three<Json | undefined>): Pick<Conflict, 'base' | 'ours' | 'theirs'> {
  return {
    ...(values.base === undefined ? {} : { base: values.base }),
    ...(values.ours === undefined ? {} : { ours: values.ours }),
    ...(values.theirs === undefined ? {} : { theirs: values.theirs }),
  };
}

function nodeConflict(contest: NodeContest & { readonly id: string }, naming: Naming): Conflict {
  const { id, kind, name, values, position } = contest;
  return {
    kind,
    path: pathIn(naming, kind === 'value' ? `${id}.${name}` : `${id}:${name}`),
    ...inScope(naming),
    ...nodeNamed(id, naming),
    field: name,
    ...present(values),
    ...(position === undefined ? {} : { position }),
  };
}

function wireConflict(
  three: Three<Wire | undefined>,
  kind: ConflictKind,
  naming: Naming,
): Conflict {
  const wire = three.ours ?? three.theirs ?? three.base;
  const [target, input] = [wire?.target ?? '', wire?.input ?? ''];
  const source = (side: keyof Nodes): Json | undefined => {
    const each = three[side];
    // without a link the input takes the value of its widget
    if (each === undefined) {
      return valueNamed(naming.nodes[side].get(target)?.widgets ?? noValues, input);
    }
    const { type, title } = nodeNamed(each.origin, naming).node ?? {};
    return {
      node: each.origin,
      output: each.output,
      ...(type === undefined || each.origin === inputsId ? {} : { type }),
      ...(title === undefined ? {} : { title }),
    };
  };
  const values = {
    base: source('base'),
    ours: source('ours'),
    theirs: source('theirs'),
  };
  return {
    kind,
    path: pathIn(naming, target === outputsId ? `outputs.${input}` : `${target}.${input}`),
    ...inScope(naming),
    ...nodeNamed(target, naming),
    field: input,
    ...present(values),
  };
}

function clashConflict(clash: Clash, naming: Naming): Conflict {
  const { id, removedBy, needs } = clash;
  const keptBy: SideName = removedBy === 'ours' ? 'theirs' : 'ours';
  const side = naming.nodes[keptBy];
  const remove = [id, ...needs].map((node): Settlement => ({ remove: node }));
  return {
    kind: 'removed',
    path: pathIn(naming, `${id}:node`),
    ...inScope(naming),
    ...nodeNamed(id, naming),
    removedBy,
    changed: changedParts(naming.nodes.base.get(id), side.get(id)),
    steps:
      removedBy === 'ours'
        ? { ours: remove, theirs: [...needs, id].flatMap((each) => revival(each, side)) }
        : { ours: [], theirs: [...remove, ...rewirings(id, naming.nodes)] },
  };
}

/** Names of the widgets, inputs and fields that the side that kept the node changed. */
function changedParts(before: CanvasNode | undefined, after: CanvasNode | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  const names = changedNames(before.widgets, after.widgets);
  const inputs = after.links
    .filter((link) => !before.links.some((each) => isSameLink(each, link)))
    .map((link) => link.input);
  const title = before.title === after.title ? [] : ['title'];
  const mode = jsonEqual(modeOf(before), modeOf(after)) ? [] : ['mode'];
  return [...new Set([...names, ...inputs, ...title, ...mode])];
}

type CanvasLink = CanvasNode['links'][number];

function isSameLink(left: CanvasLink, right: CanvasLink): boolean {
  return left.input === right.input && left.origin === right.origin && left.output === right.output;
}

/** The node in its own mode, feeding what it fed on its side. */
function revival(id: string, side: ReadonlyMap<string, CanvasNode>): Settlement[] {
  const node = side.get(id);
  const mode = node === undefined ? 0 : modeOf(node);
  const consumers = [...side.values()].flatMap((node) =>
    node.links
      .filter((link) => link.origin === id)
      .map((link): Settlement => {
        return { link: link.input, node: node.id, from: { node: id, output: link.output } };
      }),
  );
  return [{ mode, node: id }, ...consumers];
}

/** What the node feeds in ours takes its value from where theirs takes it. */
function rewirings(id: string, nodes: Nodes): Settlement[] {
  return [...nodes.ours.values()].flatMap((node) =>
    node.links.flatMap((link): Settlement[] => {
      if (link.origin !== id) return [];
      const there = nodes.theirs.get(node.id)?.links.find((each) => each.input === link.input);
      if (there === undefined) return [];
      return [
        { link: link.input, node: node.id, from: { node: there.origin, output: there.output } },
      ];
    }),
  );
}

function slotConflict(contest: BorderContest, naming: Naming): Conflict {
  const { id, list, key, field, values } = contest;
  const name = typeof values.base === 'string' ? values.base : key;
  const place = id === undefined ? list : `${id}:${list}`;
  return {
    kind: 'interface',
    path: pathIn(naming, `${place}.${name}.${field}`),
    ...inScope(naming),
    ...(id === undefined ? {} : nodeNamed(id, naming)),
    field: `${list}/${key}/${field}`,
    ...present(values),
  };
}

function doubtfulConflict(id: string, naming: Naming): Conflict {
  return {
    kind: 'ambiguous',
    path: pathIn(naming, `${id}:which`),
    ...inScope(naming),
    ...nodeNamed(id, naming),
  };
}

function groupConflict(contest: GroupContest, naming: Naming): Conflict {
  return {
    kind: 'group',
    path: pathIn(naming, `group:${contest.key}`),
    ...inScope(naming),
    field: contest.field,
    ...present(contest.values),
  };
}
