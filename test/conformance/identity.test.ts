import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject, member } from '../../src/base/json.ts';
import { writeJson } from '../../src/base/json-write.ts';
import { hasErrors } from '../../src/base/problem.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import { parseEnvironment, writeEnvironment } from '../../src/core/catalog/recording.ts';
import { canonicalWorkflowText } from '../../src/core/workflow/canonical-text.ts';
import { canvasDigest } from '../../src/core/workflow/canvas-digest.ts';
import { releaseDigest, renderingDigest } from '../../src/core/workflow/digests.ts';
import { parseWorkflow } from '../../src/core/workflow/parse.ts';
import { describeRelease } from '../../src/core/workflow/release.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { aPrompt, json } from '../support/graphs.ts';
import { hasRecordings, recording, recordingBytes } from '../support/recordings.ts';

const lines = (path: string): readonly string[] =>
  gunzipSync(recordingBytes(path)).toString('utf8').split('\n').filter(Boolean);

/** The prompt that the frontend made, in any recorded shape of a case. */
function promptsIn(value: Json | undefined, found: JsonObject[] = []): readonly JsonObject[] {
  if (!isJsonObject(value)) return found;
  const nodes = Object.values(value);
  const isPrompt =
    nodes.length > 0 &&
    nodes.every((each) => isJsonObject(each) && member(each, 'class_type') !== undefined);
  if (isPrompt) found.push(value);
  else for (const each of nodes) promptsIn(each, found);
  return found;
}

/** Gives every node another id, and the nodes another order. */
function renumbered(prompt: ApiPrompt): ApiPrompt {
  const ids = Object.keys(prompt);
  const names = new Map(ids.map((id, index) => [id, `${ids.length - index}:9`]));
  const text = writeJson(
    Object.fromEntries(
      ids.reverse().map((id) => [
        names.get(id),
        {
          class_type: prompt[id]?.class_type,
          inputs: Object.fromEntries(
            Object.entries(prompt[id]?.inputs ?? {})
              .reverse()
              .map(([key, value]) => [
                key,
                Array.isArray(value) && value.length === 2 && names.has(String(value[0]))
                  ? [names.get(String(value[0])), value[1]]
                  : value,
              ]),
          ),
        },
      ]),
    ) as unknown as Json,
  );
  return aPrompt(text);
}

describe.runIf(hasRecordings)('recorded workflows', () => {
  it.each(['0.3.64', '0.33.0'])('of %s keep their release under other ids', (version) => {
    const folder = `comfyui-${version}/conversion`;
    const catalog = parseCatalog({ objectInfo: recording(`${folder}/object_info.json`) });
    let count = 0;
    for (const line of lines(`${folder}/cases.jsonl.gz`).filter((_, index) => index % 4 === 0)) {
      for (const value of promptsIn(json(line))) {
        const parsed = parseWorkflow(writeJson(value));
        if (parsed.format !== 'api' || parsed.workflow === undefined || hasErrors(parsed.problems))
          continue;
        const prompt = parsed.workflow;
        const other = renumbered(prompt);
        const digest = releaseDigest(prompt, describeRelease(prompt, catalog));
        expect(releaseDigest(other, describeRelease(other, catalog))).toBe(digest);
        const text = canonicalWorkflowText(prompt);
        expect(renderingDigest(aPrompt(text))).toBe(renderingDigest(prompt));
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(50);
  });

  it.each(['0.3.64', '0.33.0'])(
    'of %s are described alike by a live server and its recording',
    (version) => {
      const folder = `comfyui-${version}/environments/dev`;
      const folders = json(recording(`${folder}/models.json`)) as readonly string[];
      const live = parseCatalog({
        objectInfo: recording(`${folder}/object_info.json`),
        models: Object.fromEntries(
          folders.map((each) => [
            each,
            json(recording(`${folder}/models/${each}.json`)) as string[],
          ]),
        ),
        systemStats: recording(`${folder}/system_stats.json`),
      });
      const { catalog: recorded } = parseEnvironment(writeEnvironment(live));
      let models = 0;
      for (const line of lines(`comfyui-${version}/conversion/cases.jsonl.gz`).slice(0, 120)) {
        for (const value of promptsIn(json(line))) {
          const prompt = value as unknown as ApiPrompt;
          const described = describeRelease(prompt, live);
          expect(describeRelease(prompt, recorded)).toEqual(described);
          models += described.modelInputs.length;
        }
      }
      expect(models).toBeGreaterThan(50);
    },
  );

  it('of many authors are read as canvases, and saving again does not change their digest', () => {
    let count = 0;
    for (const line of lines('history/pairs.jsonl.gz')) {
      const pair = json(line) as JsonObject;
      for (const side of ['from', 'to']) {
        const text = writeJson(pair[side] as Json);
        const { format, workflow, problems } = parseWorkflow(text);
        expect([format, hasErrors(problems)]).toEqual(['canvas', false]);
        if (format !== 'canvas' || workflow === undefined) continue;
        const extra = member(workflow, 'extra');
        const saved = {
          ...workflow,
          revision: 99,
          last_node_id: 9999,
          extra: {
            ...(isJsonObject(extra) ? extra : {}),
            ds: { scale: 3 },
            frontendVersion: '9.9.9',
          },
        };
        const before = { ...workflow, extra: isJsonObject(extra) ? extra : {} };
        expect(canvasDigest(saved)).toBe(canvasDigest(before));
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(20);
  });
});
