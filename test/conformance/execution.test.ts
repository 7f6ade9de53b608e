import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { isJsonObject, jsonEqual, member } from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { writeJson } from '../../src/base/json-write.ts';
import { fetchOutputs } from '../../src/commands/smoke/fetch-outputs.ts';
import { runPrompt } from '../../src/commands/smoke/run-prompt.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { outputsOf } from '../../src/core/smoke/outputs.ts';
import { withTitles } from '../../src/core/smoke/submit.ts';
import { judgeRun } from '../../src/core/smoke/verdict.ts';
import { random } from '../../src/world/clock.ts';
import type { Server } from '../../src/world/ports.ts';
import { connectServer } from '../../src/world/server.ts';
import { hasRecordings, recording, recordingsFolder } from '../support/recordings.ts';
import { startReplay } from '../support/replay.ts';
import { steadyClock } from '../support/steady-clock.ts';
import { type RecordedPrompt, recordedHistories, recordedPrompts } from '../support/transcript.ts';
import { executionTable } from './execution-table.ts';

const patience = { submitMs: 50_000, readMs: 50_000 };
const limits = { ...patience, pollMs: 20, slowestPollMs: 100, absentMs: 100, unreachableMs: 2000 };
const clock = steadyClock();
const world = { clock, random, signal: new AbortController().signal };
afterAll(clock.stop);

interface Row {
  readonly file: string;
  readonly version: string;
  readonly nth: number;
  readonly end: string;
  readonly verdict: string;
}

const rows: readonly Row[] = executionTable
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [file = '', which = '', nths = '', end = '', verdict = ''] = line.trim().split(/ +/);
    const versions = which === 'both' ? ['0.3.64', '0.33.0'] : [which];
    return versions.flatMap((version) =>
      nths.split(',').map((nth) => ({ file, version, nth: Number(nth), end, verdict })),
    );
  });

const catalogs = new Map<string, Catalog>();

function catalogOf(folder: string): Catalog {
  const known = catalogs.get(folder);
  const catalog = known ?? parseCatalog({ objectInfo: recording(`${folder}/object-info.json`) });
  catalogs.set(folder, catalog);
  return catalog;
}

/** A client whose requests and handshakes wait for a busy machine. */
function patientClient(url: string): Server {
  const server = connectServer({ url, headers: {} });
  return { ...server, openSocket: (path) => server.openSocket(path, patience.readMs) };
}

/** Plays one recorded prompt to the client and returns its end and verdict; every output node is a declared output. */
async function replay(from: RecordedPrompt): Promise<{ end: string; verdict: string }> {
  const catalog = catalogOf(from.folder);
  const server = await startReplay(from);
  const client = patientClient(server.url);
  try {
    const submitted = withTitles(from.prompt);
    const run = await runPrompt({ server: client, prompt: submitted, limits }, world);
    const fetched = run.end === 'success' ? await fetchOutputs(client, outputsOf(run), world) : [];
    const declared = Object.entries(submitted)
      .filter(([, node]) => catalog.nodeTypes.get(node.class_type)?.isOutputNode)
      .map(([id]) => ({ name: id, nodes: [id] }));
    const facts = {
      caseName: from.file,
      run,
      submitted,
      declared,
      fetched,
      cache: 'vary' as const,
    };
    expect(server.unexpected).toEqual([]);
    expect(server.requests.filter((each) => each === 'POST /prompt')).toHaveLength(1);
    const error = run.error === undefined ? '' : `:${run.error.class}`;
    return { end: `${run.end}${error}`, verdict: judgeRun(facts).verdict };
  } finally {
    await client.close();
    await server.stop();
  }
}

const verdicts: Readonly<Record<string, readonly string[]>> = {
  failure: ['failed'],
  cancelled: ['errored'],
  lost: ['errored'],
};

/** What the recording alone says of the end, and which verdicts go with it; undefined where only the table tells. */
function plainly(from: RecordedPrompt): { end: string; verdicts: readonly string[] } | undefined {
  if (from.status >= 500 || from.status === 403) return undefined;
  const answer = parseJson(from.answer, 'python');
  const said = answer.ok && isJsonObject(answer.value) ? answer.value : {};
  const refused = from.status !== 200 || !jsonEqual(member(said, 'node_errors') ?? {}, {});
  const kept = parseJson(recordedHistories(from).at(-1) ?? '{}', 'python');
  const text = kept.ok ? writeJson(kept.value) : '';
  const end = refused
    ? 'failure'
    : text.includes('"execution_interrupted"')
      ? 'cancelled'
      : /"status_str": ?"error"/.test(text)
        ? 'failure'
        : /"status_str": ?"success"/.test(text)
          ? 'success'
          : 'lost';
  const isFresh = /\["execution_cached", ?\{"nodes": ?\[\]/.test(text);
  const succeeded = isFresh ? ['passed'] : ['passed', 'unverifiable'];
  return { end, verdicts: verdicts[end] ?? succeeded };
}

describe.runIf(hasRecordings)('every recorded prompt ends and is judged as the table says', () => {
  const folders = ['0.3.64', '0.33.0'].map((version) => `comfyui-${version}/execution`);
  const found = folders.flatMap((folder) =>
    readdirSync(`${recordingsFolder}/${folder}`)
      .filter((name) => name.endsWith('.json') && name !== 'object-info.json')
      .flatMap((name) => recordedPrompts(folder, name)),
  );
  const name = ({ folder, file, nth }: RecordedPrompt) =>
    `${folder.slice('comfyui-'.length, -'/execution'.length)} ${file.slice(0, -'.json'.length)} ${nth}`;
  const expected = new Map(rows.map((row) => [`${row.version} ${row.file} ${row.nth}`, row]));

  it('the table names nothing that is not recorded', () => {
    expect(found.map(name)).toEqual(expect.arrayContaining([...expected.keys()]));
  });

  it.concurrent.each(found.map((each) => [name(each), each] as const))(
    '%s',
    async (title, each) => {
      const row = expected.get(title);
      const { end, verdict } = await replay(each);
      if (row !== undefined)
        expect({ end, verdict }).toEqual({ end: row.end, verdict: row.verdict });
      const plain = plainly(each);
      expect(end.replace(/:.*/, '')).toEqual(plain?.end ?? expect.stringMatching(/failure|lost/));
      expect(plain?.verdicts ?? ['failed', 'errored']).toContain(verdict);
    },
  );
});
