/** From what ran to what is said: the report value, and the files below the report folder. */

import { join } from 'node:path';
import { digestOfBytes } from '../../base/digest.ts';
import { hintOf, titleOf } from '../../base/problem.ts';
import type { MeasuredFile, MeasuredOutput } from '../../core/smoke/expectations.ts';
import type { CaseReport, FileReport, OutputReport } from '../../core/smoke/report.ts';
import type { NodeTiming } from '../../core/smoke/types.ts';
import type { World } from '../command.ts';
import type { CaseRun } from './run-case.ts';

/** Returns the report of one case; with a folder its files are written below it first. */
export async function reportCase(
  run: CaseRun,
  folder: string | undefined,
  world: Pick<World, 'disk'>,
): Promise<CaseReport> {
  const { error, entry } = run.run ?? {};
  const found = run.problems.filter(({ severity }) => severity === 'error');
  return {
    name: run.task.planned.smokeCase.name,
    verdict: run.verdict,
    server: run.serverUrl,
    end: run.run?.end ?? 'not sent',
    seconds: run.ms / 1000,
    cached: (run.judgement?.cachedOutputs.length ?? 0) > 0,
    attempts: run.attempts,
    outputs: await reportOutputs(run, folder, world),
    changes: run.judgement?.changes ?? [],
    timings: (run.run?.timings ?? []).map((each) => timingOf(each, run)),
    reasons: found.map(titleOf),
    hints: [...new Set(found.flatMap((each) => hintOf(each) ?? []))],
    ...(error === undefined ? {} : { error }),
    ...(entry?.executionMs === undefined ? {} : { executionSeconds: entry.executionMs / 1000 }),
    ...(run.varied === undefined ? {} : { varied: run.varied }),
  };
}

function timingOf(timing: NodeTiming, { task }: CaseRun): CaseReport['timings'][number] {
  const { prompt } = task.subject.names;
  const node = Object.hasOwn(prompt, timing.node) ? prompt[timing.node] : undefined;
  return node === undefined ? timing : { ...timing, classType: node.class_type };
}

/** Outputs that were there before a failure are reported too. */
async function reportOutputs(
  run: CaseRun,
  folder: string | undefined,
  world: Pick<World, 'disk'>,
): Promise<readonly OutputReport[]> {
  const { subject, planned } = run.task;
  const below = `${subject.workflow}/${planned.smokeCase.name}`;
  const outputs: OutputReport[] = [];
  for (const { node, files, texts } of run.fetched) {
    const name = subject.declared.find((each) => each.nodes.includes(node))?.name ?? node;
    const measured = measuresOf(run, name, files);
    const reported: FileReport[] = [];
    for (const { name: file, bytes } of files) {
      const facts = factsOf(
        measured.flatMap((each) => each.files).find((each) => each.name === file),
      );
      if (bytes === undefined) {
        reported.push({ name: file, bytes: 0 });
        continue;
      }
      const path = `${below}/${plainName(name)}-${plainName(file)}`;
      if (folder !== undefined) await world.disk.write(join(folder, path), bytes);
      const where = folder === undefined ? {} : { path };
      reported.push({
        name: file,
        bytes: bytes.length,
        sha256: digestOfBytes(bytes),
        ...where,
        ...facts,
      });
    }
    const golden = measured.find((each) => each.golden !== undefined)?.golden ?? '';
    const picture = subject.files.get(golden);
    const path = `${below}/golden-${plainName(golden)}`;
    const isWritten = folder !== undefined && picture !== undefined;
    if (isWritten) await world.disk.write(join(folder, path), picture);
    outputs.push({ name, files: reported, texts, ...(isWritten ? { golden: path } : {}) });
  }
  return outputs;
}

/** Measures of an output; where `expect:` names it in another way too, those that compare with a golden picture first. */
function measuresOf(
  run: CaseRun,
  name: string,
  files: readonly { readonly name: string }[],
): readonly MeasuredOutput[] {
  const hasOne = (each: MeasuredOutput): boolean =>
    each.files.some((file) => files.some((fetched) => fetched.name === file.name));
  const found = run.measured.filter((each) => each.name === name || hasOne(each));
  return [
    ...found.filter((each) => each.golden !== undefined),
    ...found.filter((each) => each.golden === undefined),
  ];
}

function factsOf(measured: MeasuredFile | undefined): Partial<FileReport> {
  const { picture, likeness } = measured ?? {};
  return {
    ...(picture === undefined ? {} : { picture }),
    ...(likeness === undefined ? {} : { likeness }),
  };
}

/** A server's file name as one that cannot leave the folder or hide. */
function plainName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[.]+/, '_');
  return plain === '' ? '_' : plain.slice(-120);
}
