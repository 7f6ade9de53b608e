/** Chance that can be told again: everything that a random history does follows from its seed. */

/** A small generator with a seed (mulberry32), so that every history can be told again. */
export function chance(from: number) {
  let state = from >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T | undefined => list[below(list.length)];
  return { below, pick, maybe: (share: number) => next() < share };
}

export type Chance = ReturnType<typeof chance>;
