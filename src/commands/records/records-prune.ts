/** Takes media from the branch of records, by one more commit or by beginning the branch anew with all of its records. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { mediaPattern, prunableMedia } from '../../core/promotion/media-files.ts';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { pruneTrailer, readRecords } from './records.ts';
import { recordsRef, seenRef } from './records-branch.ts';

export interface Prune {
  readonly git: Git;
  readonly remote: string;
  /** Milliseconds since 1970. */
  readonly before: number;
  readonly rewrite: boolean;
  readonly dryRun: boolean;
}

const maxAttempts = 10;

/** Returns what was taken; others may append meanwhile, and nothing of theirs is lost. */
export async function pruneMedia(
  { git, remote, before, rewrite, dryRun }: Prune,
  world: Pick<World, 'clock' | 'random' | 'signal'>,
): Promise<{ readonly taken: readonly string[]; readonly records: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const records = await readRecords(git, remote);
    const tip = await git.resolve(seenRef(remote));
    if (tip === undefined) return { taken: [], records: 0 };
    const paths = (await git.tree(tip)).map(({ path }) => path);
    const media = paths.filter((path) => mediaPattern.test(path));
    const taken = prunableMedia(media, records, before);
    const done = { taken, records: records.length };
    if (dryRun || (taken.length === 0 && !rewrite)) return done;
    const commit = await git.createCommit({
      onto: tip,
      parents: rewrite ? [] : [tip],
      changes: taken.map((path) => ({ path, content: null })),
      message: `Take thumbnails of evidence from before ${new Date(before).toISOString()}\n\n${pruneTrailer}: ${tip}`,
    });
    const pushed = await git.push(remote, [{ ref: recordsRef, to: commit, expected: tip }]);
    if (pushed.ok) {
      await git.updateRef({ ref: seenRef(remote), to: commit, expected: tip });
      return done;
    }
    const { reason } = pushed;
    if (!pushed.moved) throw new Failure(problem('records/refused', {}, { remote, reason }));
    if (attempt >= maxAttempts) throw new Failure(problem('records/busy', {}, { remote, attempt }));
    await world.clock.sleep(Math.ceil(world.random.fraction() * 1000), world.signal);
  }
}
