/** Stand-ins that offer what a recorded server offered, and prompts of the recordings. */

import { readdirSync } from 'node:fs';
import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { writeJson } from '../../src/base/json-write.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { recording, recordingsFolder } from './recordings.ts';

export type Recorded = 'comfyui-0.3.64' | 'comfyui-0.33.0';

/** Starts a stand-in with the catalog of a recorded environment; `renamed` gives checkpoints other names. */
export function startRecorded(
  version: Recorded,
  environment: string,
  renamed: Readonly<Record<string, string>> = {},
): Promise<RunningStandin> {
  const folder = `${version}/environments/${environment}`;
  const models = Object.fromEntries(
    readdirSync(`${recordingsFolder}/${folder}/models`).map((file) => {
      const names = JSON.parse(recording(`${folder}/models/${file}`)) as string[];
      return [file.replace(/\.json$/, ''), names.map((name) => renamed[name] ?? name)];
    }),
  );
  let objectInfo = recording(`${folder}/object_info.json`);
  for (const [from, to] of Object.entries(renamed)) {
    objectInfo = objectInfo.replaceAll(JSON.stringify(from), JSON.stringify(to));
  }
  return startStandin({
    port: 0,
    objectInfo,
    models,
    embeddings: JSON.parse(recording(`${folder}/embeddings.json`)) as string[],
    systemStats: recording(`${folder}/system_stats.json`),
  });
}

/** Returns the API graph of a recorded request, with texts replaced wherever they stand as a value. */
export function recordedPrompt(
  version: Recorded,
  id: string,
  replaced: Readonly<Record<string, string>> = {},
): string {
  const line = recording(`${version}/validation/cases.jsonl`)
    .split('\n')
    .find((each) => each.startsWith(`{"id":"${id}"`));
  const parsed = parseJson(line ?? '', 'python');
  if (!parsed.ok) throw new Error(`no recorded case ${id}`);
  return writeJson(replace(member(parsed.value as JsonObject, 'prompt') as Json, replaced));
}

function replace(value: Json, replaced: Readonly<Record<string, string>>): Json {
  if (typeof value === 'string') return replaced[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => replace(item, replaced));
  if (!isJsonObject(value)) return value;
  return jsonObject(entriesOf(value).map(([key, item]) => [key, replace(item, replaced)]));
}
