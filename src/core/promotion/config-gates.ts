/** The gates that promotion.yaml can ask for beside the basic ones: their schema, and what they mean. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../base/json.ts';
import type { GateConfig } from './config-types.ts';
import { parseDuration } from './duration.ts';
import { isZone, type Window, type Windows, windowProblem } from './windows.ts';

const windowList = (description: string) =>
  ({
    type: 'array',
    minItems: 1,
    description,
    items: {
      type: ['string', 'object'],
      minLength: 1,
      description: 'The window, or a mapping with when and reason.',
      required: ['when'],
      additionalProperties: false,
      properties: {
        when: { type: 'string', minLength: 1, description: 'The window.' },
        reason: { type: 'string', description: 'Why, for those who wait.' },
      },
    },
  }) as const;

/** Kinds of change that a release can be, from light to heavy. */
const kinds = ['text', 'parameter', 'model', 'topology'] as const;

export const basicGates = {
  previous: {
    type: 'boolean',
    description: 'The environment before has active evidence for the release. Default: true.',
  },
  validation: {
    type: 'boolean',
    description: 'The environment has every node type, option and model. Default: true.',
  },
  smoke: {
    type: 'boolean',
    description:
      'A smoke run of the candidate passed in this environment. Default: true, but false for the first.',
  },
  soak: {
    type: 'string',
    description:
      'How long the release stays in the environment before, as 90m, 24h or 7d. Default: no soak.',
  },
  approvals: {
    type: 'integer',
    minimum: 0,
    maximum: 20,
    description: 'How many people other than the author must approve, from 0 to 20. Default: 0.',
  },
  owners: {
    type: 'integer',
    minimum: 0,
    maximum: 20,
    description:
      'How many owners must approve: those of overrides, else those of CODEOWNERS. Default: 0.',
  },
  statuses: {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    description:
      'Commit statuses or check runs of other tools that must be green on the pull request’s head.',
  },
  lookedAt: {
    type: ['boolean', 'array'],
    items: { type: 'string', minLength: 1 },
    description:
      'Somebody, or one of those named, has looked at the pictures of this very rendering: comfypin looked-at.',
  },
  contract: {
    enum: ['off', 'approval', 'block'],
    description:
      'When an input or output of the contract is removed or has another type: off ignores it, approval needs one approval, block refuses. Default: approval.',
  },
} as const;

export const moreGates = {
  windows: {
    type: 'object',
    description: 'Times at which the environment takes releases. Deny goes before allow.',
    additionalProperties: false,
    properties: {
      zone: { type: 'string', minLength: 1, description: 'An IANA time zone. Default: UTC.' },
      allow: windowList(
        'When it is open, as Mon-Fri 09:00-17:00 or daily 22:00-06:00. Default: always.',
      ),
      deny: windowList(
        'When it is closed, as Fri 15:00-Mon 08:00, 12-20/01-04 every year, or 2026-12-24T18:00/2027-01-02T08:00 once.',
      ),
    },
  },
  kinds: {
    type: 'object',
    description: 'Gates that differ by the kind of change against what the environment holds.',
    additionalProperties: false,
    properties: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        {
          type: 'object',
          description: `Gates of a release whose heaviest change is of the kind ${kind}.`,
          additionalProperties: false,
          properties: basicGates,
        },
      ]),
    ),
  },
} as const;

/** Returns what is written; durations are milliseconds. */
export function gatesOf(row: JsonObject): Partial<GateConfig> {
  return Object.fromEntries(entriesOf(row).map(([name, value]) => [name, gateValue(name, value)]));
}

function gateValue(name: string, value: Json): unknown {
  if (name === 'soak') return parseDuration(String(value)) ?? 0;
  if (name === 'windows' && isJsonObject(value)) return windowsOf(value);
  if (name === 'kinds' && isJsonObject(value)) {
    return Object.fromEntries(
      entriesOf(value).map(([kind, gates]) => [kind, isJsonObject(gates) ? gatesOf(gates) : {}]),
    );
  }
  return value;
}

function windowsOf(row: JsonObject): Windows {
  const zone = member(row, 'zone');
  return {
    zone: typeof zone === 'string' ? zone : 'UTC',
    windows: (['allow', 'deny'] as const).flatMap((kind) => windowsIn(row, kind)),
  };
}

function windowsIn(row: JsonObject, kind: 'allow' | 'deny'): readonly Window[] {
  const list = member(row, kind);
  if (list === undefined || !isJsonArray(list)) return [];
  return list.map((each) => {
    if (!isJsonObject(each)) return { kind, when: String(each) };
    const reason = member(each, 'reason');
    return {
      kind,
      when: String(member(each, 'when')),
      ...(typeof reason === 'string' ? { reason } : {}),
    };
  });
}

/** Returns what a schema cannot say of `windows`, with the path below it. */
export function windowProblems(
  row: JsonObject,
): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const zone = member(row, 'zone');
  const found = [];
  if (typeof zone === 'string' && !isZone(zone)) {
    found.push({ path: ['zone'], message: `"${zone}" is no time zone as Europe/Berlin is one` });
  }
  for (const kind of ['allow', 'deny'] as const) {
    for (const [index, { when }] of windowsIn(row, kind).entries()) {
      const message = windowProblem(when);
      if (message !== undefined) found.push({ path: [kind, index], message });
    }
  }
  return found;
}
