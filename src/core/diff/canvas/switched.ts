/** What nodes that are switched on or off do to the nodes that run: which inputs get another value, or none. */

import { jsonEqual } from '../../../base/json.ts';
import type { FoldedLink, Source } from '../types.ts';
import { nodeAt, type Origin, placeOf, type Trace, traceOf } from './effects.ts';
import { isOff } from './modes.ts';
import type { NodePair } from './pairs.ts';
import { type CanvasLink, type CanvasNode, modeOf } from './scope.ts';
import { type Both, nameIn, type Switched } from './sides.ts';

/** An input of a node that runs, which gets another value through nodes that are switched off. */
interface Effect {
  readonly pair: NodePair;
  readonly input: string;
  readonly from: Trace;
  readonly to: Trace;
  /** False where the input's own link is another one: that is told by itself. */
  readonly isLinkKept: boolean;
}

/** Returns what reaches the nodes of one scope through those that are switched off; nothing is followed where all are on. */
export function switchedOf(pairs: readonly NodePair[], both: Both): Switched {
  const scopes = { from: both.from.scope.id, to: both.to.scope.id };
  const isAnyOff = [both.from, both.to].some(({ scope }) => scope.nodes.some(isOff));
  const effects = isAnyOff ? effectsIn(pairs, both) : [];
  const changed = new Set(
    pairs
      .filter(({ from, to }) => !jsonEqual(modeOf(from), modeOf(to)))
      .flatMap(({ from, to }) => [placeOf(scopes.from, from.id), placeOf(scopes.to, to.id)]),
  );
  return {
    effectsOf: ({ from, to }) => {
      const own = [placeOf(scopes.to, to.id), placeOf(scopes.from, from.id)];
      const caused = effects.filter((each) => {
        const ways = [each.to.through, each.from.through];
        const first = ways.map((way) => way.find((place) => changed.has(place)));
        // a node that was switched on itself has nothing but new values
        if (isOff(each.pair.from)) return false;
        return (
          each.isLinkKept && (first[0] === undefined ? first[1] === own[1] : first[0] === own[0])
        );
      });
      return caused.map((each) => linkOf(each, both));
    },
    isPassed: ({ from, to }) =>
      effects.some(
        (each) =>
          each.from.through.includes(placeOf(scopes.from, from.id)) ||
          each.to.through.includes(placeOf(scopes.to, to.id)),
      ),
  };
}

function effectsIn(pairs: readonly NodePair[], both: Both): Effect[] {
  const [fromId, toId] = [both.from.scope.id, both.to.scope.id];
  return pairs.flatMap((pair): Effect[] => {
    if (isOff(pair.to)) return [];
    const names = new Set([...pair.from.links, ...pair.to.links].map((link) => link.input));
    return [...names].flatMap((input): Effect[] => {
      const [before, after] = [linkInto(pair.from, input), linkInto(pair.to, input)];
      const from = traceOf(both.wiring.from, fromId, before);
      const to = traceOf(both.wiring.to, toId, after);
      if (from.through.length + to.through.length === 0) return [];
      if (isSameEnd(from.end, to.end, both)) return [];
      const was = before === undefined ? undefined : placeOf(fromId, before.origin);
      const now = after === undefined ? undefined : both.cameFrom.placeOf(toId, after.origin);
      const isLinkKept = was === now && before?.output === after?.output;
      return [{ pair, input, from, to, isLinkKept }];
    });
  });
}

function linkInto(node: CanvasNode, input: string): CanvasLink | undefined {
  return node.links.find((link) => link.input === input);
}

function isSameEnd(from: Trace['end'], to: Trace['end'], { cameFrom }: Both): boolean {
  if (typeof from !== 'object' || typeof to !== 'object') return from === to;
  const was = cameFrom.placeOf(to.scope, to.id);
  return was === placeOf(from.scope, from.id) && from.output === to.output;
}

function linkOf({ pair, input, from, to }: Effect, both: Both): FoldedLink {
  const [fromSource, toSource] = [sourceAt(both, 'from', from.end), sourceAt(both, 'to', to.end)];
  return {
    node: nameIn(both, both.to, pair.to),
    input,
    ...(fromSource === undefined ? {} : { fromSource }),
    ...(toSource === undefined ? {} : { toSource }),
  };
}

/** Returns the node at the end of a way, by name. */
export function sourceAt(
  both: Both,
  side: 'from' | 'to',
  end: Origin | 'nothing' | undefined,
): Source | undefined {
  if (typeof end !== 'object') return undefined;
  const node = nodeAt(both.wiring[side], end.scope, end.id);
  const scope = both.wiring[side].scopes.get(end.scope);
  if (node === undefined || scope === undefined) return undefined;
  return { ...nameIn(both, { ...both[side], scope }, node), output: end.output };
}
