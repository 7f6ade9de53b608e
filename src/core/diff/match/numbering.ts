/** Small numbers for large keys, in the order in which they are first seen: a table with open addressing in typed arrays, which no collector has to follow. */

export interface Numbering {
  /** Returns the number of a key, the next free one where it is new. */
  readonly numberOf: (key: number) => number;
  readonly count: () => number;
}

/** Returns a numbering for at most so many keys, all of them integers from 0 to 2^53. */
export function numberingFor(most: number): Numbering {
  // at most half full, so that a search ends soon
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, most) * 2));
  const keys = new Float64Array(size);
  const numbers = new Int32Array(size).fill(-1);
  let count = 0;
  const numberOf = (key: number): number => {
    let at = (key ^ (key / 2 ** 21)) & (size - 1);
    for (let known = numbers[at] as number; known >= 0; known = numbers[at] as number) {
      if (keys[at] === key) return known;
      at = (at + 1) & (size - 1);
    }
    keys[at] = key;
    numbers[at] = count;
    count += 1;
    return count - 1;
  };
  return { numberOf, count: () => count };
}
