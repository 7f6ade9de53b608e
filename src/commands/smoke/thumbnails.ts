/** Small pictures of what smoke runs made, kept where promotion.yaml says: nowhere, in this clone, or beside the evidence. */

import { join } from 'node:path';
import { type Digest, digestOfBytes } from '../../base/digest.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { maxThumbnailBytes, thumbnailEdge } from '../../core/promotion/media-files.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import type { CaseRun } from './case-types.ts';

/** Digest of a file → its thumbnail. */
export type Thumbnails = ReadonlyMap<string, Uint8Array>;

/** Returns thumbnails of the pictures that a case made; none where the environment does not ask for them. */
export async function thumbnailsOf(
  { fetched }: Pick<CaseRun, 'fetched'>,
  { evidence }: Environment,
  { images }: Pick<World, 'images'>,
): Promise<Thumbnails> {
  const made = new Map<string, Uint8Array>();
  if (evidence.thumbnails === undefined) return made;
  for (const { bytes } of fetched.flatMap(({ files }) => files)) {
    if (bytes === undefined) continue;
    const small = await images.thumbnail(bytes, thumbnailEdge);
    if (small !== undefined && small.length <= maxThumbnailBytes) {
      made.set(digestOfBytes(bytes), small);
    }
  }
  return made;
}

/** Writes them below the folder that git shares between all work trees; nothing of it is pushed. */
export async function keepHere(
  thumbnails: Thumbnails,
  { git }: Project,
  { disk }: Pick<World, 'disk'>,
): Promise<void> {
  if (git === undefined) return;
  for (const bytes of thumbnails.values()) {
    const name = thumbnailName(digestOfBytes(bytes));
    await disk.write(join(git.commonFolder, 'comfypin', 'thumbnails', name), bytes);
  }
}

/** Returns `<64 digits>.webp`. */
export function thumbnailName(digest: Digest): string {
  return `${digest.slice('sha256:'.length)}.webp`;
}
