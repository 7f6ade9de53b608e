/** `report`: reads the reports of smoke runs, puts those of several jobs together, and prints or writes them in another form. */

import { join, resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { isJsonObject, member } from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import { problem, titleOf } from '../base/problem.ts';
import { checkSchema } from '../base/schema.ts';
import { mergeReports } from '../core/smoke/merge-reports.ts';
import type { SmokeReport } from '../core/smoke/report.ts';
import { smokeReportSchema } from '../core/smoke/report-schema.ts';
import { renderSmokePage } from '../report/html/smoke.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderSmokeMarkdown } from '../report/markdown/smoke.ts';
import { renderPrometheus } from '../report/prometheus.ts';
import { renderSmoke } from '../report/text/smoke.ts';
import { command, type World } from './command.ts';

export const report = command({
  name: 'report',
  summary: 'Print reports of smoke runs in another form, those of several jobs as one',
  description:
    'Takes report folders of comfypin smoke, or the JSON answers of runs. Of a workflow that is in several the last one\n' +
    'counts. With --to a folder of its own is written: index.html, smoke.json, junit.xml and the pictures of all.',
  examples: [
    'comfypin report out --format markdown',
    'comfypin report shard-1 shard-2 --to report',
    'comfypin report smoke.json --format junit --output junit.xml',
  ],
  arguments: [
    { name: 'path', summary: 'report folders, or files with the JSON answer of a run', many: true },
  ],
  options: {
    to: { type: 'text', value: 'folder', summary: 'write a report folder of all there' },
    metrics: { type: 'text', value: 'file', summary: 'write metrics for Prometheus there' },
  },
  run: async ({ words, options }, world) => {
    const sources = [];
    for (const word of words) sources.push(await sourceOf(word, world));
    const [first, ...others] = sources.map((each) => each.report);
    if (first === undefined) {
      const message = 'report needs a report folder or file.';
      throw new Failure(problem('cli/usage', {}, { message, command: 'report' }));
    }
    const other = others.find(
      (each) => each.environment !== first.environment || each.kind !== first.kind,
    );
    if (other !== undefined) {
      const runs = [first, other].map((each) => `${each.kind} in ${each.environment}`);
      throw new Failure(problem('smoke/reports-differ', {}, { runs }));
    }
    const merged = mergeReports([first, ...others]);
    const value = options.to === undefined ? merged : { ...merged, folder: options.to };
    if (options.to !== undefined) {
      const folder = resolve(world.folder, options.to);
      for (const each of sources) {
        if (each.folder !== undefined && each.folder !== folder)
          await copyFiles(each.folder, folder, value, world);
      }
      await writeReport(value, folder, world);
    }
    if (options.metrics !== undefined)
      await world.disk.write(resolve(world.folder, options.metrics), renderPrometheus(value));
    return { value, problems: [] };
  },
  renderers: {
    text: renderSmoke,
    markdown: renderSmokeMarkdown,
    html: ({ value }) => renderSmokePage(value),
    junit: ({ value }) => renderJunit(value),
  },
  exitCode: ({ value }) => (value.verdict === 'passed' ? 0 : 1),
});

interface Source {
  readonly report: SmokeReport;
  /** Where its pictures are; absent for a file. */
  readonly folder?: string;
}

async function sourceOf(word: string, { disk, folder }: World): Promise<Source> {
  const path = resolve(folder, word);
  const isFolder = (await disk.list(path)) !== undefined;
  const file = isFolder ? join(path, 'smoke.json') : path;
  const bytes = await disk.read(file);
  const no = (reason: string) => new Failure(problem('smoke/no-report', {}, { word, reason }));
  if (bytes === undefined) {
    throw no(isFolder ? 'the folder holds no smoke.json' : 'there is no such file or folder');
  }
  const parsed = parseJson(new TextDecoder().decode(bytes));
  if (!parsed.ok) throw no(`it is no JSON (${parsed.error.message})`);
  const { value } = parsed;
  const answer = isJsonObject(value) ? (member(value, 'value') ?? value) : value;
  const wrong = checkSchema(
    smokeReportSchema,
    { value: answer, placeOf: () => ({ line: 1, column: 1 }) },
    word,
  );
  if (wrong[0] !== undefined) throw no(titleOf(wrong[0]));
  const report = answer as unknown as SmokeReport;
  return isFolder ? { report, folder: path } : { report };
}

/** Paths in reports are below the folder; a step upward in a foreign file leads nowhere. */
function pathsOf(report: SmokeReport): readonly string[] {
  const outputs = report.workflows.flatMap(({ cases }) =>
    cases.flatMap((each) => [
      ...each.outputs,
      ...(each.candidates ?? []).flatMap((candidate) => candidate.outputs),
    ]),
  );
  const files = outputs.flatMap((each) => each.files);
  const all = [
    ...files.flatMap(({ path, comparisons = [] }) => [
      path,
      ...comparisons.flatMap((each) => [each.path, each.heatMap]),
    ]),
    ...report.workflows.flatMap(({ cases }) => cases.map(({ executed }) => executed)),
  ];
  const steps = new Set(['', '.', '..']);
  return all.filter(
    (path): path is string =>
      path !== undefined && !path.split(/[\\/]/).some((step) => steps.has(step)),
  );
}

async function copyFiles(
  from: string,
  to: string,
  report: SmokeReport,
  { disk }: World,
): Promise<void> {
  for (const path of new Set(pathsOf(report))) {
    const bytes = await disk.read(join(from, path));
    if (bytes !== undefined) await disk.write(join(to, path), bytes);
  }
}

async function writeReport(value: SmokeReport, folder: string, { disk }: World): Promise<void> {
  const json = renderJson({ command: 'report', exitCode: 0, value, problems: [], pending: false });
  await disk.write(join(folder, 'smoke.json'), json);
  await disk.write(join(folder, 'junit.xml'), renderJunit(value));
  await disk.write(join(folder, 'index.html'), renderSmokePage(value));
}
