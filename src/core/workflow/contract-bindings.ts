/** Finds the nodes that a contract's names are bound to: rows of contract.yaml, and titles `input: NAME` and `output: NAME`. */

import { entriesOf, keysOf } from '../../base/json.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import { linkOf, nodeOf, titleOfNode } from './graph.ts';
import { inputSpecsOf } from './input-specs.ts';
import type { ApiNode, ApiPrompt, Contract, ContractBinding, ContractEntry } from './types.ts';

export interface ContractResult {
  /** Sorted by direction and name. */
  readonly bindings: readonly ContractBinding[];
  readonly problems: readonly Problem[];
}

/** A title is a declaration only in exactly this form; `Input: the photo` stays a title. */
const declaration = /^(input|output): ([A-Za-z0-9_][A-Za-z0-9_.-]*)$/;

/** Returns what titles declare, by node in natural order of ids. */
export function entriesOfTitles(prompt: ApiPrompt): readonly ContractEntry[] {
  return Object.keys(prompt)
    .sort(compareNatural)
    .flatMap((node): ContractEntry[] => {
      const [, direction, name] =
        declaration.exec(titleOfNode(prompt[node] as ApiNode) ?? '') ?? [];
      if (name === undefined) return [];
      return [{ name, direction: direction === 'input' ? 'input' : 'output', node }];
    });
}

/** Returns the bindings of contract.yaml and titles; a row of contract.yaml goes before a title of the same name. */
export function resolveContract(
  prompt: ApiPrompt,
  catalog: Catalog,
  contract: Contract | undefined,
): ContractResult {
  const declared = contract?.entries ?? [];
  const isDeclared = ({ name, direction }: ContractEntry): boolean =>
    declared.some((each) => each.name === name && each.direction === direction);
  const titled = entriesOfTitles(prompt).filter((each) => !isDeclared(each));
  const twice = titled.filter((each, index) => firstOf(titled, each) !== index);
  const problems: Problem[] = twice.map((each) => {
    const { name, direction, node } = each;
    const first = titled[firstOf(titled, each)]?.node ?? node;
    return problem('workflow/contract-twice', { node }, { name, direction, nodes: [first, node] });
  });
  const bindings = [...declared, ...titled.filter((each) => !twice.includes(each))].flatMap(
    (entry): ContractBinding[] => {
      const found = bind(entry, prompt, catalog);
      if ('code' in found) problems.push(found);
      return 'code' in found ? [] : [found];
    },
  );
  bindings.sort((a, b) => compareText(a.direction, b.direction) || compareText(a.name, b.name));
  return { bindings, problems };
}

function firstOf(entries: readonly ContractEntry[], { name, direction }: ContractEntry): number {
  return entries.findIndex((each) => each.name === name && each.direction === direction);
}

function bind(
  entry: ContractEntry,
  prompt: ApiPrompt,
  catalog: Catalog,
): ContractBinding | Problem {
  const ids = nodesNamed(prompt, entry.node);
  const [id] = ids;
  if (id === undefined || ids.length > 1) {
    const found =
      ids.length > 1
        ? `the nodes ${ids.join(', ')} have this title`
        : 'no node has this id or title';
    return problem('workflow/contract-node', {}, { name: entry.name, node: entry.node, found });
  }
  return entry.direction === 'input'
    ? bindInput({ ...entry, node: id }, prompt[id] as ApiNode, catalog)
    : bindOutput({ ...entry, node: id }, prompt[id] as ApiNode, catalog);
}

/** Returns the node with this id, else all with this title. */
export function nodesNamed(prompt: ApiPrompt, name: string): readonly string[] {
  if (nodeOf(prompt, name) !== undefined) return [name];
  return Object.keys(prompt)
    .filter((id) => titleOfNode(prompt[id] as ApiNode) === name)
    .sort(compareNatural);
}

function bindInput(
  entry: ContractEntry,
  node: ApiNode,
  catalog: Catalog,
): ContractBinding | Problem {
  const { name, node: id } = entry;
  const nodeType = catalog.nodeTypes.get(node.class_type);
  const specs = nodeType === undefined ? undefined : inputSpecsOf(nodeType, node.inputs);
  const values = entriesOf(node.inputs)
    .filter(([key, value]) => linkOf(value) === undefined && (specs?.has(key) ?? true))
    .map(([key]) => key);
  const refuse = (found: string): Problem =>
    problem('workflow/contract-input', { node: id }, { name, node: id, found, choices: values });
  const input = entry.input ?? chosenInput(name, values);
  if (input === undefined) {
    return refuse(
      values.length === 0
        ? 'the node has no value that could be set'
        : `the node has several values, and none is called "${name}"`,
    );
  }
  if (!keysOf(node.inputs).includes(input)) return refuse(`the node has no input "${input}"`);
  if (linkOf(node.inputs[input]) !== undefined) return refuse(`a link fills the input "${input}"`);
  const type = entry.type ?? specs?.get(input)?.type;
  return {
    ...bare(entry),
    input,
    ...(type === undefined ? {} : { type }),
  };
}

function chosenInput(name: string, values: readonly string[]): string | undefined {
  if (values.includes(name)) return name;
  return values.length === 1 ? values[0] : undefined;
}

function bindOutput(
  entry: ContractEntry,
  node: ApiNode,
  catalog: Catalog,
): ContractBinding | Problem {
  const nodeType = catalog.nodeTypes.get(node.class_type);
  const outputs = nodeType?.outputs ?? [];
  const isOutputNode = nodeType?.isOutputNode ?? false;
  const slot = entry.slot ?? (isOutputNode ? undefined : outputs.length === 1 ? 0 : -1);
  const beyond =
    slot !== undefined && (slot < 0 || (nodeType !== undefined && slot >= outputs.length));
  if (beyond && nodeType !== undefined) {
    const at = { node: entry.node };
    const args = { name: entry.name, node: entry.node, slots: outputs.length };
    return problem('workflow/contract-output', at, args);
  }
  const type = entry.type ?? (slot === undefined ? undefined : outputs[slot]?.type);
  return {
    ...bare(entry),
    ...(slot === undefined || slot < 0 ? {} : { slot }),
    ...(type === undefined ? {} : { type }),
  };
}

function bare({ name, direction, node, description }: ContractEntry): ContractBinding {
  return { name, direction, node, ...(description === undefined ? {} : { description }) };
}
