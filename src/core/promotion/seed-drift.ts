/** Takes back seeds that only the page drew anew: a widget whose control is not `fixed` gets another seed at each run. */

import {
  isJsonArray,
  isJsonInteger,
  type Json,
  type JsonObject,
  jsonEqual,
  member,
  withMember,
} from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import { nodeOf } from '../workflow/graph.ts';
import type { ApiNode, ApiPrompt, CanvasWorkflow, InputPlace } from '../workflow/types.ts';
import { changeNode } from './canvas-edit.ts';

export interface Settled {
  readonly prompt: ApiPrompt;
  readonly canvas: CanvasWorkflow;
  /** The inputs whose pinned seed was kept. */
  readonly kept: readonly InputPlace[];
}

const drifting = ['randomize', 'increment', 'decrement', 'increment-wrap'];

/**
 * Returns prompt and canvas with the seeds of `pinned` where the canvas says that they change by themselves. A subgraph
 * that is used several times keeps what it has, since its uses share the widget.
 */
export function keepDriftingSeeds(
  converted: ApiPrompt,
  canvas: CanvasWorkflow,
  pinned: ApiPrompt,
  seeds: readonly InputPlace[],
): Settled {
  let settled: Settled = { prompt: converted, canvas, kept: [] };
  for (const place of seeds) {
    const now = nodeOf(converted, place.node);
    const before = nodeOf(pinned, place.node);
    if (now === undefined || before?.class_type !== now.class_type) continue;
    const [seed, old] = [member(now.inputs, place.input), member(before.inputs, place.input)];
    if (seed === undefined || !isJsonInteger(old) || jsonEqual(seed, old)) continue;
    const path = place.node.split(':');
    const changed = changeNode(settled.canvas, settled.canvas, path, (node) =>
      withSeed(node, seed, old),
    );
    if (changed === undefined) continue;
    settled = {
      prompt: withInput(settled.prompt, place, old),
      canvas: changed,
      kept: [...settled.kept, place],
    };
  }
  return settled;
}

/** Leaves out what is said of seeds that the contract exposes: who runs the workflow gives them, so nobody counts on the pinned one. */
export function withoutExposedSeeds(
  problems: readonly Problem[],
  contract: readonly { readonly node: string; readonly input?: string }[],
): readonly Problem[] {
  return problems.filter(
    ({ code, at: { node, input } }) =>
      code !== 'canvas/changing-seed' ||
      !contract.some((each) => each.node === node && each.input === input),
  );
}

/** Finds the seed by its value and the control word behind it, as the page keeps both in `widgets_values`. */
function withSeed(node: JsonObject, seed: Json, old: Json): JsonObject | undefined {
  const values = member(node, 'widgets_values');
  if (!isJsonArray(values)) return undefined;
  const at = values.findIndex(
    (value, index) => jsonEqual(value, seed) && drifting.includes(String(values[index + 1])),
  );
  if (at < 0) return undefined;
  const changed = values.map((value, index) => (index === at ? old : value));
  return withMember(node, 'widgets_values', changed);
}

function withInput(prompt: ApiPrompt, { node, input }: InputPlace, value: Json): ApiPrompt {
  const old = prompt[node] as ApiNode;
  const changed = withMember(
    old as unknown as JsonObject,
    'inputs',
    withMember(old.inputs, input, value),
  );
  return withMember(prompt as unknown as JsonObject, node, changed) as unknown as ApiPrompt;
}
