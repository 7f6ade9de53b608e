/** Every schema that we ship is a schema by its meta-schema, in ajv's strict mode: the program itself does not look again. */

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../../schemas');

it.each(readdirSync(folder))('%s', (name) => {
  const schema = JSON.parse(readFileSync(resolve(folder, name), 'utf8'));
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  expect(() => ajv.compile(schema)).not.toThrow();
});
