/** Builds the live graph of a canvas: links, definitions, nodes, in the order in which the page does it. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { configureNode, idOf } from './configure-node.ts';
import { countOwnLinks, mergeDuplicateLinks } from './duplicate-links.ts';
import { groupTypeOf } from './group-types.ts';
import { linkOfList, linkOfObject } from './links.ts';
import { isPageType, makeNode } from './nodes.ts';
import { linkIdOf, listAt, numberAt, objectAt, stop, stringOf } from './plain.ts';
import { migrateProxies } from './proxy-widgets.ts';
import { makeGraph, type Session } from './session.ts';
import {
  announceInputs,
  announceWidgets,
  configureSubgraphNode,
  makeSubgraphNode,
} from './subgraph-nodes.ts';
import {
  type Graph,
  type GraphNode,
  inputNodeId,
  type Link,
  type LinkId,
  outputNodeId,
  type SubgraphSlot,
} from './types.ts';
import { leavesFirst, makeIdsUnique } from './unique-ids.ts';

/** Nested definitions deeper than this are refused. */
const maxDefinitionDepth = 100;

/** Fills the root graph and all definitions. */
export function loadGraphs(session: Session, data: JsonObject): void {
  const { root, rules } = session;
  session.lastNodeId = numberAt(data, 'last_node_id') ?? 0;
  session.lastLinkId = numberAt(data, 'last_link_id') ?? 0;
  const state = objectAt(data, 'state');
  if (state !== undefined && member(data, 'version') !== 0.4) {
    session.lastNodeId = numberAt(state, 'lastNodeId') ?? 0;
    session.lastLinkId = numberAt(state, 'lastLinkId') ?? 0;
  }
  const nodes = listAt(data, 'nodes');
  if (!isJsonArray(member(data, 'nodes'))) stop('load', 'it has no list of nodes');
  if (member(data, 'config') === null && nodes.length > 0) stop('load', 'its config is null');
  readLinks(root, data);
  registerGroups(session, data);
  const definitions = definitionsOf(data, 0);
  if (rules.generation === 'classic') {
    declare(session, definitions);
    for (const definition of definitions) configureDefinition(session, definition);
    fillNodes(session, root, nodes);
    return;
  }
  const unique = makeIdsUnique(session, definitions, nodes);
  declare(session, unique.definitions);
  for (const definition of leavesFirst(unique.definitions)) {
    configureDefinition(session, definition);
  }
  fillNodes(session, root, unique.nodes);
  if (definitions.length > 0) refuseCircles([root, ...session.definitions.values()]);
}

/** Newer pages walk through all subgraphs once they are filled, used or not, and never come back out of a circle. */
function refuseCircles(graphs: readonly Graph[]): void {
  const open = new Set<Graph>();
  const done = new Set<Graph>();
  const walk = (graph: Graph): void => {
    if (open.has(graph)) stop('load', 'a subgraph contains itself');
    if (done.has(graph)) return;
    open.add(graph);
    for (const { subgraph } of graph.nodes) if (subgraph !== undefined) walk(subgraph);
    open.delete(graph);
    done.add(graph);
  };
  for (const graph of graphs) walk(graph);
}

function registerGroups(session: Session, data: JsonObject): void {
  const { catalog, rules, groups } = session;
  const definitions = objectAt(objectAt(data, 'extra') ?? {}, 'groupNodes');
  if (definitions === undefined) return;
  for (const name of Object.keys(definitions)) {
    const definition = objectAt(definitions, name);
    if (definition === undefined || !isReadable(definition)) return;
    const isKnown = (type: string) =>
      catalog.nodeTypes.has(type) || isPageType(type) || groups.has(type);
    const group = groupTypeOf(name, definition, catalog, rules, isKnown);
    if (group !== undefined) groups.set(group.nodeType.name, group);
  }
}

/** The page gives up over a definition without these lists, and over all that follow. */
function isReadable(definition: JsonObject): boolean {
  const nodes = member(definition, 'nodes');
  return isJsonArray(nodes) && !nodes.includes(null) && isJsonArray(member(definition, 'links'));
}

function definitionsOf(data: JsonObject, depth: number): readonly JsonObject[] {
  if (depth > maxDefinitionDepth) stop('limit', 'its subgraphs are nested too deeply');
  const list = listAt(objectAt(data, 'definitions') ?? {}, 'subgraphs');
  return list.flatMap((definition) => {
    if (!isJsonObject(definition)) return stop('load', 'a subgraph definition is not an object');
    for (const border of ['inputNode', 'outputNode']) {
      const bounding = member(objectAt(definition, border) ?? {}, 'bounding') ?? null;
      if (bounding === null) stop('load', `a subgraph definition has no bounds of its ${border}`);
      if (isJsonArray(bounding) && bounding.length > 4) stop('load', 'offset is out of bounds');
    }
    return [...definitionsOf(definition, depth + 1), definition];
  });
}

function declare(session: Session, definitions: readonly JsonObject[]): void {
  for (const data of definitions) {
    const graph = makeGraph(idOf(data), false);
    setSlots(graph, data);
    session.definitions.set(graph.id, graph);
    session.instances.set(graph.id, []);
  }
}

function setSlots(graph: Graph, data: JsonObject): void {
  graph.name = member(data, 'name');
  graph.inputs = listAt(data, 'inputs').map(subgraphSlot);
  graph.outputs = listAt(data, 'outputs').map(subgraphSlot);
}

function subgraphSlot(value: Json): SubgraphSlot {
  const data = isJsonObject(value) ? value : {};
  return {
    name: stringOf(member(data, 'name')),
    type: member(data, 'type'),
    linkIds: listAt(data, 'linkIds').flatMap((id) => linkIdOf(id) ?? []),
    label: member(data, 'label'),
  };
}

function configureDefinition(session: Session, data: JsonObject): void {
  const graph = session.definitions.get(idOf(data));
  if (graph === undefined || graph.nodes.length > 0) return;
  readLinks(graph, data);
  const isClassic = session.rules.generation === 'classic';
  const outer = session.lastNodeId;
  if (isClassic) session.lastNodeId = numberAt(objectAt(data, 'state') ?? {}, 'lastNodeId') ?? 0;
  fillNodes(session, graph, listAt(data, 'nodes'));
  if (isClassic) {
    session.lastNodeId = outer;
    setSlots(graph, data);
    announceInputs(session, graph);
  } else {
    announceWidgets(session, graph);
    for (const [slot, { linkIds }] of graph.inputs.entries()) {
      repairSlotLinks(
        graph,
        linkIds,
        ({ origin, originSlot }) => origin === inputNodeId && originSlot === slot,
      );
    }
    for (const [slot, { linkIds }] of graph.outputs.entries()) {
      repairSlotLinks(
        graph,
        linkIds,
        ({ target, targetSlot }) => target === outputNodeId && targetSlot === slot,
      );
    }
  }
}

/** Links that the file names and does not have are replaced by the first one of the slot. */
function repairSlotLinks(graph: Graph, linkIds: LinkId[], isOfSlot: (link: Link) => boolean): void {
  for (const [index, id] of linkIds.entries()) {
    if (graph.links.has(id)) continue;
    for (const link of graph.links.values()) {
      if (!isOfSlot(link)) continue;
      linkIds[index] = link.id;
      break;
    }
  }
}

/** Version 0.4 has links as lists, every other one as objects; the wrong form gives links that nothing finds. */
function readLinks(graph: Graph, data: JsonObject): void {
  const isOld = numberAt(data, 'version') === 0.4;
  const links = listAt(data, 'links');
  graph.links.reserve(links.length);
  for (const value of links) {
    if (value === null) stop('load', "Cannot read properties of null (reading '0')");
    const link = isOld ? linkOfList(value) : linkOfObject(value);
    if (link !== undefined) graph.links.set(link.id, link);
  }
}

function fillNodes(session: Session, graph: Graph, values: readonly Json[]): void {
  const { rules } = session;
  graph.byId.reserve(values.length);
  for (const saved of values) {
    if (!isJsonObject(saved)) stop('load', 'a node is not an object');
    const node = createNode(session, graph, saved);
    addNode(session, graph, node);
  }
  let ownedLinks = 0;
  for (const node of graph.byId.values().slice()) {
    if (node.subgraph === undefined) configureNode(node, rules);
    else configureSubgraphNode(session, node);
    if (rules.generation === 'modern') ownedLinks += countOwnLinks(node);
  }
  if (rules.generation === 'classic') return;
  mergeDuplicateLinks(graph, ownedLinks);
  for (const node of graph.nodes) {
    if (node.subgraph !== undefined) migrateProxies(session, node);
  }
}

function createNode(session: Session, graph: Graph, saved: JsonObject): GraphNode {
  const type = typeOf(session, saved);
  const draft = { graph, id: idOf(saved), type, saved };
  const definition = session.definitions.get(type);
  if (definition !== undefined) return makeSubgraphNode(session, draft, definition);
  const nodeType = session.groups.get(type)?.nodeType ?? session.catalog.nodeTypes.get(type);
  return makeNode(draft, nodeType, session.rules);
}

/**
 * Adds a node under its id, or under the next number where the id is taken or means none; a node whose file names an
 * id keeps that one for itself.
 */
function addNode(session: Session, graph: Graph, node: GraphNode): void {
  const isModern = session.rules.generation === 'modern';
  const own = member(node.saved, 'id');
  const isAbsent = isModern ? own === undefined : (own ?? null) === null;
  const isNone = node.id === '-1' || (isModern ? node.id === '' : isAbsent);
  const first = node.id === '-1' ? undefined : graph.byId.get(node.id);
  let key = node.id;
  if (first !== undefined || isNone) {
    if (first !== undefined && isModern) shareTexts(first, node);
    session.lastNodeId += 1;
    key = String(session.lastNodeId);
    if (isAbsent || (isModern && node.id === '-1')) node.id = key;
  } else if (isModern || typeof own === 'number') {
    const number = Number(key);
    if (Number.isInteger(number)) session.lastNodeId = Math.max(session.lastNodeId, number);
  }
  graph.nodes.push(node);
  graph.byId.set(key, node);
}

/** Text areas of two nodes with one id are one to newer pages. */
function shareTexts(first: GraphNode, second: GraphNode): void {
  const shared = first.widgets?.filter((widget) => widget.traits.setter === 'text-area') ?? [];
  second.widgets = second.widgets?.map((widget) => {
    const own = shared.find((each) => each.name === widget.name);
    return own === undefined ? widget : { ...widget, cell: own.cell };
  });
}

/** The type of a node as the page looks it up: old names replaced, unknown ones without markup characters. */
function typeOf(session: Session, saved: JsonObject): string {
  const own = stringOf(member(saved, 'type'));
  const { renamed } = session.rules;
  const type = Object.hasOwn(renamed, own)
    ? (renamed[own] as string)
    : session.groups.size > 0
      ? own.replace(/^workflow\//, 'workflow>')
      : own;
  const isKnown =
    session.catalog.nodeTypes.has(type) ||
    session.definitions.has(type) ||
    session.groups.has(type) ||
    isPageType(type);
  if (isKnown) return type;
  const places = session.missing.get(type) ?? [];
  places.push(idOf(saved));
  session.missing.set(type, places);
  return type.replace(/[&<>"'`=]/g, '');
}
