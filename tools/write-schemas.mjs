// Writes schemas/*.schema.json from the constants in the source: npm run schemas

import { mkdirSync, writeFileSync } from 'node:fs';
import { promotionSchema } from '../dist/core/promotion/config-schema.js';

const folder = `${import.meta.dirname}/../schemas`;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/promotion.schema.json`, `${JSON.stringify(promotionSchema, null, 2)}\n`);
