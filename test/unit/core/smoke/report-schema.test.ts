import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { smokeReportSchema } from '../../../../src/core/smoke/report-schema.ts';

it('schemas/smoke-report.schema.json is the schema that reports are checked with', () => {
  const file = new URL('../../../../schemas/smoke-report.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(smokeReportSchema)),
  );
});
