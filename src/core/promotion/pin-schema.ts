/** The JSON schema of pin.json; `schemas/pin.schema.json` is written from it. */

const digest = {
  type: 'string',
  pattern: '^sha256:[0-9a-f]{64}$',
  description: 'sha256: and 64 hexadecimal digits.',
} as const;

const text = { type: 'string', minLength: 1, description: 'A text that is not empty.' } as const;

const place = { node: text, input: text } as const;

function table(description: string, required: readonly string[], properties: object) {
  return {
    type: 'array',
    description,
    items: {
      type: 'object',
      description: 'One row of the table.',
      required,
      additionalProperties: false,
      properties,
    },
  };
}

export const pinSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'pin.schema.json',
  title: 'pin.json',
  description: 'Holds an environment to one rendering of one release of a workflow.',
  type: 'object',
  additionalProperties: false,
  required: [
    'format',
    'digests',
    'outputNodes',
    'models',
    'values',
    'assets',
    'seeds',
    'contract',
    'interfaces',
    'seal',
  ],
  properties: {
    format: { const: 'comfypin/1', description: 'The format of this file: comfypin/1.' },
    digests: {
      type: 'object',
      description: 'The digests of the files beside the pin.',
      required: ['release', 'rendering', 'shape'],
      additionalProperties: false,
      properties: {
        release: { ...digest, description: 'What runs, the same in every environment.' },
        rendering: { ...digest, description: 'workflow.json as it is sent in this environment.' },
        shape: { ...digest, description: 'The release without seeds and contract inputs.' },
        canvas: { ...digest, description: 'canvas.json with its layout, without view state.' },
        contract: { ...digest, description: 'What applications rely on: names, types, texts.' },
      },
    },
    from: {
      type: 'object',
      description: 'Where the release came from; absent in the first environment.',
      required: ['environment', 'rendering'],
      additionalProperties: false,
      properties: { environment: text, rendering: digest },
    },
    outputNodes: {
      type: 'array',
      description: 'Ids of the nodes that a run executes for.',
      items: text,
    },
    models: table('Inputs that name a model file.', ['node', 'input', 'folder', 'name', 'file'], {
      ...place,
      folder: { ...text, description: 'The folder of /models.' },
      name: { ...text, description: 'The logical name, the same in every environment.' },
      file: { ...text, description: 'The name in this environment.' },
      sha256: digest,
      size: { type: 'integer', minimum: 0, description: 'Bytes.' },
    }),
    values: table('Inputs that promotion.yaml sets per environment.', ['node', 'input', 'key'], {
      ...place,
      key: { ...text, description: 'The row of values: in promotion.yaml.' },
    }),
    assets: table('Inputs that name a file of assets/.', ['node', 'input', 'file', 'sha256'], {
      ...place,
      file: text,
      sha256: digest,
    }),
    seeds: table('Inputs that hold a seed.', ['node', 'input'], place),
    contract: table('Names of the contract and where they lead.', ['name', 'direction', 'node'], {
      name: text,
      direction: { enum: ['input', 'output'], description: 'input or output.' },
      node: text,
      input: text,
      slot: { type: 'integer', minimum: 0, description: 'The number of the output.' },
      type: text,
      description: { type: 'string', description: 'What applications are told.' },
    }),
    interfaces: {
      type: 'object',
      description: 'Node type → digest of its interface when the workflow was pinned.',
      additionalProperties: digest,
    },
    seal: { ...digest, description: 'The digest of everything else in this file.' },
  },
} as const;
