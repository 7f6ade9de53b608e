/** Which pin a picture's own graph is of: the same, the same with other inputs, or the same nodes with other values. */

import { entriesOf, type Json, jsonEqual, jsonObject, member } from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import { canvasDigest } from '../workflow/canvas-digest.ts';
import { renderingDigest, shapeDigest } from '../workflow/digests.ts';
import { linkOf, nodeOf, titleOfNode } from '../workflow/graph.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import type { Pin } from './pin.ts';

/**
 * `exact`: the graph is the rendering; `shape`: it differs in seeds and inputs of the contract alone; `canvas`: there is no
 * graph, and the canvas is the pinned one; `graph`: the same nodes and links with other values, which proves no release.
 */
export type MatchKind = 'exact' | 'shape' | 'canvas' | 'graph';

export const matchKinds: readonly MatchKind[] = ['exact', 'shape', 'canvas', 'graph'];

export interface ChangedInput {
  readonly node: string;
  readonly title: string;
  readonly input: string;
  /** Absent where the pinned graph does not set it. */
  readonly was?: Json;
  readonly is?: Json;
}

/** Returns how the graph or the canvas of a file is that of a pin; `graph` is told by `sameNodes` alone. */
export function matchOf(
  { prompt, canvas }: { readonly prompt?: ApiPrompt; readonly canvas?: CanvasWorkflow },
  { digests, description }: Pin,
): Exclude<MatchKind, 'graph'> | undefined {
  if (prompt === undefined) {
    const isSame = canvas !== undefined && canvasDigest(canvas) === digests.canvas;
    return isSame ? 'canvas' : undefined;
  }
  if (renderingDigest(prompt) === digests.rendering) return 'exact';
  const types = new Set(Object.values(prompt).map((node) => node.class_type));
  if (!Object.keys(description.interfaces).every((name) => types.has(name))) return undefined;
  return shapeOf(prompt, description) === digests.shape ? 'shape' : undefined;
}

/** A picture may hold anything, a circle too. */
function shapeOf(prompt: ApiPrompt, description: Pin['description']): string | undefined {
  try {
    return shapeDigest(prompt, description);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** True where both graphs have the same nodes under the same ids, of the same types, linked in the same way. */
export function sameNodes(left: ApiPrompt, right: ApiPrompt): boolean {
  const ids = Object.keys(left);
  if (ids.length !== Object.keys(right).length) return false;
  return ids.every((id) => {
    const [here, there] = [nodeOf(left, id), nodeOf(right, id)];
    if (here === undefined || there === undefined) return false;
    return here.class_type === there.class_type && jsonEqual(linksOf(here), linksOf(there));
  });
}

function linksOf({ inputs }: ApiPrompt[string]): Json {
  return jsonObject(entriesOf(inputs).filter(([, value]) => linkOf(value) !== undefined));
}

/** Returns the values that differ between the pinned graph and the file's, by node. */
export function changedInputs(pinned: ApiPrompt, found: ApiPrompt): readonly ChangedInput[] {
  const ids = [...new Set([...Object.keys(pinned), ...Object.keys(found)])].sort(compareNatural);
  return ids.flatMap((node) => {
    const one = nodeOf(found, node) ?? nodeOf(pinned, node);
    const before = nodeOf(pinned, node)?.inputs ?? {};
    const after = nodeOf(found, node)?.inputs ?? {};
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const title = one === undefined ? '' : (titleOfNode(one) ?? one.class_type);
    return names.flatMap((input): ChangedInput[] => {
      const [was, is] = [member(before, input), member(after, input)];
      if (jsonEqual(was, is)) return [];
      return [
        {
          node,
          title,
          input,
          ...(was === undefined ? {} : { was }),
          ...(is === undefined ? {} : { is }),
        },
      ];
    });
  });
}
