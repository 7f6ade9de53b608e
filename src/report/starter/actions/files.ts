/** The GitHub Actions files of a workflow repository, as `init` writes them. They hold no logic: each step is one comfypin call. */

import { comment, pullRequest } from './checking.ts';
import { promote, rollback } from './promoting.ts';
import { capture, drift, smoke } from './running.ts';

const folder = '.github/workflows';

/** Path → text. */
export const actionsFiles: ReadonlyMap<string, string> = new Map([
  [`${folder}/capture.yml`, capture],
  [`${folder}/comment.yml`, comment],
  [`${folder}/drift.yml`, drift],
  [`${folder}/promote.yml`, promote],
  [`${folder}/pull-request.yml`, pullRequest],
  [`${folder}/rollback.yml`, rollback],
  [`${folder}/smoke.yml`, smoke],
]);
