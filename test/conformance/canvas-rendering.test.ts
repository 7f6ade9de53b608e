/** A canvas rendered for another environment, converted again, gives the prompt rendered for it: with each recorded canvas. */

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { setMember } from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { writeJson } from '../../src/base/json-write.ts';
import { opensDifferently, renderCanvas } from '../../src/core/promotion/canvas-rendering.ts';
import { convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import { describeRelease } from '../../src/core/workflow/release.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import {
  conversionCases,
  conversionCatalog,
  recordedFrontends,
} from '../support/conversion-cases.ts';
import { hasRecordings } from '../support/recordings.ts';

/**
 * The page makes a file name of a model's name here (`%CheckpointLoaderSimple.ckpt_name%`). The pin keeps the file name
 * that it had, the canvas keeps the words: `canvas/opens-differently` says that the page would make another one.
 */
const deliberate = new Set([
  'special/text-replacements/unsafe',
  'old/special/text-replacements/unsafe',
]);

/** Converting all takes long; these are always among those that are tried. */
const always = new Set([
  ...deliberate,
  'special/all-classes-defaults/10',
  'special/all-classes-defaults/11',
  'special/all-classes-defaults/13',
  'old/special/all-classes-defaults/10',
  'old/special/all-classes-defaults/11',
  'template/video_ltx2_i2v_lora',
]);

function copyOf(prompt: ApiPrompt): ApiPrompt {
  const parsed = parseJson(writeJson(prompt as unknown as JsonObject));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value as unknown as ApiPrompt;
}

describe.skipIf(!hasRecordings).each(recordedFrontends)(
  'canvases of frontend $frontend',
  ({ frontend, folder }) => {
    it('hold the names of the other environment in every widget', () => {
      const catalog = conversionCatalog(folder);
      const options = { frontend };
      const differing: string[] = [];
      let count = 0;
      const cases = conversionCases(folder);
      for (const [index, { id, canvas }] of cases.entries()) {
        if (index % 4 !== 0 && !always.has(id)) continue;
        const { prompt } = convertCanvas(canvas, catalog, options);
        if (prompt === undefined) continue;
        const { modelInputs } = describeRelease(prompt, catalog);
        if (modelInputs.length === 0) continue;
        count += 1;
        const changes = modelInputs.map((each) => ({ ...each, value: `there/${each.file}` }));
        const wanted = copyOf(prompt);
        for (const { node, input, value } of changes) {
          const inputs = wanted[node]?.inputs;
          if (inputs !== undefined) setMember(inputs as Record<string, string>, input, value);
        }
        const rendered = renderCanvas(canvas, prompt, changes, [], catalog);
        const again = convertCanvas(rendered, catalog, options).prompt;
        if (JSON.stringify(again) === JSON.stringify(wanted)) continue;
        differing.push(id);
        const said = opensDifferently(rendered, wanted, catalog, 'there');
        expect(said.map(({ code }) => code)).toEqual(['canvas/opens-differently']);
      }
      console.info(`${frontend}: ${count - differing.length} of ${count} rendered canvases equal`);
      expect(differing).toEqual(cases.map(({ id }) => id).filter((id) => deliberate.has(id)));
    }, 60_000);
  },
);
