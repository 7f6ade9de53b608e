/** Pictures in place of what a diffusion model would paint: shapes and colours drawn from everything that went into the sampler. */

import { createHash } from 'node:crypto';
import { clampByte, mapSamples, opaque, resize, solid } from './raster.ts';
import {
  type Inputs,
  type Latent,
  latentIn,
  type NodeIdentity,
  numberIn,
  type Picture,
  picturesIn,
  textIn,
  type Value,
} from './values.ts';

/** The longest side at which shapes are drawn; they are smooth, so scaling up loses nothing. */
const drawnSide = 160;

export async function emptyLatent(inputs: Inputs): Promise<Value[]> {
  const width = numberIn(inputs, 'width', 512);
  const height = numberIn(inputs, 'height', 512);
  const count = numberIn(inputs, 'batch_size', 1);
  return [{ kind: 'latent', latent: { width, height, count, pictures: [] } }];
}

/** The picture is drawn from seed and prompt texts, its tint from all the rest; `denoise` below 1 keeps as much of the given one. */
export async function sample(inputs: Inputs, node: NodeIdentity): Promise<Value[]> {
  const latent = latentIn(inputs, 'samples');
  const strength = strengthOf(inputs);
  const count = Math.max(latent.count, latent.pictures.length);
  const pictures = Array.from({ length: count }, async (_, index) => {
    const base = latent.pictures[index % Math.max(1, latent.pictures.length)];
    if (strength === 0) return base ?? undecoded(latent);
    const layout = [seedOf(inputs), promptOf(inputs), index].join('\n');
    const painted = await paint(layout, node.signature, latent.width, latent.height);
    return base === undefined ? painted : mix(base, painted, strength);
  });
  return [{ kind: 'latent', latent: { ...latent, count, pictures: await Promise.all(pictures) } }];
}

/** KSamplerAdvanced says by its steps what the others say by `denoise`. */
function strengthOf(inputs: Inputs): number {
  if (!inputs.has('start_at_step')) return numberIn(inputs, 'denoise', 1);
  const steps = numberIn(inputs, 'steps', 20);
  const first = Math.min(steps, numberIn(inputs, 'start_at_step', 0));
  const last = Math.min(steps, numberIn(inputs, 'end_at_step', steps));
  return steps === 0 ? 0 : Math.max(0, last - first) / steps;
}

function seedOf(inputs: Inputs): string {
  return textIn(inputs, inputs.has('noise_seed') ? 'noise_seed' : 'seed');
}

function promptOf(inputs: Inputs): string {
  return ['positive', 'negative']
    .map((name) => {
      const value = inputs.get(name);
      return value?.kind === 'opaque' ? value.text : '';
    })
    .join('\n');
}

/** An empty latent decodes to one flat colour, as the real one nearly does. */
export function undecoded({ width, height }: Latent): Picture {
  return solid(width, height, 0x7c7368);
}

export async function decodeLatent(inputs: Inputs): Promise<Value[]> {
  const latent = latentIn(inputs, 'samples');
  const count = Math.max(latent.count, latent.pictures.length);
  const pictures = Array.from(
    { length: count },
    (_, index) => latent.pictures[index] ?? undecoded(latent),
  );
  return [{ kind: 'image', pictures }];
}

/** The size of a latent is a multiple of 8 pixels. */
export async function encodeLatent(inputs: Inputs): Promise<Value[]> {
  const pictures = picturesIn(inputs, 'pixels').map(opaque);
  const first = pictures[0] as Picture;
  const width = Math.max(8, first.width - (first.width % 8));
  const height = Math.max(8, first.height - (first.height % 8));
  const fitted = await Promise.all(
    pictures.map((picture) => resize(picture, width, height, 'bilinear')),
  );
  return [{ kind: 'latent', latent: { width, height, count: fitted.length, pictures: fitted } }];
}

export async function latentUpscale(inputs: Inputs): Promise<Value[]> {
  const latent = latentIn(inputs, 'samples');
  const factor = numberIn(inputs, 'scale_by', 1);
  const width = inputs.has('scale_by')
    ? Math.round((latent.width * factor) / 8) * 8
    : numberIn(inputs, 'width', 512) || latent.width;
  const height = inputs.has('scale_by')
    ? Math.round((latent.height * factor) / 8) * 8
    : numberIn(inputs, 'height', 512) || latent.height;
  const pictures = await Promise.all(
    latent.pictures.map((picture) => resize(picture, width, height, 'bilinear')),
  );
  return [{ kind: 'latent', latent: { ...latent, width, height, pictures } }];
}

export async function repeatLatent(inputs: Inputs): Promise<Value[]> {
  const latent = latentIn(inputs, 'samples');
  const amount = numberIn(inputs, 'amount', 1);
  const pictures = Array.from({ length: amount }, () => latent.pictures).flat();
  return [{ kind: 'latent', latent: { ...latent, count: latent.count * amount, pictures } }];
}

/** The factor stands in the model's name, as in `4x-UltraSharp.pth`; 4 where it does not. */
export async function upscaleWithModel(inputs: Inputs): Promise<Value[]> {
  const model = inputs.get('upscale_model');
  const name = model?.kind === 'opaque' ? model.text : '';
  const factor = Number(/(?:^|[^0-9])([248])x|x([248])/i.exec(name)?.slice(1).find(Boolean) ?? 4);
  const pictures = await Promise.all(
    picturesIn(inputs, 'image').map((picture) =>
      resize(picture, picture.width * factor, picture.height * factor, 'lanczos'),
    ),
  );
  return [{ kind: 'image', pictures }];
}

async function mix(base: Picture, painted: Picture, strength: number): Promise<Picture> {
  const under = await resize(base, painted.width, painted.height, 'bilinear');
  const data = painted.data.map((sample, at) =>
    clampByte((under.data[at] ?? 0) * (1 - strength) + sample * strength),
  );
  return { ...painted, data };
}

/** Returns a smooth picture of overlapping discs over a gradient; equal arguments give equal bytes. */
export async function paint(
  layout: string,
  tint: string,
  width: number,
  height: number,
): Promise<Picture> {
  const scale = Math.min(1, drawnSide / Math.max(width, height));
  const columns = Math.max(2, Math.round(width * scale));
  const rows = Math.max(2, Math.round(height * scale));
  const drawn = draw(layout, columns, rows);
  const shift = numbersOf(tint);
  const tone = 0.94 + shift() * 0.12;
  const lift = shift() * 8 - 4;
  return resize(
    mapSamples(drawn, (sample) => sample * tone + lift),
    width,
    height,
    'bicubic',
  );
}

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly color: readonly number[];
}

function draw(layout: string, columns: number, rows: number): Picture {
  const next = numbersOf(layout);
  const color = () => [next() * 255, next() * 255, next() * 255];
  const [top, bottom] = [color(), color()];
  const discs: Disc[] = Array.from({ length: 7 }, () => ({
    x: next() * columns,
    y: next() * rows,
    radius: (0.1 + next() * 0.3) * Math.min(columns, rows),
    color: color(),
  }));
  const data = new Uint8Array(columns * rows * 3);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const grain = (next() - 0.5) * 6;
      for (let channel = 0; channel < 3; channel += 1) {
        let value = mixed(top[channel] ?? 0, bottom[channel] ?? 0, row / rows);
        for (const disc of discs) {
          const distance = Math.hypot(column - disc.x, row - disc.y) / disc.radius;
          const cover = Math.max(0, Math.min(1, (1.05 - distance) * 8)) * 0.8;
          value = mixed(value, disc.color[channel] ?? 0, cover);
        }
        data[(row * columns + column) * 3 + channel] = clampByte(value + grain);
      }
    }
  }
  return { width: columns, height: rows, channels: 3, data };
}

function mixed(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

/** Returns an endless row of numbers in [0, 1) that a text decides (mulberry32 over its sha256). */
function numbersOf(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
