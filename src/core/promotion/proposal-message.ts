/** The message of the commit that a pull request of ours proposes. */

import type { PromotionRequest } from './facts.ts';
import { writeTrailers } from './trailers.ts';

/** Returns a subject, and trailers that tell a merge without words of the forge what it was. */
export function proposalMessage(request: PromotionRequest): string {
  const { workflow, environment, action, candidate, source } = request;
  const verb = {
    promote: `Promote ${workflow} to`,
    remove: `Remove ${workflow} from`,
    adopt: `Bring a change of ${workflow} back to`,
    rollback: `Roll ${workflow} back in`,
  }[action];
  return `${verb} ${environment}\n\n${writeTrailers({
    Action: action,
    Workflow: workflow,
    Environment: environment,
    Release: candidate?.release,
    Rendering: candidate?.rendering,
    From: source === undefined ? undefined : `${source.environment}@${source.commit}`,
    Reason: request.reason === '' ? undefined : request.reason,
  })}`;
}
