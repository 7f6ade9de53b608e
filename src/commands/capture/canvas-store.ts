/** Canvases by the digest of their bytes, kept on the remote under a ref of their own, so that what both sides had in common can be read again. */

import { type Digest, digestOfBytes } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';

/** Beside the branches, so that no clone and no list of branches shows it. */
const remoteRef = 'refs/comfypin/canvases';
const maxAttempts = 30;

/** Puts the contents there; those that are there already are not written again. */
export async function storeCanvases(
  git: Git,
  remote: string,
  contents: readonly Uint8Array[],
  world: Pick<World, 'clock' | 'random' | 'signal'>,
): Promise<void> {
  const wanted = new Map(contents.map((bytes) => [pathOf(digestOfBytes(bytes)), bytes]));
  for (let attempt = 1; ; attempt += 1) {
    const tip = await fetchTip(git, remote);
    const there = new Set(tip === undefined ? [] : (await git.tree(tip)).map(({ path }) => path));
    const changes = [...wanted]
      .filter(([path]) => !there.has(path))
      .map(([path, content]) => ({ path, content }));
    if (changes.length === 0) return;
    const commit = await git.createCommit({
      onto: tip,
      parents: tip === undefined ? [] : [tip],
      changes,
      message: 'Keep canvases that servers had',
    });
    const pushed = await git.push(remote, [{ ref: remoteRef, to: commit, expected: tip }]);
    if (pushed.ok) return;
    if (!pushed.moved || attempt >= maxAttempts) {
      const { reason } = pushed;
      throw new Failure(problem('git/push-refused', {}, { remote, ref: remoteRef, reason }));
    }
    await world.clock.sleep(world.random.fraction() * 50 * attempt, world.signal);
  }
}

/** Returns the content of this digest, or undefined where the remote has lost it. */
export async function storedCanvas(
  git: Git,
  remote: string,
  digest: Digest,
): Promise<Uint8Array | undefined> {
  const tip = await fetchTip(git, remote);
  if (tip === undefined) return undefined;
  const path = pathOf(digest);
  const [entry] = await git.tree(tip, path);
  const bytes = entry === undefined ? undefined : (await git.blobs([entry.id])).get(entry.id);
  return bytes !== undefined && digestOfBytes(bytes) === digest ? bytes : undefined;
}

function pathOf(digest: Digest): string {
  return `${digest.slice('sha256:'.length)}.json`;
}

/** What is there is named by its content, so a ref that was rewritten loses something at worst, and lies never. */
async function fetchTip(git: Git, remote: string): Promise<string | undefined> {
  const [there] = await git.remoteRefs(remote, [remoteRef]);
  if (there === undefined) return undefined;
  await git.fetch(remote, [`+${remoteRef}:refs/comfypin/${remote}/canvases`]);
  return there.id;
}
