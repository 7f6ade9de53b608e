/** The picture that is to become golden: from a report folder, if it is about what is pinned now, or from a run. */

import { resolve } from 'node:path';
import { digestOfBytes } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { SmokeReport } from '../../core/smoke/report.ts';
import type { DeclaredOutput } from '../../core/smoke/verdict.ts';
import type { World } from '../command.ts';
import type { CaseRun } from './case-types.ts';
import type { PlannedCase, SmokeSubject } from './smoke-subject.ts';

export interface Candidate {
  readonly subject: SmokeSubject;
  readonly planned: PlannedCase;
  readonly output: DeclaredOutput;
}

/** A picture and the kind of device that made it, where that is known: golden pictures may differ by it. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly device?: string;
}

/** Returns a refusal that says why there is no picture to bless. */
export function notBlessed({ planned, output }: Candidate, reason: string): Problem {
  const args = { case: planned.smokeCase.name, output: output.name, reason };
  return problem('smoke/not-blessed', {}, args);
}

/** Reads the picture that `smoke --report FOLDER` left; a Failure where it shows anything but the pinned workflow. */
export async function pictureOfReport(
  candidate: Candidate,
  folder: string,
  world: Pick<World, 'disk' | 'folder'>,
): Promise<Picture> {
  const { subject, planned, output } = candidate;
  const refuse = (reason: string) => new Failure(notBlessed(candidate, reason));
  const root = resolve(world.folder, folder);
  const bytes = await world.disk.read(resolve(root, 'smoke.json'));
  const report = bytes === undefined ? undefined : readReport(new TextDecoder().decode(bytes));
  if (report === undefined) throw refuse(`${folder} holds no smoke.json of a report`);
  const workflow = report.workflows.find((each) => each.workflow === subject.workflow);
  const ran = workflow?.cases.find((each) => each.name === planned.smokeCase.name);
  if (report.environment !== subject.environment || workflow === undefined || ran === undefined)
    throw refuse(`the report in ${folder} is not about this case in ${subject.environment}`);
  if (workflow.rendering !== subject.pin.digests.rendering)
    throw refuse(`the report in ${folder} is about another pin than the one that is here now`);
  if (ran.end !== 'success') throw refuse('its run did not end well');
  if (ran.varied?.isShown === true) throw refuse('it was made with a varied input');
  const files = ran.outputs
    .filter(({ name }) => name === output.name)
    .flatMap((each) => each.files);
  const [file, ...others] = files;
  if (file?.path === undefined || others.length > 0)
    throw refuse(`the report in ${folder} has ${files.length} files of it, and one is needed`);
  const path = resolve(root, file.path);
  const picture = path.startsWith(`${root}/`) ? await world.disk.read(path) : undefined;
  if (picture === undefined || digestOfBytes(picture) !== file.sha256)
    throw refuse(`${file.path} is gone from the report, or was changed`);
  const [device] = ran.device?.split(' ') ?? [];
  return { bytes: picture, ...(device === undefined ? {} : { device }) };
}

/** What a program wrote that may be older or another: only a whole report is taken. */
function readReport(text: string): SmokeReport | undefined {
  try {
    const { command, value } = JSON.parse(text) as { command?: unknown; value?: SmokeReport };
    const isReport = command === 'smoke' && Array.isArray(value?.workflows);
    return isReport && value.workflows.every(({ cases }) => Array.isArray(cases))
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the one picture that a run of the case gave; that it is not like the former golden one is no reason against it. */
export function pictureOfRun(candidate: Candidate, run: CaseRun | undefined): Picture {
  if (run?.judgement?.verdict !== 'passed') {
    const found = run?.problems.filter(({ severity }) => severity === 'error') ?? [];
    throw new Failure(
      found.length > 0 ? found : [notBlessed(candidate, 'its run did not end well')],
    );
  }
  if (run.varied?.isShown === true)
    throw new Failure(notBlessed(candidate, 'it was made with a varied input'));
  const files = run.fetched
    .filter(({ node }) => candidate.output.nodes.includes(node))
    .flatMap((each) => each.files);
  const [file, ...others] = files;
  if (file?.bytes === undefined || others.length > 0)
    throw new Failure(
      notBlessed(candidate, `the run gave ${files.length} files of it, and one is needed`),
    );
  const { device } = run;
  return { bytes: file.bytes, ...(device === undefined ? {} : { device: device.kind }) };
}
