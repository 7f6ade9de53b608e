/** The JSON schema of evidence, as a file and as a record; `schemas/evidence.schema.json` is written from it. */

const digest = {
  type: 'string',
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'sha256: and 64 hexadecimal digits.',
} as const;

/** One line of printable text; what comes from a server or a person is no longer than this. */
const line = {
  type: 'string',
  minLength: 1,
  maxLength: 400,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  description: 'One line of text, of up to 400 characters.',
} as const;

const verdict = {
  enum: ['passed', 'failed', 'errored', 'unverifiable'],
  description: 'passed, failed, errored or unverifiable.',
} as const;

const count = { type: 'integer', minimum: 0, description: 'A whole number.' } as const;

function lines(description: string) {
  return {
    type: 'object',
    description,
    maxProperties: 2000,
    propertyNames: { maxLength: 400 },
    additionalProperties: line,
  } as const;
}

const file = {
  type: 'object',
  description: 'A file that an output gave.',
  required: ['sha256', 'bytes'],
  additionalProperties: false,
  properties: {
    sha256: {
      type: 'string',
      pattern: '^(sha256:[0-9a-f]{64}|[0-9a-f]{64}|unread)$',
      description: 'The digest of its bytes, or unread.',
    },
    bytes: count,
    format: line,
    width: count,
    height: count,
    thumbnail: { ...digest, description: 'The digest of a small WebP picture of it.' },
  },
} as const;

const output = {
  type: 'object',
  description: 'A declared output and what it gave.',
  required: ['name', 'files', 'texts'],
  additionalProperties: false,
  properties: {
    name: line,
    files: { type: 'array', maxItems: 1000, description: 'Its files.', items: file },
    texts: count,
  },
} as const;

const caseRun = {
  type: 'object',
  description: 'One smoke case and how it ended.',
  required: ['name', 'verdict', 'end'],
  additionalProperties: false,
  properties: {
    name: line,
    verdict,
    end: line,
    runs: count,
    cached: { type: 'boolean', description: 'True where everything came from the cache.' },
    varied: { type: 'boolean', description: 'True where it ran once more with another value.' },
    milliseconds: count,
    error: line,
    outputs: { type: 'array', maxItems: 200, description: 'Its outputs.', items: output },
  },
} as const;

export const evidenceSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'evidence.schema.json',
  title: 'Evidence',
  description: 'What came out when the smoke cases of a rendering were run in an environment.',
  type: 'object',
  additionalProperties: false,
  required: [
    'format',
    'kind',
    'environment',
    'workflow',
    'release',
    'rendering',
    'cases',
    'interfaces',
    'models',
    'versions',
    'unseen',
    'verdict',
    'at',
    'by',
    'cases_run',
  ],
  properties: {
    format: { const: 'comfypin-evidence/1', description: 'The format: comfypin-evidence/1.' },
    kind: { enum: ['candidate', 'active'], description: 'candidate or active.' },
    environment: { ...line, pattern: '^[a-z0-9][a-z0-9_-]*$', description: 'An environment.' },
    workflow: {
      ...line,
      pattern: '^[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)?$',
      description: 'The name of a workflow.',
    },
    release: digest,
    rendering: digest,
    cases: { ...digest, description: 'The digest of the smoke cases and their files.' },
    interfaces: lines('Node type → digest of its interface, or absent.'),
    models: lines('folder/file → its identity, or unseen.'),
    versions: lines('What the server tells of its software and its device.'),
    unseen: { type: 'array', maxItems: 100, description: 'What no server tells.', items: line },
    verdict,
    at: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z$',
      description: 'A time in UTC, as 2026-11-21T07:30:00.000Z.',
    },
    by: { ...line, description: 'Who ran it.' },
    merge: {
      type: 'string',
      pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$',
      description: 'The merge commit that brought the rendering to the default branch.',
    },
    cases_run: { type: 'array', maxItems: 1000, description: 'The cases.', items: caseRun },
    signature: {
      type: 'object',
      description: 'An ed25519 signature over the rest of the record.',
      required: ['key', 'value'],
      additionalProperties: false,
      properties: {
        key: {
          type: 'string',
          pattern: '^ed25519:[A-Za-z0-9+/]{43}=$',
          description: 'The public key.',
        },
        value: {
          type: 'string',
          pattern: '^[A-Za-z0-9+/]{86}==$',
          description: 'The signature in base64.',
        },
      },
    },
  },
} as const;
