/** The graph that ran, as a report shows it: each node with where its inputs come from, and what became of it. */

import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { compareNatural } from '../../base/order.ts';
import { linkOf } from '../workflow/graph.ts';
import { textOf } from './frames.ts';
import type { RunState } from './run-state.ts';

export interface RanNode {
  readonly id: string;
  readonly classType: string;
  readonly title: string;
  /** Ids of nodes that it takes something from. */
  readonly from: readonly string[];
  readonly state: 'ran' | 'cached' | 'failed' | 'unknown';
  readonly ms?: number;
}

/** `unknown` where neither the cache nor the websocket told of the node. */
export function ranGraph(
  executed: Json | undefined,
  run: Pick<RunState, 'cached' | 'timings' | 'error' | 'end'>,
): readonly RanNode[] {
  if (!isJsonObject(executed)) return [];
  const cached = new Set(run.cached ?? []);
  return Object.keys(executed)
    .sort(compareNatural)
    .flatMap((id): RanNode[] => {
      const node = member(executed, id);
      if (!isJsonObject(node)) return [];
      const classType = textOf(member(node, 'class_type')) ?? '';
      const told = run.timings.filter((each) => each.node === id);
      const ms = told.reduce((sum, each) => sum + each.ms, 0);
      const isFailed = run.error?.node?.id === id;
      const isCached = cached.has(id);
      const ran = told.length > 0 || (run.end === 'success' && run.cached !== undefined);
      return [
        {
          id,
          classType,
          title: titleOf(node) ?? classType,
          from: sourcesOf(node),
          state: isFailed ? 'failed' : isCached ? 'cached' : ran ? 'ran' : 'unknown',
          ...(told.length === 0 ? {} : { ms }),
        },
      ];
    });
}

function titleOf(node: JsonObject): string | undefined {
  const meta = member(node, '_meta');
  return isJsonObject(meta) ? textOf(member(meta, 'title')) : undefined;
}

function sourcesOf(node: JsonObject): readonly string[] {
  const inputs = member(node, 'inputs');
  const values = isJsonObject(inputs) ? Object.values(inputs) : [];
  return [...new Set(values.flatMap((value) => linkOf(value)?.node ?? []))].sort(compareNatural);
}
