/** Outputs of node types that are not computed: deterministic, of the right kind, made from all that went in. */

import { solid } from './raster.ts';
import { paint } from './sampling.ts';
import { type Inputs, numberIn, type Picture, type Value } from './values.ts';

const side = 512;

/** In the size and number that the node's own inputs ask for. */
async function painted(inputs: Inputs, name: string): Promise<readonly Picture[]> {
  const within = (input: string, otherwise: number, most: number) =>
    Math.max(1, Math.min(most, Math.round(numberIn(inputs, input, otherwise))));
  const width = within('width', side, 4096);
  const height = within('height', side, 4096);
  const indexes = Array.from({ length: within('batch_size', 1, 64) }, (_, index) => index);
  return Promise.all(indexes.map((index) => paint(`${name}\n${index}`, name, width, height)));
}

/** Returns one value for each output type; `signature` is the digest of the node and everything upstream. */
export async function placeholders(
  types: readonly string[],
  inputs: Inputs,
  signature: string,
): Promise<readonly Value[]> {
  return Promise.all(types.map((type, slot) => placeholder(type, inputs, `${signature}\n${slot}`)));
}

async function placeholder(type: string, inputs: Inputs, name: string): Promise<Value> {
  switch (type) {
    case 'IMAGE':
      return firstOf(inputs, 'image') ?? { kind: 'image', pictures: await painted(inputs, name) };
    case 'MASK':
      return (
        firstOf(inputs, 'mask') ?? {
          kind: 'mask',
          masks: [
            { width: side, height: side, data: solid(side, side, 0).data.slice(0, side * side) },
          ],
        }
      );
    case 'LATENT':
      return firstOf(inputs, 'latent') ?? latentOf(await painted(inputs, name));
    case 'INT':
    case 'FLOAT':
      return firstOf(inputs, 'plain') ?? { kind: 'plain', value: 1 };
    case 'BOOLEAN':
      return { kind: 'plain', value: true };
    case 'STRING':
      return { kind: 'plain', value: textsOf(inputs) };
    default:
      return { kind: 'opaque', type, name, text: textsOf(inputs, type) };
  }
}

function latentOf(pictures: readonly Picture[]): Value {
  const { width, height } = pictures[0] ?? { width: side, height: side };
  return { kind: 'latent', latent: { width, height, count: pictures.length, pictures } };
}

/** A node that takes what it gives passes it on unchanged. */
function firstOf(inputs: Inputs, kind: Value['kind']): Value | undefined {
  for (const value of inputs.values()) {
    if (value.kind !== kind) continue;
    if (value.kind !== 'plain' || typeof value.value === 'number') return value;
  }
  return undefined;
}

/** The literal texts on the way here; of a conditioning the prompts alone, so that a renamed model paints the same shapes. */
function textsOf(inputs: Inputs, type = ''): string {
  return [...inputs.values()]
    .flatMap((value) => {
      if (value.kind === 'opaque') {
        return type !== 'CONDITIONING' || value.type === type ? [value.text] : [];
      }
      return value.kind === 'plain' && typeof value.value === 'string' ? [value.value] : [];
    })
    .filter((text) => text !== '')
    .join('\n');
}
