/** A picture of where two pictures differ: black where they are equal, through red and yellow to white. */

import type { Pixels } from './similarity.ts';

/** Differences above this are white: faint ones must be seen too. */
const brightest = 96;

/** Returns undefined where the sizes differ. */
export function heatMap(left: Pixels, right: Pixels): Pixels | undefined {
  const { width, height } = left;
  if (width !== right.width || height !== right.height) return undefined;
  const data = new Uint8Array(left.data.length);
  for (let at = 0; at < data.length; at += 4) {
    let most = 0;
    for (let channel = 0; channel < 4; channel += 1) {
      const one = left.data[at + channel] ?? 0;
      most = Math.max(most, Math.abs(one - (right.data[at + channel] ?? 0)));
    }
    const heat = Math.min(1, most / brightest) * 3;
    data[at] = Math.round(255 * Math.min(1, heat));
    data[at + 1] = Math.round(255 * Math.min(1, Math.max(0, heat - 1)));
    data[at + 2] = Math.round(255 * Math.min(1, Math.max(0, heat - 2)));
    data[at + 3] = 255;
  }
  return { width, height, data };
}
