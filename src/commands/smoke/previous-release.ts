/** What the release before gives for the same case: it is run on the same server, once per case and command. */

import { findOutput } from '../../core/smoke/names.ts';
import { outputsOf } from '../../core/smoke/outputs.ts';
import type { DeclaredOutput, FetchedOutput } from '../../core/smoke/verdict.ts';
import { preparedPrompt } from './case-prompt.ts';
import { transfersOf } from './case-transfers.ts';
import { onServer, send } from './case-trial.ts';
import type { Trial } from './case-types.ts';
import { fetchOutputs } from './fetch-outputs.ts';
import type { SmokeSubject } from './smoke-subject.ts';

export type PicturesBefore =
  | { readonly bytes: readonly Uint8Array[] }
  | { readonly reason: string; readonly isFirst: boolean };

const made = new WeakMap<Trial, Promise<readonly FetchedOutput[] | string>>();

/** Returns the pictures of an output, or why there are none. */
export async function picturesBefore(
  trial: Trial,
  output: DeclaredOutput,
): Promise<PicturesBefore> {
  const { previous } = trial.task.subject;
  const before = previous?.subject;
  if (before === undefined) {
    const reason = previous?.reason ?? 'this is the first release';
    return { reason, isFirst: previous?.reason === undefined };
  }
  const run = made.get(trial) ?? runBefore(trial, before);
  made.set(trial, run);
  const fetched = await run;
  if (typeof fetched === 'string') return { reason: fetched, isFirst: false };
  const found = findOutput(output.name, trial.task.planned.smokeCase.name, before.names);
  if ('code' in found) return { reason: 'it has no such output', isFirst: false };
  const files = fetched
    .filter((each) => found.nodes.includes(each.node))
    .flatMap((each) => each.files);
  const bytes = files.flatMap((file) => file.bytes ?? []);
  return bytes.length > 0
    ? { bytes }
    : { reason: 'it left no picture that could be read', isFirst: false };
}

async function runBefore(
  trial: Trial,
  before: SmokeSubject,
): Promise<readonly FetchedOutput[] | string> {
  const { name } = trial.task.planned.smokeCase;
  const planned = before.runs.find((each) => each.smokeCase.name === name);
  if (planned === undefined) return 'the case does not fit it';
  const { ready } = trial;
  const task = { subject: before, planned };
  const prompt = await preparedPrompt(trial, task);
  const why = 'the release before, to compare with';
  const run = await onServer(trial, () => send({ ...trial, task }, prompt, why));
  if (run.end !== 'success') return `its run ended in ${run.end}: ${run.error?.message ?? ''}`;
  return fetchOutputs(ready.server, outputsOf(run), transfersOf(trial));
}
