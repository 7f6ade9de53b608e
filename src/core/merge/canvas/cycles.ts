/** Two rewirings that are right each for itself may together lead in a circle; then ours stays and the other is a conflict. */

import type { Three } from '../types.ts';
import { type MergedWires, registerOf, type Wire } from './links.ts';

type Sides = Three<ReadonlyMap<string, Wire>>;

/** Returns the wires without circles that theirs closed; a circle of ours alone stays as it is. */
export function breakCycles(merged: MergedWires, sides: Sides): MergedWires {
  let wires = merged.wires;
  const cycles: Three<Wire | undefined>[] = [];
  for (;;) {
    const wire = circleIn(wires)?.find((each) => each.side === 'theirs');
    if (wire === undefined) return { ...merged, wires, cycles };
    const register = registerOf(wire.target, wire.input);
    const three = {
      base: sides.base.get(register),
      ours: sides.ours.get(register),
      theirs: sides.theirs.get(register),
    };
    cycles.push(three);
    const ours = three.ours;
    wires = wires.flatMap((each) => (each !== wire ? [each] : ours === undefined ? [] : [ours]));
  }
}

/** Returns the wires of one circle; no recursion, chains may be long. */
function circleIn(wires: readonly Wire[]): readonly Wire[] | undefined {
  const into = new Map<string, Wire[]>();
  for (const wire of wires) into.set(wire.target, [...(into.get(wire.target) ?? []), wire]);
  const done = new Set<string>();
  for (const start of into.keys()) {
    if (done.has(start)) continue;
    const stack: { readonly id: string; next: number; readonly by?: Wire }[] = [
      { id: start, next: 0 },
    ];
    const open = new Map([[start, 0]]);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const wire = into.get(top.id)?.[top.next];
      top.next += 1;
      if (wire === undefined) {
        stack.pop();
        open.delete(top.id);
        done.add(top.id);
        continue;
      }
      const since = open.get(wire.origin);
      if (since !== undefined) {
        return [...stack.slice(since + 1).flatMap((each) => each.by ?? []), wire];
      }
      if (done.has(wire.origin)) continue;
      open.set(wire.origin, stack.length);
      stack.push({ id: wire.origin, next: 0, by: wire });
    }
  }
  return undefined;
}
