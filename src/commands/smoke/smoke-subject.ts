/** What a smoke run is about: one pinned workflow in one environment, checked before anything is sent. */

import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import { type Pin, parsePin } from '../../core/promotion/pin.ts';
import {
  pinFile,
  readReleaseFiles,
  type WorkflowFiles,
} from '../../core/promotion/release-files.ts';
import { verifyPin } from '../../core/promotion/verify-pin.ts';
import { type CaseSetting, prepareCase } from '../../core/smoke/case-run.ts';
import type { SmokeCase } from '../../core/smoke/case-types.ts';
import { readSmokeCases, type SmokeCases } from '../../core/smoke/cases.ts';
import { declaredOutputs, type Names } from '../../core/smoke/names.ts';
import { withTitles } from '../../core/smoke/submit.ts';
import type { DeclaredOutput } from '../../core/smoke/verdict.ts';
import type { CanvasWorkflow, InputPlace } from '../../core/workflow/types.ts';

export interface SmokeSubject {
  readonly workflow: string;
  readonly environment: string;
  /** A commit that holds the pin, where there is one. */
  readonly commit?: string;
  readonly files: WorkflowFiles;
  readonly pin: Pin;
  readonly names: Names;
  readonly canvas?: CanvasWorkflow;
  readonly declared: readonly DeclaredOutput[];
  readonly cases: SmokeCases;
  readonly runs: readonly PlannedCase[];
  /** The release before, where a case compares with it: read, or why it cannot be. Absent for a first release. */
  readonly previous?: { readonly subject?: SmokeSubject; readonly reason?: string };
}

export interface PlannedCase {
  readonly smokeCase: SmokeCase;
  readonly settings: readonly CaseSetting[];
  readonly vary?: InputPlace;
}

/** Returns the subject, or every reason why it cannot be run; nothing is sent of a pin that does not verify. */
export function smokeSubject(
  files: WorkflowFiles | undefined,
  at: { readonly workflow: string; readonly environment: string },
): { readonly subject?: SmokeSubject; readonly problems: readonly Problem[] } {
  const folder = `workflows/${at.environment}/${at.workflow}`;
  const pinBytes = files?.get(pinFile);
  if (files === undefined || pinBytes === undefined) {
    return { problems: [problem('smoke/not-pinned', at, { ...at, where: folder })] };
  }
  const checked = verifyPin(files, `${folder}/`);
  const { pin } = parsePin(new TextDecoder().decode(pinBytes), `${folder}/${pinFile}`);
  const { prompt, canvas } = readReleaseFiles(files, `${folder}/`);
  if (pin === undefined || prompt === undefined || hasErrors(checked)) return { problems: checked };
  const { description } = pin;
  const names: Names = {
    prompt: withTitles(prompt),
    contract: description.contract,
    outputNodes: description.outputNodes,
  };
  const cases = readSmokeCases(files, `${folder}/`);
  const prepared = cases.cases.map((smokeCase) => ({
    smokeCase,
    ...prepareCase(smokeCase, names, description.seedInputs),
  }));
  const file = `${folder}/smoke.yaml`;
  const problems = [
    ...checked,
    ...cases.problems,
    ...prepared.flatMap((each) =>
      each.problems.map((found) => ({ ...found, at: { file, ...found.at } })),
    ),
  ];
  if (hasErrors(problems)) return { problems };
  const subject = {
    ...at,
    files,
    pin,
    names,
    declared: declaredOutputs(names),
    cases,
    runs: prepared.map(({ problems: _, ...planned }) => planned),
    ...(canvas === undefined ? {} : { canvas }),
  };
  return { subject, problems };
}
