/** Blobs as text. */

import type { Git } from '../../world/ports.ts';

/** Returns a blob as text. */
export async function textOfBlob(git: Git, id: string): Promise<string> {
  return new TextDecoder().decode((await git.blobs([id])).get(id) ?? new Uint8Array());
}
