/** Tells the person whose change is being promoted, once, when its pull request opens. */

import { historyOf } from '../../core/promotion/facts.ts';
import type { PlanItem } from '../../core/promotion/plan-types.ts';
import { renderAuthorNote } from '../../report/markdown/author.ts';
import type { PullRequest } from '../../world/ports.ts';
import type { Repository } from './repository.ts';

/** The author of the pull request that brought the release into the first environment; nobody for a direct push. */
export async function tellAuthor(
  pull: PullRequest,
  item: PlanItem,
  { forge, facts, config }: Pick<Repository, 'forge' | 'facts' | 'config'>,
): Promise<void> {
  const { hosted } = forge;
  const [first] = config.environments;
  const { workflow, environment, action, candidate } = item;
  if (hosted === undefined || first === undefined || action !== 'promote') return;
  const made = historyOf(facts, workflow, first.name).find(
    (each) => each.release === candidate?.release,
  );
  if (made === undefined) return;
  const author = await hosted.authorOf(made.commit, facts.base.branch);
  if (author === undefined || author === pull.author || author.endsWith('[bot]')) return;
  const note = renderAuthorNote({ author, workflow, environment });
  await forge.comment(pull.number, 'comfypin:author', note);
  await hosted.askReview(pull.number, [author]);
}
