/** Tells the person whose change is being promoted, before the status of its pull request is first set. */

import type { Digest } from '../../base/digest.ts';
import { branchOf, historyOf } from '../../core/promotion/facts.ts';
import { renderAuthorNote } from '../../report/markdown/author.ts';
import type { PullRequest } from '../../world/ports.ts';
import type { Repository } from '../records/repository.ts';
import { stick } from './sticky-comment.ts';

interface Promoted {
  readonly workflow: string;
  readonly environment: string;
  readonly release?: Digest;
}

/**
 * The author of the pull request that brought the release into the first environment; nobody for a direct push. Told
 * again nothing is written, so a process that ended after it opened the pull request leaves nothing untold.
 */
export async function tellAuthor(
  pull: PullRequest,
  { workflow, environment, release }: Promoted,
  { forge, facts, config }: Pick<Repository, 'forge' | 'facts' | 'config'>,
): Promise<void> {
  const { hosted } = forge;
  const [first] = config.environments;
  const isOurs = pull.head.branch === branchOf('promote', environment, workflow);
  if (hosted === undefined || first === undefined || !isOurs) return;
  const made = historyOf(facts, workflow, first.name).find((each) => each.release === release);
  if (made === undefined) return;
  const author = await hosted.authorOf(made.commit, facts.base.branch);
  if (author === undefined || author === pull.author || author.endsWith('[bot]')) return;
  const note = renderAuthorNote({ author, workflow, environment });
  await stick(forge, pull.number, 'author', note);
  await hosted.askReview(pull.number, [author]);
}
