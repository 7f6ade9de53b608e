/** Newer pages make the ids of inner nodes unique in the whole file, and fill inner definitions before outer ones. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { idOf } from './configure-node.ts';
import { listAt, objectAt, stop, textOf } from './plain.ts';
import type { Session } from './session.ts';

/** Above this the page gives no new ids. */
const largestId = 100_000_000;

interface UniqueGraphs {
  readonly definitions: readonly JsonObject[];
  readonly nodes: readonly Json[];
}

/** Returns the definitions and root nodes with inner ids renumbered where they are taken. */
export function makeIdsUnique(
  session: Session,
  definitions: readonly JsonObject[],
  nodes: readonly Json[],
): UniqueGraphs {
  if (definitions.length === 0) return { definitions, nodes };
  const used = new Set<string>();
  for (const node of nodes) {
    const id = isJsonObject(node) ? member(node, 'id') : undefined;
    if (typeof id === 'number') used.add(String(id));
  }
  const renumbered = new Map<string, Map<string, string>>();
  const changed = definitions.map((definition) => {
    const ids = new Map<string, string>();
    const inner = listAt(definition, 'nodes').map((node) => renumber(session, node, used, ids));
    if (ids.size === 0) return definition;
    renumbered.set(idOf(definition), ids);
    const links = listAt(definition, 'links').map((link) => renumberLink(link, ids));
    return { ...definition, nodes: inner, links };
  });
  if (renumbered.size === 0) return { definitions, nodes };
  return {
    definitions: changed.map((definition) => ({
      ...definition,
      nodes: listAt(definition, 'nodes').map((node) => renumberProxies(node, renumbered)),
    })),
    nodes: nodes.map((node) => renumberProxies(node, renumbered)),
  };
}

function renumber(session: Session, node: Json, used: Set<string>, ids: Map<string, string>): Json {
  if (!isJsonObject(node)) return node;
  const key = idOf(node);
  if (!used.has(key)) {
    used.add(key);
    if (/^(0|[1-9]\d*)$/.test(key)) session.lastNodeId = Math.max(session.lastNodeId, Number(key));
    return node;
  }
  do {
    session.lastNodeId += 1;
    if (!(session.lastNodeId <= largestId)) stop('load', 'Node ID space exhausted');
  } while (used.has(String(session.lastNodeId)));
  const next = session.lastNodeId;
  ids.set(key, String(next));
  used.add(String(next));
  return { ...node, id: next };
}

function renumberLink(link: Json, ids: ReadonlyMap<string, string>): Json {
  if (!isJsonObject(link)) return link;
  const origin = ids.get(textOf(member(link, 'origin_id')));
  const target = ids.get(textOf(member(link, 'target_id')));
  return {
    ...link,
    ...(origin === undefined ? {} : { origin_id: origin }),
    ...(target === undefined ? {} : { target_id: target }),
  };
}

function renumberProxies(
  node: Json,
  renumbered: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Json {
  if (!isJsonObject(node)) return node;
  const ids = renumbered.get(textOf(member(node, 'type')));
  const properties = objectAt(node, 'properties');
  const proxies = properties && member(properties, 'proxyWidgets');
  if (ids === undefined || !isJsonArray(proxies)) return node;
  const changed = proxies.map((entry) => {
    const next = isJsonArray(entry) ? ids.get(textOf(entry[0])) : undefined;
    return next === undefined || !isJsonArray(entry) ? entry : [next, ...entry.slice(1)];
  });
  return { ...node, properties: { ...properties, proxyWidgets: changed } };
}

/**
 * Sorts definitions so that each comes after those it uses. The given order where they form a circle, and, as on the
 * page, where one uses another twice.
 */
export function leavesFirst(definitions: readonly JsonObject[]): readonly JsonObject[] {
  const byId = new Map(definitions.map((definition) => [idOf(definition), definition]));
  const users = new Map([...byId.keys()].map((id) => [id, new Set<string>()]));
  const open = new Map([...byId.keys()].map((id) => [id, 0]));
  for (const definition of definitions) {
    const id = idOf(definition);
    for (const node of listAt(definition, 'nodes')) {
      const type = isJsonObject(node) ? textOf(member(node, 'type')) : '';
      if (!byId.has(type)) continue;
      users.get(type)?.add(id);
      open.set(id, (open.get(id) ?? 0) + 1);
    }
  }
  const queue = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (let index = 0; index < queue.length; index += 1) {
    for (const user of users.get(queue[index] as string) ?? []) {
      const left = (open.get(user) ?? 1) - 1;
      open.set(user, left);
      if (left === 0) queue.push(user);
    }
  }
  if (queue.length !== definitions.length) return definitions;
  return queue.map((id) => byId.get(id) as JsonObject);
}
