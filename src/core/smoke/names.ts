/** Finds inputs and outputs of a workflow by the names that people give them: contract, title, or id. */

import { entriesOf, type JsonObject } from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { linkOf, nodeOf, titleOfNode } from '../workflow/graph.ts';
import type { ApiPrompt, ContractBinding, InputPlace } from '../workflow/types.ts';
import type { DeclaredOutput } from './verdict.ts';

export interface Names {
  readonly prompt: ApiPrompt;
  readonly contract: readonly ContractBinding[];
  readonly outputNodes: readonly string[];
}

/** Returns the input that a name means, or why none or several do. */
export function findInput(name: string, caseName: string, names: Names): InputPlace | Problem {
  const bound = names.contract.find((each) => each.direction === 'input' && each.name === name);
  if (bound?.input !== undefined)
    return checked({ node: bound.node, input: bound.input }, name, caseName, names);
  const places = [...byDot(name, names.prompt), ...byTitle(name, names.prompt)];
  const [place, ...others] = places;
  if (place === undefined) {
    const known = inputNames(names);
    const nearest = nearestName(name, known);
    return problem('smoke/unknown-input', {}, { case: caseName, name, nearest, known });
  }
  if (others.length > 0) {
    const choices = places.map(({ node, input }) => `${node}.${input}`);
    return problem('smoke/ambiguous-input', {}, { case: caseName, name, choices });
  }
  return checked(place, name, caseName, names);
}

function checked(
  place: InputPlace,
  name: string,
  caseName: string,
  { prompt }: Names,
): InputPlace | Problem {
  const value = nodeOf(prompt, place.node)?.inputs[place.input];
  if (linkOf(value) === undefined) return place;
  return problem('smoke/linked-input', { ...place }, { case: caseName, name });
}

/** `6.text` and `Positive Prompt.text`; ids and titles may hold dots, so each dot is tried. */
function byDot(name: string, prompt: ApiPrompt): readonly InputPlace[] {
  const found: InputPlace[] = [];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const [before, input] = [name.slice(0, dot), name.slice(dot + 1)];
    const ids = nodeOf(prompt, before) === undefined ? titled(before, prompt) : [before];
    for (const node of ids) {
      if (Object.hasOwn(nodeOf(prompt, node)?.inputs ?? {}, input)) found.push({ node, input });
    }
  }
  return found;
}

function byTitle(name: string, prompt: ApiPrompt): readonly InputPlace[] {
  return titled(name, prompt).flatMap((node) =>
    valuesOf(prompt, node).map((input) => ({ node, input })),
  );
}

function titled(title: string, prompt: ApiPrompt): readonly string[] {
  return Object.keys(prompt)
    .filter((id) => {
      const node = nodeOf(prompt, id);
      return node !== undefined && titleOfNode(node) === title;
    })
    .sort(compareNatural);
}

/** Inputs that hold a value and no link. */
function valuesOf(prompt: ApiPrompt, id: string): readonly string[] {
  const inputs: JsonObject = nodeOf(prompt, id)?.inputs ?? {};
  return entriesOf(inputs).flatMap(([input, value]) =>
    linkOf(value) === undefined ? [input] : [],
  );
}

function inputNames({ prompt, contract }: Names): readonly string[] {
  const named = contract.filter((each) => each.direction === 'input').map((each) => each.name);
  const ids = Object.keys(prompt).sort(compareNatural);
  return [...named, ...ids.flatMap((id) => valuesOf(prompt, id).map((input) => `${id}.${input}`))];
}

/** Returns what a run must leave: the contract's outputs, or every output node where the contract names none. */
export function declaredOutputs(names: Names): readonly DeclaredOutput[] {
  const bound = names.contract.filter((each) => each.direction === 'output');
  if (bound.length > 0) {
    return bound.map((each) => ({ name: each.name, nodes: observedNodes(each, names) }));
  }
  return names.outputNodes.map((id) => ({ name: outputName(id, names), nodes: [id] }));
}

/** A title that no other output node has, else the id. */
function outputName(id: string, { prompt, outputNodes }: Names): string {
  const node = nodeOf(prompt, id);
  const title = node === undefined ? undefined : titleOfNode(node);
  const alike = outputNodes.filter((each) => titled(title ?? '', prompt).includes(each));
  return title === undefined || title === node?.class_type || alike.length > 1 ? id : title;
}

/** Only output nodes leave files: an output that is a slot is seen at the output nodes that it is linked to. */
function observedNodes(
  binding: ContractBinding,
  { prompt, outputNodes }: Names,
): readonly string[] {
  if (outputNodes.includes(binding.node)) return [binding.node];
  return outputNodes.filter((id) =>
    Object.values(nodeOf(prompt, id)?.inputs ?? {}).some((value) => {
      const link = linkOf(value);
      return (
        link?.node === binding.node && (binding.slot === undefined || link.slot === binding.slot)
      );
    }),
  );
}

/** Returns the output that a name in `expect:` means: a declared one, or an output node by title or id. */
export function findOutput(name: string, caseName: string, names: Names): DeclaredOutput | Problem {
  const declared = declaredOutputs(names);
  const found = declared.find((each) => each.name === name);
  if (found !== undefined) return found;
  const ids = names.outputNodes.filter(
    (id) => id === name || titled(name, names.prompt).includes(id),
  );
  if (ids.length > 0) return { name, nodes: ids };
  const known = [...declared.map((each) => each.name), ...names.outputNodes];
  const nearest = nearestName(name, known);
  return problem('smoke/unknown-output', {}, { case: caseName, name, nearest, known });
}
