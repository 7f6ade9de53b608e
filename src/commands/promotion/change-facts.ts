/** How a candidate differs from what its environment holds: the heaviest kind of change, and what of the contract breaks. */

import { hasErrors } from '../../base/problem.ts';
import { kindOfChange } from '../../core/diff/change-kind.ts';
import { diffWorkflows } from '../../core/diff/diff.ts';
import { breaksOf, type ChangeFacts } from '../../core/promotion/contract-change.ts';
import { environmentOf } from '../../core/promotion/environments.ts';
import type { Files } from '../../core/promotion/facts.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import { gatesFor } from '../../core/promotion/policy.ts';
import { pinFile, workflowFile } from '../../core/promotion/release-files.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import { filesAt, recordedCatalogAt } from '../environment/target.ts';
import type { Repository } from '../records/repository.ts';

/** Compares with the files on the base branch; the kind only where gates differ by it. */
export async function changeFacts(
  { git, facts, config }: Pick<Repository, 'git' | 'facts' | 'config'>,
  at: { readonly workflow: string; readonly environment: string },
  files: Files,
): Promise<ChangeFacts> {
  const held = await filesAt(git, facts.base.commit, slotFolder(at.workflow, at.environment));
  if (!held.has(pinFile)) return {};
  const [before, after] = [contractIn(held), contractIn(files)];
  const contractBreaks = breaksOf(before, after);
  const environment = environmentOf(config, at.environment);
  const asksKind = gatesFor(config, environment, at.workflow).kinds !== undefined;
  const kind = asksKind ? await kindBetween(held, files) : undefined;
  return {
    ...(contractBreaks.length === 0 ? {} : { contractBreaks }),
    ...(kind === undefined ? {} : { kind }),
  };

  async function kindBetween(from: Files, to: Files) {
    const [left, right] = [workflowIn(from), workflowIn(to)];
    if (left === undefined || right === undefined) return undefined;
    const { catalog } = await recordedCatalogAt(git, facts.base.commit, at.environment);
    return kindOfChange(diffWorkflows(left, right, catalog));
  }
}

function contractIn(files: Files) {
  const bytes = files.get(pinFile);
  if (bytes === undefined) return [];
  return parsePin(new TextDecoder().decode(bytes)).pin?.description.contract ?? [];
}

function workflowIn(files: Files) {
  const bytes = files.get(workflowFile);
  if (bytes === undefined) return undefined;
  const { workflow, problems } = parseWorkflow(new TextDecoder().decode(bytes));
  return hasErrors(problems) ? undefined : workflow;
}
