/** The example workflows run on stand-ins that have what their environments record. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../src/core/catalog/recording.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';

const workflows = resolve(import.meta.dirname, '../../workflows');
const running: RunningStandin[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
});

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

async function upload(url: string, folder: string): Promise<void> {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const form = new FormData();
    form.append('image', new Blob([readFileSync(join(folder, name))]), basename(name));
    await fetch(`${url}/upload/image`, { method: 'POST', body: form });
  }
}

describe.each(['dev', 'staging', 'prod'])('%s', (environment) => {
  it.each(namesIn(join(workflows, environment)))('runs %s', async (name) => {
    const recorded = readFileSync(join(workflows, environment, 'environment.json'), 'utf8');
    const { catalog } = parseEnvironment(recorded);
    const standin = await startStandin({ port: 0, models: Object.fromEntries(catalog.models) });
    running.push(standin);
    const folder = join(workflows, environment, name);
    for (const files of ['assets', 'smoke']) await upload(standin.url, join(folder, files));
    const prompt = JSON.parse(readFileSync(join(folder, 'workflow.json'), 'utf8'));
    const answer = await fetch(`${standin.url}/prompt`, {
      method: 'POST',
      body: JSON.stringify({ prompt }),
    });
    expect(await answer.clone().json()).toMatchObject({ node_errors: {} });
    const { prompt_id: id } = (await answer.json()) as { prompt_id: string };
    const entry = async () =>
      JSON.parse(await (await fetch(`${standin.url}/history/${id}`)).text())[id];
    await expect.poll(entry, { timeout: 30_000 }).toMatchObject({
      status: { status_str: 'success' },
    });
  });
});
