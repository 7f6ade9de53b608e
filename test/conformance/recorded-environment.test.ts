import { describe, expect, it } from 'vitest';
import { writeJson } from '../../src/base/json-write.ts';
import { parseEnvironment, writeEnvironment } from '../../src/core/catalog/recording.ts';
import { answerPrompt } from '../../src/core/validation/answer.ts';
import { recordedAnswers, recordedCatalog } from '../support/prompt-answers.ts';
import { hasRecordings } from '../support/recordings.ts';

/** The answer without descriptive texts, since environment.json holds none. */
function withoutTexts(body: string): string {
  return body.replace(/(?:, )?"tooltip": "(?:[^"\\]|\\.)*"/g, '').replaceAll('{, ', '{');
}

describe.skipIf(!hasRecordings).each([
  { version: '0.3.64', file: 'cases.jsonl' },
  { version: '0.33.0', file: 'cases.jsonl' },
  { version: '0.33.0', file: 'cases_new.jsonl' },
])('environment.json of $version, $file', ({ version, file }) => {
  it('answers as the server’s own lists do, or says that it cannot', () => {
    let certain = 0;
    for (const environment of ['staging', 'prod']) {
      const live = recordedCatalog(version, environment);
      const { catalog, problems } = parseEnvironment(writeEnvironment(live));
      expect(problems).toEqual([]);
      for (const each of recordedAnswers(version, file)) {
        if (each.environment !== environment) continue;
        const recorded = answerPrompt(each.request, catalog);
        if (!recorded.certain) continue;
        certain += 1;
        const expected = answerPrompt(each.request, live);
        expect(`${each.id} ${recorded.status} ${withoutTexts(recorded.body)}`).toBe(
          `${each.id} ${expected.status} ${withoutTexts(expected.body)}`,
        );
      }
    }
    expect(certain).toBeGreaterThan(500);
  });
});

it.skipIf(!hasRecordings)('is a fraction of what the server sends, and holds no path of it', () => {
  const live = recordedCatalog('0.33.0', 'dev');
  const text = writeEnvironment(live);
  const sent = [...live.nodeTypes.values()].reduce(
    (sum, { raw }) => sum + writeJson(raw).length,
    0,
  );
  expect(text.length).toBeLessThan(sent * 0.75);
  expect(text).not.toMatch(/argv|base-directory|ram_free|studio_input\.png/);
});
