/** The JSON schema of contract.yaml, with descriptions for editors; `schemas/contract.schema.json` is written from it. */

const name = '^[A-Za-z0-9_][A-Za-z0-9_.-]*$';

const node = {
  type: ['string', 'integer'],
  minLength: 1,
  description: 'The id of a node in workflow.json, or the title of exactly one node.',
} as const;

const shared = {
  node,
  type: {
    type: 'string',
    minLength: 1,
    description: 'The type that applications are told, as STRING or IMAGE. Default: the catalog’s.',
  },
  description: { type: 'string', description: 'What applications are told about it.' },
} as const;

export const contractSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'contract.schema.json',
  title: 'contract.yaml',
  description: 'The named inputs and outputs by which applications use a workflow.',
  type: 'object',
  additionalProperties: false,
  properties: {
    inputs: {
      type: ['object', 'null'],
      description: 'Name of an input → the node and its input that the name sets.',
      propertyNames: {
        pattern: name,
        description: 'A name has letters, digits, and _ . - inside.',
      },
      additionalProperties: {
        type: ['object', 'string', 'integer'],
        description: 'A node, or a mapping with node, input, type and description.',
        required: ['node'],
        additionalProperties: false,
        properties: {
          ...shared,
          input: {
            type: 'string',
            minLength: 1,
            description:
              'The input of the node. Default: the one that has the same name, or the only one with a value.',
          },
        },
      },
    },
    outputs: {
      type: ['object', 'null'],
      description: 'Name of an output → the output node, or the slot of another node.',
      propertyNames: {
        pattern: name,
        description: 'A name has letters, digits, and _ . - inside.',
      },
      additionalProperties: {
        type: ['object', 'string', 'integer'],
        description: 'A node, or a mapping with node, slot, type and description.',
        required: ['node'],
        additionalProperties: false,
        properties: {
          ...shared,
          slot: {
            type: 'integer',
            minimum: 0,
            maximum: 1000,
            description: 'The number of the output, from 0. Default: what an output node saves.',
          },
        },
      },
    },
  },
} as const;
