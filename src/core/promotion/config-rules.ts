/** The keys `allow`, `deny`, `limits`, `maxRecordingAge` and `nodes` of an environment: their schema, and what they mean. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import type { NodeFacts } from '../catalog/types.ts';
import {
  type Bounds,
  type EnvironmentRules,
  type LimitName,
  type Limits,
  limitNames,
  limitPresets,
  type NameRules,
} from '../workflow/environment-rules.ts';
import { parseDuration } from './duration.ts';

const globs = (description: string) =>
  ({ type: 'array', items: { type: 'string', minLength: 1 }, description }) as const;

const nameRules = (description: string) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    properties: {
      nodes: globs('Node types, as KSampler or Studio*; * stands for any characters.'),
      models: globs('Models, as checkpoints/flux* or *.ckpt: folder and file, or the file alone.'),
    },
  }) as const;

const bounds = (what: string) =>
  ({
    type: 'object',
    description: `The least and the greatest ${what}.`,
    additionalProperties: false,
    properties: {
      min: { type: 'number', description: 'The least that is allowed.' },
      max: { type: 'number', description: 'The greatest that is allowed.' },
    },
  }) as const;

/** Of one environment, or at the top of the file for all of them. */
export const nodeFactsSchema = {
  type: 'object',
  description:
    'What /object_info does not tell of custom node types, by class: whether they check their inputs by code of their own.',
  additionalProperties: {
    type: 'object',
    description: 'Facts of this node type.',
    required: ['checks'],
    additionalProperties: false,
    properties: {
      checks: {
        type: ['string', 'array'],
        pattern: '^(?:none|all)$',
        items: { type: 'string', minLength: 1 },
        description:
          'none: it has no VALIDATE_INPUTS. all: it takes every input. Or the inputs that it takes, input_types for the types of links among them.',
      },
    },
  },
} as const;

export const ruleSchemas = {
  nodes: nodeFactsSchema,
  allow: nameRules('Only these node types and models may be used. Default: all.'),
  deny: nameRules('These node types and models may not be used, even where allow names them.'),
  limits: {
    type: 'object',
    description: 'Bounds of values in workflows. Default: none.',
    additionalProperties: false,
    properties: {
      preset: {
        enum: ['guides'],
        description:
          'guides: 1 to 100 steps, cfg 1 to 20, batches of 1, prompts of at most 1000 characters. Bounds beside it replace its own.',
      },
      steps: bounds('number of steps'),
      cfg: bounds('cfg'),
      width: bounds('width in pixels'),
      height: bounds('height in pixels'),
      batch_size: bounds('batch size'),
      prompt: bounds('number of characters of a text of several lines'),
    },
  },
  mayDiffer: {
    type: 'object',
    description:
      'What the servers of this environment may have each on its own. It is left out of the recording, so that no workflow can rely on it.',
    additionalProperties: false,
    properties: {
      nodes: globs('Node types, as Debug*; * stands for any characters.'),
      models: globs('Models, as loras/test/*; embeddings as embeddings/*.'),
      versions: {
        type: 'array',
        items: { enum: ['comfyui', 'frontend', 'python', 'torch', 'device'] },
        description: 'Versions that may differ: comfyui, frontend, python, torch, device.',
      },
    },
  },
  maxRecordingAge: {
    type: 'string',
    description:
      'How old the committed environment.json may be, as 12h or 30d, before it is no answer any more. Default: any age.',
  },
} as const;

/** Returns what the row says, and of `nodes` what the file says for all environments; nothing where there is none of the keys. Durations are checked before. */
export function rulesOf(row: JsonObject, shared: JsonObject = {}): EnvironmentRules | undefined {
  const age = member(row, 'maxRecordingAge');
  const maxRecordingAge = typeof age === 'string' ? parseDuration(age) : undefined;
  const [allow, deny, limits] = [namesIn(row, 'allow'), namesIn(row, 'deny'), limitsIn(row)];
  const mayDiffer = namesIn(row, 'mayDiffer');
  const nodes = { ...factsIn(shared), ...factsIn(row) };
  const rules = {
    ...(allow === undefined ? {} : { allow }),
    ...(deny === undefined ? {} : { deny }),
    ...(limits === undefined ? {} : { limits }),
    ...(maxRecordingAge === undefined ? {} : { maxRecordingAge }),
    ...(mayDiffer === undefined ? {} : { mayDiffer }),
    ...(Object.keys(nodes).length === 0 ? {} : { nodes }),
  };
  return Object.keys(rules).length === 0 ? undefined : rules;
}

function factsIn(row: JsonObject): Readonly<Record<string, NodeFacts>> {
  const value = member(row, 'nodes');
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    entriesOf(value).flatMap(([name, each]): readonly (readonly [string, NodeFacts])[] => {
      const checks = isJsonObject(each) ? member(each, 'checks') : undefined;
      if (isJsonArray(checks)) return [[name, { checks: checks.map(String) }]];
      return checks === 'none' || checks === 'all' ? [[name, { checks }]] : [];
    }),
  );
}

function namesIn(row: JsonObject, key: string): NameRules | undefined {
  const value = member(row, key);
  if (!isJsonObject(value)) return undefined;
  const lists = ['nodes', 'models', 'versions'].flatMap((name) => {
    const list = member(value, name);
    return isJsonArray(list) ? [[name, list.map(String)] as const] : [];
  });
  return Object.fromEntries(lists);
}

function limitsIn(row: JsonObject): Limits | undefined {
  const value = member(row, 'limits');
  if (!isJsonObject(value)) return undefined;
  const preset = member(value, 'preset') === 'guides' ? limitPresets.guides : {};
  const own = limitNames.flatMap((name): readonly (readonly [LimitName, Bounds])[] => {
    const given = member(value, name);
    return isJsonObject(given) ? [[name, boundsOf(given)]] : [];
  });
  return { ...preset, ...Object.fromEntries(own) };
}

function boundsOf(given: JsonObject): Bounds {
  const [min, max] = [member(given, 'min'), member(given, 'max')];
  return {
    ...(isJsonNumber(min) ? { min: toDouble(min) } : {}),
    ...(isJsonNumber(max) ? { max: toDouble(max) } : {}),
  };
}
