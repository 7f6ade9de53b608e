/** Nodes that are switched off: a muted one gives nothing, a bypassed one hands on what it gets (LGraphEventMode: NEVER 2, BYPASS 4). */

import { isJsonNumber, type JsonObject, member, toDouble } from '../../../base/json.ts';
import { objectsIn } from './ids.ts';
import { type CanvasLink, type CanvasNode, modeOf } from './scope.ts';

function modeNumber(node: CanvasNode): number {
  const mode = modeOf(node);
  return isJsonNumber(mode) ? toDouble(mode) : 0;
}

export function isMuted(node: CanvasNode): boolean {
  return modeNumber(node) === 2;
}

/** True for muted and bypassed nodes: they are not in the prompt. A PrimitiveNode gives its value all the same. */
export function isOff(node: CanvasNode): boolean {
  if (node.type === 'PrimitiveNode') return false;
  const mode = modeNumber(node);
  return mode === 2 || mode === 4;
}

/**
 * Returns the link whose value a bypassed node hands on through an output: of the input in the same place where its type fits, else
 * of the first of exactly the output's type, else of the first that fits; undefined where there is none.
 */
export function bypassed(node: CanvasNode, output: string): CanvasLink | undefined {
  const outputs = objectsIn(member(node.raw, 'outputs'));
  const inputs = objectsIn(member(node.raw, 'inputs'));
  const named = outputs.findIndex((slot) => member(slot, 'name') === output);
  const at = named < 0 ? Number(output) : named;
  const type = typeOf(outputs[at]);
  const same = inputs[at];
  const isAny = type === '' || type === '*';
  const found = isAny
    ? (same ?? inputs[0])
    : same !== undefined && fits(typeOf(same), type)
      ? same
      : (inputs.find((slot) => typeOf(slot) === type) ??
        inputs.find((slot) => fits(typeOf(slot), type)));
  const name = found === undefined ? undefined : member(found, 'name');
  return node.links.find((link) => link.input === name);
}

function typeOf(slot: JsonObject | undefined): string {
  const type = slot === undefined ? undefined : member(slot, 'type');
  return typeof type === 'string' ? type : '';
}

/** Types are lists with commas; `*` and an empty one fit any (LiteGraph.isValidConnection). */
function fits(left: string, right: string): boolean {
  if ([left, right].some((type) => type === '' || type === '*')) return true;
  const names = new Set(left.toUpperCase().split(','));
  return right
    .toUpperCase()
    .split(',')
    .some((name) => names.has(name));
}
