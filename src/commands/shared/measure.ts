/** Measures downloaded outputs: what the pictures are, and how near they come to their golden ones. */

import type { Expectation } from '../../core/smoke/cases.ts';
import type { MeasuredFile, MeasuredOutput } from '../../core/smoke/expectations.ts';
import { likeness } from '../../core/smoke/similarity.ts';
import type { DeclaredOutput, FetchedFile, FetchedOutput } from '../../core/smoke/verdict.ts';
import type { World } from '../command.ts';

/** Returns the measures of one output; files that could not be read are left out, the verdict names them. */
export async function measureOutput(
  output: DeclaredOutput,
  fetched: readonly FetchedOutput[],
  options: { readonly expectation: Expectation; readonly golden?: Uint8Array },
  world: Pick<World, 'images'>,
): Promise<MeasuredOutput> {
  const found = fetched.filter((each) => output.nodes.includes(each.node));
  const files: MeasuredFile[] = [];
  for (const file of found.flatMap((each) => each.files)) {
    const measured = await measureFile(file, options.golden, world);
    if (measured !== undefined) files.push(measured);
  }
  return { name: output.name, files, texts: found.flatMap((each) => each.texts) };
}

async function measureFile(
  { name, bytes }: FetchedFile,
  golden: Uint8Array | undefined,
  world: Pick<World, 'images'>,
): Promise<MeasuredFile | undefined> {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const picture = await world.images.describe(bytes);
  return {
    name,
    bytes: bytes.length,
    ...(picture === undefined ? {} : { picture }),
    ...(golden === undefined || picture === undefined
      ? {}
      : { likeness: await compare(bytes, golden, world) }),
  };
}

async function compare(
  bytes: Uint8Array,
  golden: Uint8Array,
  world: Pick<World, 'images'>,
): Promise<MeasuredFile['likeness'] & {}> {
  const [ours, theirs] = await Promise.all([
    world.images.pixels(bytes),
    world.images.pixels(golden),
  ]);
  if (ours === undefined || theirs === undefined) return 'different-size';
  return likeness(ours, theirs) ?? 'different-size';
}
