/** Links of one scope that lead nowhere or that the canvas tells in two ways; what ComfyUI itself runs is no error. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { type Problem, problem } from '../../../base/problem.ts';
import { idOf, objectsIn } from './ids.ts';

/** A row of the list of links: `[id, origin, slot, target, slot]`. */
export type LinkRow = readonly (Json | undefined)[];

/** Nodes that stand for the inputs and outputs of a definition: SUBGRAPH_INPUT_ID and SUBGRAPH_OUTPUT_ID in litegraph. */
export const inputsId = '-10';
export const outputsId = '-20';

/** Returns the links of a scope: lists in the root, objects in definitions; an unreadable one is an empty row. */
export function linkRows(raw: JsonObject): readonly LinkRow[] {
  const table = member(raw, 'links');
  return (table !== undefined && isJsonArray(table) ? table : []).map((link) =>
    isJsonArray(link) ? link : isJsonObject(link) ? columns(link) : [],
  );
}

function columns(link: JsonObject): LinkRow {
  return ['id', 'origin_id', 'origin_slot', 'target_id', 'target_slot'].map((key) =>
    member(link, key),
  );
}

interface Named {
  readonly node: string;
  readonly input: string;
}

/** Returns a problem for each link that cannot be followed, and a warning for each that is told in two ways. */
export function linkProblems(
  nodes: readonly JsonObject[],
  rows: readonly LinkRow[],
  scope: string,
): Problem[] {
  const problems: Problem[] = [];
  const byId = new Map(rows.map((row) => [idOf(row[0]), row]));
  const known = new Set(nodes.map((node) => idOf(member(node, 'id'))));
  const isNode = (id: string) => known.has(id) || (scope !== '' && id === inputsId);
  rows.forEach((row, index) => {
    const place = `links[${index}]`;
    if (row.length === 0) problems.push(problem('canvas/unreadable-link', {}, { place, scope }));
  });
  const named = new Map<string, Named[]>();
  for (const node of nodes) {
    objectsIn(member(node, 'inputs')).forEach((each, slot) => {
      const link = idOf(member(each, 'link'));
      if (link === '') return;
      const name = member(each, 'name');
      const at = {
        node: idOf(member(node, 'id')),
        input: typeof name === 'string' ? name : `#${slot}`,
      };
      named.set(link, [...(named.get(link) ?? []), at]);
      const row = byId.get(link);
      const origin = idOf(row?.[1]);
      if (row !== undefined && isNode(origin)) return;
      const missing =
        row === undefined ? 'the canvas has no such link' : `node ${origin} is not there`;
      problems.push(problem('canvas/dangling-link', at, { input: at.input, link, scope, missing }));
    });
  }
  const twice = rows.filter((row) => row.length > 0 && byId.get(idOf(row[0])) !== row);
  for (const row of twice) {
    const args = { found: 'it is in the list twice', assumed: 'the last one counts' };
    problems.push(disagreement(idOf(row[0]), scope, args));
  }
  for (const [link, row] of byId) {
    if (row.length === 0) continue;
    problems.push(...disagreements(link, idOf(row[3]), named.get(link) ?? [], scope));
  }
  return problems;
}

function disagreements(
  link: string,
  target: string,
  inputs: readonly Named[],
  scope: string,
): Problem[] {
  const isOutput = scope !== '' && target === outputsId;
  if (inputs.length === 0 && !isOutput) {
    const found = `the list leads it to node ${target}, and no input there names it`;
    return [disagreement(link, scope, { found, assumed: 'it is taken for a leftover' })];
  }
  return inputs
    .filter(({ node }) => node !== target)
    .map(({ node, input }) => {
      const found = `input ${input} of node ${node} names it, and the list leads it to node ${target}`;
      return disagreement(link, scope, { found, assumed: 'the input counts' });
    });
}

function disagreement(
  link: string,
  scope: string,
  args: { readonly found: string; readonly assumed: string },
): Problem {
  return problem('canvas/links-disagree', {}, { link, scope, ...args });
}
