/** Slots of a subgraph that were renamed: the same slot by its id, so that links to it are the same links. */

import { member } from '../../../base/json.ts';
import { namedValues, pairsOf } from '../named-values.ts';
import { idOf, objectsIn } from './ids.ts';
import { type CanvasLink, type CanvasNode, inputsId, outputsId, type Scope } from './scope.ts';

/** Name before → name after, of one definition. */
export interface RenamedSlots {
  readonly inputs: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/** Returns the slots of two versions of a definition that have one id and two names. */
export function renamedSlots(from: Scope, to: Scope): RenamedSlots {
  return { inputs: renamedOn(from, to, 'inputs'), outputs: renamedOn(from, to, 'outputs') };
}

function renamedOn(from: Scope, to: Scope, side: 'inputs' | 'outputs'): Map<string, string> {
  const names = (scope: Scope) =>
    new Map(
      objectsIn(member(scope.raw, side)).map((slot) => [
        idOf(member(slot, 'id')),
        String(member(slot, 'name') ?? ''),
      ]),
    );
  const [before, after] = [names(from), names(to)];
  const taken = new Set(before.values());
  const renamed = new Map<string, string>();
  for (const [id, name] of before) {
    const now = after.get(id);
    if (id !== '' && now !== undefined && now !== name && !taken.has(now)) renamed.set(name, now);
  }
  return renamed;
}

/** Returns the scope with the slots of renamed definitions called as they are called after. */
export function withRenamedSlots(scope: Scope, renamed: ReadonlyMap<string, RenamedSlots>): Scope {
  if ([...renamed.values()].every(({ inputs, outputs }) => inputs.size + outputs.size === 0)) {
    return scope;
  }
  const own = renamed.get(scope.id);
  const types = new Map(scope.nodes.map((node) => [node.id, node.type]));
  const outputName = ({ origin, output }: CanvasLink): string => {
    if (origin === inputsId && own !== undefined) return own.inputs.get(output) ?? output;
    return renamed.get(types.get(origin) ?? '')?.outputs.get(output) ?? output;
  };
  const inputName = (node: CanvasNode, input: string): string => {
    if (node.id === outputsId && own !== undefined) return own.outputs.get(input) ?? input;
    return renamed.get(node.type)?.inputs.get(input) ?? input;
  };
  const nodes = scope.nodes.map((node) => ({
    ...node,
    links: node.links.map((link) => ({
      ...link,
      input: inputName(node, link.input),
      output: outputName(link),
    })),
    widgets: renamed.has(node.type)
      ? namedValues(pairsOf(node.widgets).map(([name, value]) => [inputName(node, name), value]))
      : node.widgets,
  }));
  return { ...scope, nodes };
}
