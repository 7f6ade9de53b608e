/** Measures downloaded outputs: what the files are, and how near pictures come to those they are compared with. */

import type { Expectation } from '../../core/smoke/case-types.ts';
import type { Comparison, MeasuredFile, MeasuredOutput } from '../../core/smoke/expectations.ts';
import { measurePixels } from '../../core/smoke/picture-measures.ts';
import { likeness, type Pixels } from '../../core/smoke/similarity.ts';
import type { DeclaredOutput, FetchedFile, FetchedOutput } from '../../core/smoke/verdict.ts';
import type { World } from '../command.ts';
import { measureMedia } from './media-measure.ts';

export interface OtherPicture extends Pick<Comparison, 'similar' | 'with'> {
  /** One picture for all files, or one for each in their order. */
  readonly bytes: readonly Uint8Array[];
}

type MeasureWorld = Pick<World, 'images' | 'disk' | 'programs' | 'signal'>;

/** Returns the measures of one output; files that could not be read are left out, the verdict names them. */
export async function measureOutput(
  output: DeclaredOutput,
  fetched: readonly FetchedOutput[],
  options: { readonly expectation: Expectation; readonly others: readonly OtherPicture[] },
  world: MeasureWorld,
): Promise<MeasuredOutput> {
  const found = fetched.filter((each) => output.nodes.includes(each.node));
  const files: MeasuredFile[] = [];
  for (const [index, file] of found.flatMap((each) => each.files).entries()) {
    const others = options.others.map((each) => ({
      ...each,
      bytes: each.bytes[each.bytes.length === 1 ? 0 : index],
    }));
    const measured = await measureFile(file, others, options.expectation, world);
    if (measured !== undefined) files.push(measured);
  }
  return { name: output.name, files, texts: found.flatMap((each) => each.texts) };
}

type Other = Pick<Comparison, 'similar' | 'with'> & { readonly bytes: Uint8Array | undefined };

async function measureFile(
  { name, bytes }: FetchedFile,
  others: readonly Other[],
  { duration, fps }: Expectation,
  world: MeasureWorld,
): Promise<MeasuredFile | undefined> {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const image = await world.images.read(bytes);
  const isTimed = duration !== undefined || fps !== undefined;
  const media = await measureMedia(bytes, isTimed, world);
  const size = { name, bytes: bytes.length, ...(media === undefined ? {} : { media }) };
  if (image === undefined) return size;
  const comparisons: Comparison[] = [];
  for (const other of others) comparisons.push(await compare(image, other, world));
  const { format, width, height, hasAlpha } = image;
  const picture = { format, width, height, hasAlpha, ...measurePixels(image) };
  return { ...size, picture, ...(comparisons.length === 0 ? {} : { comparisons }) };
}

async function compare(
  ours: Pixels,
  { bytes, similar, with: name }: Other,
  world: Pick<World, 'images'>,
): Promise<Comparison> {
  const theirs = bytes === undefined ? undefined : await world.images.read(bytes);
  const found = theirs && likeness(ours, theirs);
  return { similar, with: name, likeness: found ?? 'different-size' };
}
