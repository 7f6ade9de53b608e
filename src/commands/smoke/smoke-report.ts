/** From what ran to what is said: the report value, and the files below the report folder. */

import { digestOfBytes } from '../../base/digest.ts';
import { writeJson } from '../../base/json-write.ts';
import { hintOf, type Problem, titleOf } from '../../base/problem.ts';
import type { Device } from '../../core/smoke/device.ts';
import type { MeasuredFile, MeasuredOutput } from '../../core/smoke/expectations.ts';
import { ranGraph } from '../../core/smoke/ran-graph.ts';
import type {
  CaseReport,
  ComparisonReport,
  FileReport,
  OutputReport,
  RunReport,
  ServerReport,
} from '../../core/smoke/report.ts';
import type { FetchedFile } from '../../core/smoke/verdict.ts';
import type { Attempt, CaseRun, CaseTask, Outcome, ReadyServer } from './case-types.ts';
import { plainName, type ReportFolder } from './report-files.ts';

/** Returns the report of one case; its files are written below the report folder first. */
export async function reportCase(run: CaseRun, folder: ReportFolder): Promise<CaseReport> {
  const { error, entry } = run.run ?? {};
  const { planned, subject } = run.task;
  const below = `${subject.workflow}/${planned.smokeCase.name}`;
  const found = errorsOf(run.problems);
  const last = run.attempts.findLast((each) => each.promptId === run.run?.promptId);
  const executed =
    entry?.executed === undefined
      ? undefined
      : await folder.write(`${below}/executed.json`, `${writeJson(entry.executed, 2)}\n`);
  const { preview } = run.run ?? {};
  const shown =
    preview === undefined || run.run?.end === 'success'
      ? undefined
      : await folder.write(`${below}/preview.jpg`, preview.bytes);
  const graph = run.run === undefined ? [] : ranGraph(entry?.executed, run.run);
  const candidates = [];
  for (const [index, each] of (run.candidates ?? []).entries()) {
    const reasons = errorsOf(each.problems).map(titleOf);
    const outputs = await reportOutputs(run.task, each, `${below}/${index + 2}`, folder);
    candidates.push({ verdict: each.verdict, reasons, outputs });
  }
  return {
    name: planned.smokeCase.name,
    verdict: run.verdict,
    server: run.serverUrl,
    end: run.run?.end ?? 'not sent',
    seconds: run.ms / 1000,
    cached: (run.judgement?.cachedOutputs.length ?? 0) > 0,
    attempts: run.attempts.map((each) => reportRun(each, run.task)),
    outputs: await reportOutputs(run.task, run, below, folder),
    changes: run.judgement?.changes ?? [],
    timings: last === undefined ? [] : reportRun(last, run.task).timings,
    reasons: found.map(titleOf),
    hints: [...new Set(found.flatMap((each) => hintOf(each) ?? []))],
    ...(run.retries.length === 0 ? {} : { retries: run.retries }),
    ...(graph.length === 0 ? {} : { graph }),
    ...(candidates.length === 0 ? {} : { candidates }),
    ...(run.device === undefined ? {} : { device: deviceText(run.device) }),
    ...(run.memory === undefined ? {} : { memory: run.memory }),
    ...(executed === undefined ? {} : { executed }),
    ...(shown === undefined ? {} : { preview: shown }),
    ...(error === undefined ? {} : { error }),
    ...(entry?.executionMs === undefined ? {} : { executionSeconds: entry.executionMs / 1000 }),
    ...(run.varied === undefined ? {} : { varied: run.varied }),
  };
}

/** Returns what is to be said of a server and the cases that ended there. */
export function reportServer(
  { server, device, foreign }: ReadyServer,
  runs: readonly { readonly serverUrl: string; readonly report: CaseReport }[],
): ServerReport {
  const { url } = server.address;
  const own = runs.filter((each) => each.serverUrl === url);
  return {
    url,
    ...(device === undefined ? {} : { device: deviceText(device) }),
    queue: foreign.most,
    cases: own.length,
    errored: own.filter(({ report }) => report.verdict === 'errored').length,
  };
}

/** The kind stands first; the name of a card comes after it. */
function deviceText({ kind, name }: Device): string {
  return name === '' || name === kind ? kind : `${kind} ${name}`;
}

function errorsOf(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

function reportRun(
  { ms, executionMs, timings, ...rest }: Attempt,
  { subject }: CaseTask,
): RunReport {
  const { prompt } = subject.names;
  return {
    ...rest,
    seconds: ms / 1000,
    ...(executionMs === undefined ? {} : { executionSeconds: executionMs / 1000 }),
    timings: timings.map((each) => {
      const node = Object.hasOwn(prompt, each.node) ? prompt[each.node] : undefined;
      return node === undefined ? each : { ...each, classType: node.class_type };
    }),
  };
}

/** Outputs that were there before a failure are reported too. */
async function reportOutputs(
  { subject }: CaseTask,
  outcome: Outcome,
  below: string,
  folder: ReportFolder,
): Promise<readonly OutputReport[]> {
  const outputs: OutputReport[] = [];
  for (const { node, files, texts } of outcome.fetched) {
    const name = subject.declared.find((each) => each.nodes.includes(node))?.name ?? node;
    const measured = measuresOf(outcome, name, files);
    const reported: FileReport[] = [];
    for (const file of files) {
      const facts = measured
        .flatMap((each) => each.files)
        .filter((each) => each.name === file.name);
      const path = `${below}/${plainName(name)}-${plainName(file.name)}`;
      reported.push(await reportFile({ file, facts, path, outcome }, folder));
    }
    const scores = measured.flatMap((each) => each.scores ?? []);
    outputs.push({ name, files: reported, texts, ...(scores.length === 0 ? {} : { scores }) });
  }
  return outputs;
}

/** Measures of an output, also where `expect:` names it in another way. */
function measuresOf(
  outcome: Outcome,
  name: string,
  files: readonly { readonly name: string }[],
): readonly MeasuredOutput[] {
  const hasOne = (each: MeasuredOutput): boolean =>
    each.files.some((file) => files.some((fetched) => fetched.name === file.name));
  return outcome.measured.filter((each) => each.name === name || hasOne(each));
}

interface Reported {
  readonly file: FetchedFile;
  readonly facts: readonly MeasuredFile[];
  readonly path: string;
  readonly outcome: Outcome;
}

async function reportFile(reported: Reported, folder: ReportFolder): Promise<FileReport> {
  const { file, facts, path } = reported;
  const { name, bytes } = file;
  if (bytes === undefined) return { name, bytes: 0 };
  const [first] = facts;
  const where = await folder.write(path, bytes);
  const comparisons = await reportComparisons(reported, bytes, folder);
  return {
    name,
    bytes: bytes.length,
    sha256: digestOfBytes(bytes),
    ...(where === undefined ? {} : { path: where }),
    ...(first?.picture === undefined ? {} : { picture: first.picture }),
    ...(first?.media === undefined ? {} : { media: first.media }),
    ...(comparisons.length === 0 ? {} : { comparisons }),
  };
}

async function reportComparisons(
  { facts, path, outcome }: Reported,
  bytes: Uint8Array,
  folder: ReportFolder,
): Promise<readonly ComparisonReport[]> {
  const comparisons: ComparisonReport[] = [];
  for (const found of facts.flatMap((each) => each.comparisons ?? [])) {
    const other = outcome.others?.get(found.with);
    const stem = `${path}-${comparisons.length + 1}`;
    const ending = found.with.includes('.') ? plainName(found.with.split('.').at(-1) ?? '') : 'png';
    const where = other && (await folder.write(`${stem}-before.${ending}`, other));
    const heat = other && (await folder.writeHeatMap(`${stem}-difference.png`, other, bytes));
    comparisons.push({
      with: found.with,
      likeness: found.likeness,
      ...(where === undefined ? {} : { path: where }),
      ...(heat === undefined ? {} : { heatMap: heat }),
    });
  }
  return comparisons;
}
