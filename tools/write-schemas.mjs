// Writes schemas/*.schema.json from the constants in the source: npm run schemas

import { mkdirSync, writeFileSync } from 'node:fs';
import { promotionSchema } from '../dist/core/promotion/config-schema.js';
import { evidenceSchema } from '../dist/core/promotion/evidence-schema.js';
import { pinSchema } from '../dist/core/promotion/pin-schema.js';
import { smokeSchema } from '../dist/core/smoke/cases-schema.js';
import { smokeReportSchema } from '../dist/core/smoke/report-schema.js';
import { contractSchema } from '../dist/core/workflow/contract-schema.js';

const folder = `${import.meta.dirname}/../schemas`;
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries({
  contract: contractSchema,
  evidence: evidenceSchema,
  pin: pinSchema,
  promotion: promotionSchema,
  smoke: smokeSchema,
  'smoke-report': smokeReportSchema,
})) {
  writeFileSync(`${folder}/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
