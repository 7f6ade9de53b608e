/** How alike two pictures are: by pixels, by structure, by a perceptual hash. Pure arithmetic on RGBA pixels. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, 4 bytes each, row by row. */
  readonly data: Uint8Array;
}

export interface Likeness {
  /** 1 is equal; the mean difference of all channels against the greatest possible. */
  readonly pixel: number;
  /** Mean structural similarity of grey values over blocks of 8 by 8 (Wang et al. 2004, without the Gaussian window). */
  readonly ssim: number;
  /** Differing bits of two 64 bit difference hashes of 9 by 8 grey values. */
  readonly hash: number;
}

/** Returns the likeness, or undefined where the sizes differ. */
export function likeness(left: Pixels, right: Pixels): Likeness | undefined {
  if (left.width !== right.width || left.height !== right.height) return undefined;
  return {
    pixel: pixelLikeness(left.data, right.data),
    ssim: structure(left, right),
    hash: hashDistance(differenceHash(left), differenceHash(right)),
  };
}

function pixelLikeness(left: Uint8Array, right: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) {
    sum += Math.abs((left[index] ?? 0) - (right[index] ?? 0));
  }
  return left.length === 0 ? 1 : 1 - sum / (left.length * 255);
}

/** Rec. 601 luma over black where a pixel is transparent. */
export function greyOf(data: Uint8Array, pixel: number): number {
  const at = pixel * 4;
  const [red = 0, green = 0, blue = 0, alpha = 255] = [
    data[at],
    data[at + 1],
    data[at + 2],
    data[at + 3],
  ];
  return ((0.299 * red + 0.587 * green + 0.114 * blue) * alpha) / 255;
}

const block = 8;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

function structure(left: Pixels, right: Pixels): number {
  let sum = 0;
  let blocks = 0;
  for (let top = 0; top < left.height; top += block) {
    for (let from = 0; from < left.width; from += block) {
      sum += blockStructure(left, right, from, top);
      blocks += 1;
    }
  }
  return blocks === 0 ? 1 : sum / blocks;
}

function blockStructure(left: Pixels, right: Pixels, from: number, top: number): number {
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let y = top; y < Math.min(top + block, left.height); y += 1) {
    for (let x = from; x < Math.min(from + block, left.width); x += 1) {
      const a = greyOf(left.data, y * left.width + x);
      const b = greyOf(right.data, y * left.width + x);
      count += 1;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  const meanA = sumA / count;
  const meanB = sumB / count;
  const varianceA = sumAA / count - meanA * meanA;
  const varianceB = sumBB / count - meanB * meanB;
  const covariance = sumAB / count - meanA * meanB;
  const luminance = (2 * meanA * meanB + c1) / (meanA * meanA + meanB * meanB + c1);
  return (luminance * (2 * covariance + c2)) / (varianceA + varianceB + c2);
}

/** Returns 64 bits: is each of 8 by 8 areas darker than its right neighbour. */
export function differenceHash(pixels: Pixels): bigint {
  const cells = areaMeans(pixels, 9, 8);
  let bits = 0n;
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      bits = (bits << 1n) | ((cells[y * 9 + x] ?? 0) < (cells[y * 9 + x + 1] ?? 0) ? 1n : 0n);
    }
  }
  return bits;
}

function areaMeans(pixels: Pixels, columns: number, rows: number): readonly number[] {
  const means: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = span(column, columns, pixels.width);
      const [top, bottom] = span(row, rows, pixels.height);
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) sum += greyOf(pixels.data, y * pixels.width + x);
      }
      means.push(sum / ((right - left) * (bottom - top)));
    }
  }
  return means;
}

/** Returns the pixels of a cell; at least one, also in pictures smaller than the grid. */
function span(cell: number, cells: number, size: number): readonly [number, number] {
  const from = Math.min(Math.floor((cell * size) / cells), size - 1);
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * size) / cells))];
}

function hashDistance(left: bigint, right: bigint): number {
  let bits = left ^ right;
  let count = 0;
  for (; bits !== 0n; bits >>= 1n) count += Number(bits & 1n);
  return count;
}
