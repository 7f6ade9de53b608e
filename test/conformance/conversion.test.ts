/** convertCanvas against what the real frontends gave, case by case; the list of differences may only shrink. */

import { describe, expect, it } from 'vitest';
import { type ConvertOptions, convertCanvas } from '../../src/core/workflow/convert/convert.ts';
import {
  type ConversionCase,
  conversionCases,
  conversionCatalog,
  recordedFrontends,
  recordedNow,
} from '../support/conversion-cases.ts';
import { hasRecordings } from '../support/recordings.ts';
import differences from './conversion-differences.json' with { type: 'json' };

type Answer = Readonly<Record<string, unknown>> | null;

/** The prompt as JSON, its numbers as doubles. */
function answer(
  each: ConversionCase,
  options: ConvertOptions,
  catalog: ReturnType<typeof conversionCatalog>,
): Answer {
  const { prompt } = convertCanvas(each.canvas, catalog, options);
  return prompt === undefined ? null : JSON.parse(JSON.stringify(prompt));
}

function differing(
  cases: readonly ConversionCase[],
  convert: (each: ConversionCase) => Answer,
): readonly string[] {
  return cases
    .filter((each) => JSON.stringify(convert(each)) !== JSON.stringify(each.api))
    .map((each) => each.id);
}

describe.skipIf(!hasRecordings).each(recordedFrontends)(
  'frontend $frontend',
  ({ frontend, folder }) => {
    const catalog = hasRecordings ? conversionCatalog(folder) : undefined;
    const cases = hasRecordings ? conversionCases(folder) : [];

    it('gives the recorded prompt, order of keys included, when chance and clock are the recorded ones', () => {
      if (catalog === undefined) return;
      const found = differing(cases, (each) =>
        answer(
          each,
          { frontend, chance: { random: () => each.random, now: recordedNow } },
          catalog,
        ),
      );
      console.info(`${frontend}: ${cases.length - found.length} of ${cases.length} equal`);
      expect([...found].sort()).toEqual(Object.keys(differences[frontend].different).sort());
    });

    it('differs on purpose where the page draws, looks at the clock or rounds', () => {
      if (catalog === undefined) return;
      const found = differing(cases, (each) => answer(each, { frontend }, catalog));
      const listed = { ...differences[frontend].different, ...differences[frontend].kept };
      console.info(
        `${frontend}: ${cases.length - found.length} of ${cases.length} equal without chance and clock`,
      );
      expect([...found].sort()).toEqual(Object.keys(listed).sort());
    });
  },
);
