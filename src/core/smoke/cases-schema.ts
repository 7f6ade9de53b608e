/** The JSON schema of smoke.yaml, with descriptions for editors; `schemas/smoke.schema.json` is written from it. */

import { expectationSchema } from './expectation-schema.ts';

const size = '^\\d+(\\.\\d+)?\\s?[KMGT]i?B$';
const duration = '^(\\d{1,6}[smhd])+$';

const budget = {
  type: 'object',
  description: 'What a run of the case may cost.',
  additionalProperties: false,
  properties: {
    cold: {
      type: 'string',
      pattern: duration,
      description:
        'The longest that the server may take with the models still to load, as 90s. Memory is freed first where the server is not live.',
    },
    warm: {
      type: 'string',
      pattern: duration,
      description:
        'The longest that the server may take with the models loaded, as 10s. The case is run once more for it where needed.',
    },
    vram: {
      type: 'string',
      pattern: size,
      description: 'The most GPU memory that may be in use, as 14GB, by /system_stats.',
    },
    bytes: {
      type: 'string',
      pattern: size,
      description: 'The most that all outputs together may weigh, as 20MB.',
    },
  },
} as const;

const candidates = {
  type: 'object',
  description:
    'Make several with other seeds, the pinned one first, and ask that some of them hold.',
  additionalProperties: false,
  required: ['count', 'pass'],
  properties: {
    count: { type: 'integer', minimum: 1, maximum: 64, description: 'How many are made.' },
    pass: { type: 'integer', minimum: 1, maximum: 64, description: 'How many must hold.' },
  },
} as const;

const oneCase = {
  type: 'object',
  description: 'One run of the workflow and what must hold of it.',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9_-]*$',
      description: 'A name of small letters, digits, - and _.',
    },
    inputs: {
      type: 'object',
      description:
        'Values by contract name, by title, or as id.input. { file: smoke/shoe.png } uploads a file, { mask: smoke/mask.png, of: smoke/shoe.png } a picture with a mask.',
    },
    vary: {
      type: 'string',
      minLength: 1,
      description: 'The input that may get another value when the server had everything cached.',
    },
    timeout: {
      type: 'string',
      pattern: duration,
      description: 'The longest that the run may take, as 90s or 10m. Default: 20m.',
    },
    candidates,
    budget,
    expect: {
      type: 'object',
      description: 'What must hold, by the name of the output: contract name, title or node id.',
      additionalProperties: expectationSchema,
    },
  },
} as const;

export const smokeSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'smoke.schema.json',
  title: 'smoke.yaml',
  description: 'The smoke cases of a workflow in an environment.',
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    version: { const: 1, description: 'The version of this file: 1.' },
    cases: { type: 'array', description: 'Short runs, each with its own name.', items: oneCase },
  },
} as const;
