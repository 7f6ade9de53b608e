/** Tells which known workflow a new one resembles: by the same digest, or by the node types they share. */

import type { Digest } from '../../../base/digest.ts';
import type { ApiPrompt } from '../types.ts';

export interface KnownWorkflow {
  readonly name: string;
  readonly release?: Digest;
  readonly shape?: Digest;
  readonly prompt: ApiPrompt;
}

export interface Resemblance {
  readonly name: string;
  readonly by: 'release' | 'shape' | 'node types';
}

/** Four of five node types in common is the same workflow changed rather than another one. */
const leastShared = 0.8;

/** Returns the best match, or undefined where nothing is near. */
export function resembling(
  workflow: { readonly release: Digest; readonly shape: Digest; readonly prompt: ApiPrompt },
  known: readonly KnownWorkflow[],
): Resemblance | undefined {
  const release = known.find((each) => each.release === workflow.release);
  if (release !== undefined) return { name: release.name, by: 'release' };
  const shape = known.find((each) => each.shape === workflow.shape);
  if (shape !== undefined) return { name: shape.name, by: 'shape' };
  let best: string | undefined;
  let bestShared = leastShared;
  for (const each of known) {
    const shared = sharedTypes(workflow.prompt, each.prompt);
    if (shared < bestShared || (shared === bestShared && best !== undefined)) continue;
    best = each.name;
    bestShared = shared;
  }
  return best === undefined ? undefined : { name: best, by: 'node types' };
}

/** Dice's coefficient over the class types with their counts. */
function sharedTypes(left: ApiPrompt, right: ApiPrompt): number {
  const counts = new Map<string, number>();
  const [a, b] = [Object.values(left), Object.values(right)];
  for (const { class_type } of a) counts.set(class_type, (counts.get(class_type) ?? 0) + 1);
  let shared = 0;
  for (const { class_type } of b) {
    const count = counts.get(class_type) ?? 0;
    if (count > 0) shared += 1;
    counts.set(class_type, count - 1);
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}
