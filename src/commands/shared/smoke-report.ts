/** From what ran to what is said: the report value, and the files below the report folder. */

import { join } from 'node:path';
import { digestOfBytes } from '../../base/digest.ts';
import { titleOf } from '../../base/problem.ts';
import type { MeasuredFile } from '../../core/smoke/expectations.ts';
import type { CaseReport, FileReport, OutputReport } from '../../core/smoke/report.ts';
import type { World } from '../command.ts';
import type { CaseRun } from './run-case.ts';

/** Returns the report of one case; with a folder its files are written below it first. */
export async function reportCase(
  run: CaseRun,
  folder: string | undefined,
  world: Pick<World, 'disk'>,
): Promise<CaseReport> {
  const { error, entry } = run.run ?? {};
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
    timings: run.run?.timings ?? [],
    reasons: run.problems.filter(({ severity }) => severity === 'error').map(titleOf),
    ...(error === undefined ? {} : { error }),
    ...(entry?.executionMs === undefined ? {} : { executionSeconds: entry.executionMs / 1000 }),
    ...(run.varied === undefined ? {} : { varied: run.varied }),
  };
}

/** Outputs that were there before a failure are reported too. */
async function reportOutputs(
  run: CaseRun,
  folder: string | undefined,
  world: Pick<World, 'disk'>,
): Promise<readonly OutputReport[]> {
  const { subject, planned } = run.task;
  const outputs: OutputReport[] = [];
  for (const { node, files, texts } of run.fetched) {
    const name = subject.declared.find((each) => each.nodes.includes(node))?.name ?? node;
    const measured = run.measured.find((each) => each.name === name)?.files ?? [];
    const reported: FileReport[] = [];
    for (const { name: file, bytes } of files) {
      const facts = factsOf(measured.find((each) => each.name === file));
      if (bytes === undefined) {
        reported.push({ name: file, bytes: 0 });
        continue;
      }
      const path = [
        subject.workflow,
        planned.smokeCase.name,
        `${plainName(name)}-${plainName(file)}`,
      ].join('/');
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
    outputs.push({ name, files: reported, texts });
  }
  return outputs;
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
