/** The JSON schema of promotion.yaml, with descriptions for editors; `schemas/promotion.schema.json` is written from it. */

import { evidenceSchemas, signatureSchema } from './config-evidence.ts';
import { basicGates, moreGates } from './config-gates.ts';
import { policySchema } from './config-policy.ts';
import { nodeFactsSchema, ruleSchemas } from './config-rules.ts';
import { requireSchema, scorersSchema, serverUseSchemas } from './config-smoke.ts';

const variable = '^\\$[A-Za-z_][A-Za-z0-9_]*$';
const environmentName = '^[a-z0-9][a-z0-9_-]*$';

const gates = {
  type: 'object',
  description: 'What must hold before a release may enter this environment.',
  additionalProperties: false,
  properties: { ...basicGates, ...moreGates },
} as const;

const server = {
  type: ['string', 'object'],
  description: 'The address, or a mapping with url, token, headers, ca, proxy and role.',
  minLength: 1,
  required: ['url'],
  additionalProperties: false,
  properties: {
    url: {
      type: 'string',
      minLength: 1,
      description: 'An address that begins with http:// or https://, or $VARIABLE.',
    },
    token: {
      type: 'string',
      description: 'The name of the variable that holds the bearer token, as $PROD_TOKEN.',
    },
    headers: {
      type: 'object',
      description: 'Header names and the variables that hold their values, as X-Api-Key: $API_KEY.',
      additionalProperties: { type: 'string' },
    },
    ca: {
      type: 'string',
      minLength: 1,
      description: 'A PEM file of certificate authorities to trust besides the system’s.',
    },
    proxy: {
      type: 'string',
      minLength: 1,
      description:
        'The HTTP proxy that leads there, as http://proxy.example:3128 or $VARIABLE; none for a direct connection. Default: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.',
    },
    role: {
      enum: ['live', 'test'],
      description:
        'live servers also do production work. Default: live where no environment comes after.',
    },
    ...serverUseSchemas,
  },
} as const;

const environment = {
  type: 'object',
  description: 'One environment.',
  additionalProperties: false,
  properties: {
    after: {
      description:
        'The environment that releases come from; the first has none. Of a list, releases come from the first, and every one of them must have run the release: the gates previous and soak ask each.',
      anyOf: [
        { type: 'string' },
        { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
      ],
    },
    servers: {
      type: 'array',
      items: server,
      description: 'The ComfyUI servers of the environment.',
    },
    gates,
    promotion: policySchema,
    runner: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description: 'Labels of the Actions runner that reaches the servers.',
    },
    cache: {
      enum: ['vary', 'free', 'accept'],
      description:
        'How smoke makes sure that a result was computed: vary a named input, free the memory first, or accept a cached result. Default: vary.',
    },
    ...evidenceSchemas,
    require: requireSchema,
    ...ruleSchemas,
  },
} as const;

export const promotionSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'promotion.schema.json',
  title: 'promotion.yaml',
  description: 'Environments, gates, models and values of a comfypin repository.',
  type: 'object',
  required: ['version', 'environments'],
  additionalProperties: false,
  properties: {
    version: { const: 1, description: 'The format of this file: 1.' },
    environments: {
      type: 'object',
      minProperties: 1,
      description: 'At least one environment, by name.',
      propertyNames: {
        pattern: environmentName,
        not: { enum: ['all', 'folder', 'name', 'sha256', 'former', 'node', 'input'] },
        description:
          'An environment’s name is of a-z, 0-9, _ and -, and not one of all, folder, name, sha256, former, node, input.',
      },
      additionalProperties: environment,
    },
    models: {
      type: 'array',
      description: 'Model files whose names differ between environments.',
      items: {
        type: 'object',
        description: 'The folder, and the file name in each environment.',
        required: ['folder'],
        properties: {
          folder: {
            type: 'string',
            minLength: 1,
            description: 'The folder as in /models, such as checkpoints.',
          },
          name: {
            type: 'string',
            minLength: 1,
            description: 'The logical name. Default: the spelling when first pinned.',
          },
          sha256: {
            type: 'string',
            pattern: '^(sha256:)?[0-9a-f]{64}$',
            description: 'The sha256 of the file: 64 lowercase hexadecimal digits.',
          },
          former: {
            type: 'array',
            items: { type: 'string', minLength: 1 },
            description: 'Names that the file had before.',
          },
        },
        additionalProperties: {
          type: 'string',
          minLength: 1,
          description: 'The file name in this environment, as its server spells it.',
        },
      },
    },
    values: {
      type: 'array',
      description: 'Inputs that must differ per environment.',
      items: {
        type: 'object',
        description: 'The node type, the input, and its value in each environment.',
        required: ['node', 'input'],
        properties: {
          node: { type: 'string', minLength: 1, description: 'The node type, such as SaveToS3.' },
          input: { type: 'string', minLength: 1, description: 'The name of the input.' },
        },
        additionalProperties: true,
      },
    },
    nodes: nodeFactsSchema,
    scorers: scorersSchema,
    overrides: {
      type: 'object',
      description: 'What differs for some workflows, by a glob of their names.',
      propertyNames: {
        pattern: '^[a-z0-9_*?/-]+$',
        description: 'A glob is of a-z, 0-9, _, -, /, * and ?.',
      },
      additionalProperties: {
        type: 'object',
        description: 'Gates, owners and policy of these workflows.',
        additionalProperties: false,
        properties: {
          gates,
          promotion: policySchema,
          owners: {
            type: 'array',
            minItems: 1,
            items: { type: 'string', minLength: 1 },
            description: 'Who is asked about these workflows: @name, @team, or an address.',
          },
        },
      },
    },
    people: {
      type: 'object',
      description:
        'Who saves canvases on the servers: a ComfyUI user (default where a server has one) and the name and address to commit under, as ada: Ada Lovelace <ada@example.com>.',
      additionalProperties: {
        type: 'string',
        pattern: '^[^<>\\s][^<>\\r\\n]* <[^<>@\\s]+@[^<>@\\s]+>$',
        description: 'A name and an address, as Ada Lovelace <ada@example.com>.',
      },
    },
    capture: {
      type: 'object',
      description: 'What is taken from servers.',
      additionalProperties: false,
      properties: {
        ignore: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description:
            'Files below workflows/ that capture leaves alone, as scratch/*; * stands for any characters.',
        },
      },
    },
    signatures: signatureSchema,
    forge: {
      type: 'object',
      description: 'Where pull requests live.',
      additionalProperties: false,
      properties: {
        kind: {
          enum: ['local', 'github'],
          description:
            'Default: github where repository or apiUrl is given or the remote is on github.com, else local.',
        },
        remote: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
          description: 'The name of the git remote. Default: origin.',
        },
        repository: {
          type: 'string',
          pattern: '^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$',
          description: 'The repository on GitHub, as owner/name.',
        },
        apiUrl: {
          type: 'string',
          pattern: '^https?://',
          description: 'The API of a GitHub Enterprise server, as https://github.example/api/v3.',
        },
        merge: {
          enum: ['merge', 'squash', 'rebase'],
          description:
            'How pull requests are merged on GitHub. Default: the first that the repository allows, in this order.',
        },
      },
    },
  },
} as const;

/** True for `$NAME`: the only form in which a secret may be named. */
export function isVariable(text: string): boolean {
  return new RegExp(variable).test(text);
}
