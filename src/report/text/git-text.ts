/** A workflow as lines of text: a heading for each node, then its values and links, by name. */

import { isJsonArray, type Json, type JsonObject, member } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { compareNatural } from '../../base/order.ts';
import { plainText } from '../../base/text.ts';
import { apiGraph } from '../../core/diff/api-graph.ts';
import { readCanvasScopes } from '../../core/diff/canvas/diff.ts';
import { type CanvasNode, modeOf } from '../../core/diff/canvas/scope.ts';
import type { Workflow } from '../../core/diff/diff.ts';
import { linksInto } from '../../core/diff/graph.ts';
import { pairsOf } from '../../core/diff/named-values.ts';
import { isSecretName } from '../../core/diff/names.ts';
import type { ApiPrompt, CanvasWorkflow } from '../../core/workflow/types.ts';

const modes: Readonly<Record<string, string>> = { '2': 'muted', '4': 'bypassed' };

/** Returns the lines; nodes in the order of their ids. */
export function workflowLines(workflow: Workflow): readonly string[] {
  return isJsonArray(member(workflow as unknown as JsonObject, 'nodes'))
    ? canvasLines(workflow as CanvasWorkflow)
    : promptLines(workflow as ApiPrompt);
}

export function renderWorkflowText({
  value,
}: {
  readonly value: { readonly lines: readonly string[] };
}): string {
  return `${value.lines.join('\n')}\n`;
}

function canvasLines(canvas: CanvasWorkflow): string[] {
  const [{ scopes }] = readCanvasScopes(canvas, canvas, undefined);
  const definitions = new Map(scopes.map((scope) => [scope.id, scope.name]));
  return scopes.flatMap((scope) => {
    const head = scope.id === '' ? [] : [`subgraph "${plainText(scope.name)}"`];
    const nodes = new Map(scope.nodes.map((node) => [node.id, node]));
    const sorted = [...scope.nodes].sort((left, right) => compareNatural(left.id, right.id));
    return [...head, ...sorted.flatMap((node) => nodeLines(node, nodes, definitions))];
  });
}

type Nodes = ReadonlyMap<string, CanvasNode>;
type Names = ReadonlyMap<string, string>;

function headingOf(node: CanvasNode, definitions: Names): string {
  const type = definitions.get(node.type) ?? node.type;
  const title = node.title === '' || node.title === type ? '' : ` "${node.title}"`;
  return plainText(`${type}${title} (${node.id})`);
}

function nodeLines(node: CanvasNode, nodes: Nodes, definitions: Names): string[] {
  const mode = modes[String(modeOf(node))];
  const links = node.links.map((link) => {
    const origin = nodes.get(link.origin);
    const from = origin === undefined ? link.origin : headingOf(origin, definitions);
    return `    ${plainText(`${link.input} ← ${from} ${link.output}`)}`;
  });
  const widgets = pairsOf(node.widgets).flatMap(([name, value]) => valueLines(name, value));
  if (links.length + widgets.length === 0 && isBorder(node)) return [];
  return [
    headingOf(node, definitions),
    ...(mode === undefined ? [] : [`    ${mode}`]),
    ...widgets,
    ...links,
  ];
}

function isBorder(node: CanvasNode): boolean {
  return node.id === '-10' || node.id === '-20';
}

/** A text of several lines stays one, so that a change of a line is a change of a line. */
function valueLines(name: string, value: Json): string[] {
  const key = plainText(name);
  if (isSecretName(name)) return [`    ${key}: (hidden)`];
  if (typeof value !== 'string') return [`    ${key}: ${writeJson(value)}`];
  const [first = '', ...rest] = value.split('\n');
  if (rest.length === 0) return [`    ${key}: ${plainText(first)}`];
  return [`    ${key}:`, ...[first, ...rest].map((line) => `        ${plainText(line)}`)];
}

function promptLines(prompt: ApiPrompt): string[] {
  const graph = apiGraph(prompt);
  const { nodes } = graph;
  const links = graph.links();
  const heading = (index: number) => {
    const node = nodes[index];
    if (node === undefined) return '';
    const title = node.title === '' || node.title === node.type ? '' : ` "${node.title}"`;
    return plainText(`${node.type}${title} (${node.id})`);
  };
  return nodes
    .map((node, index) => ({ node, index }))
    .sort((left, right) => compareNatural(left.node.id, right.node.id))
    .flatMap(({ node, index }) => {
      const inputs = prompt[node.id]?.inputs ?? {};
      const incoming = linksInto(links, index);
      const linked = new Set(incoming.map((link) => links.inputs[link]));
      return [
        heading(index),
        ...Object.keys(inputs)
          .filter((name) => !linked.has(name))
          .sort()
          .flatMap((name) => valueLines(name, inputs[name] as Json)),
        ...incoming.map((link) => {
          const [input, output] = [links.inputs[link] as string, links.outputs[link] as string];
          const origin = heading(links.origins[link] as number);
          return `    ${plainText(input)} ← ${origin} ${plainText(output)}`;
        }),
      ];
    });
}
