/** The stand-in against real servers: what `POST /prompt` answers to the recorded requests, over HTTP. */

import { afterEach, describe, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { comparable, recordedAnswers } from '../support/prompt-answers.ts';
import { hasRecordings, recording } from '../support/recordings.ts';

/** Of the prompts that are taken one in so many is sent: the stand-in runs them. */
const oneIn = 12;

let running: RunningStandin | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function standinOf(version: string, environment: string): Promise<RunningStandin> {
  const at = `comfyui-${version}/environments/${environment}`;
  const folders: readonly string[] = JSON.parse(recording(`${at}/models.json`));
  return startStandin({
    port: 0,
    objectInfo: recording(`${at}/object_info.json`),
    models: Object.fromEntries(
      folders.map((folder) => [folder, JSON.parse(recording(`${at}/models/${folder}.json`))]),
    ),
    embeddings: JSON.parse(recording(`${at}/embeddings.json`)),
    systemStats: recording(`${at}/system_stats.json`),
    ...(version === '0.3.64'
      ? {}
      : { nodeReplacements: recording(`${at}/node_replacements.json`) }),
  });
}

async function ask(url: string, body: string): Promise<{ status: number; body: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/prompt`, { method: 'POST', headers, body });
  const text = await response.text();
  // the id and the counter are those of one run
  const settled = text
    .replace(/^(\{"prompt_id": )"[^"]*"/, '$1null')
    .replace(/("number": )-?[\d.]+(?=, "node_errors")/, '$1null');
  return { status: response.status, body: settled };
}

describe.skipIf(!hasRecordings).each([
  ['0.3.64', 'cases.jsonl'],
  ['0.33.0', 'cases.jsonl'],
  ['0.33.0', 'cases_new.jsonl'],
] as const)('as ComfyUI %s, %s', (version, file) => {
  it.each(['dev', 'staging', 'prod'])('in %s', async (environment) => {
    running = await standinOf(version, environment);
    const { url } = running;
    const told = recordedAnswers(version, file).filter(
      (each) => each.environment === environment && each.fromObjectInfo && each.differsIn === '',
    );
    const wrong: string[] = [];
    let asked = 0;
    for (const [at, each] of told.entries()) {
      if (each.status === 200 && at % oneIn !== 0) continue;
      asked += 1;
      const { status, body } = await ask(url, each.request);
      const isSame =
        status === each.status &&
        (status === 500 || comparable(body, '') === comparable(each.bodies[0] ?? '', ''));
      if (!isSame) wrong.push(`${each.id} ${each.status} ${status}`);
    }
    expect(asked).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });
});
