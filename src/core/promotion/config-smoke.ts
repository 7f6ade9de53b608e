/** The keys of promotion.yaml that smoke runs go by: `scorers`, `require`, and `quiet` and `budget` of a server. */

import { entriesOf, isJsonArray, isJsonObject, type JsonObject, member } from '../../base/json.ts';
import { bytesOf } from '../workflow/sizes.ts';
import { parseDuration } from './duration.ts';

/** A command that scores outputs: JSON on its standard input, JSON on its standard output. */
export interface Scorer {
  readonly name: string;
  /** The program and its words; no shell is between. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** Bytes of answer that are read at most. */
  readonly maxOutput: number;
  /** Files and folders of the repository that lie in its working folder, as the default branch has them. */
  readonly files: readonly string[];
  /** Variables that it may see besides PATH, HOME, LANG and TMPDIR. */
  readonly variables: readonly string[];
}

/** What a server must have for its runs to count. */
export interface DeviceRequirement {
  readonly device?: string;
  /** Bytes. */
  readonly vram?: number;
}

/** Hours of a day in a time zone; `from` after `to` goes over midnight. */
export interface QuietHours {
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
  /** IANA name. */
  readonly zone: string;
  readonly text: string;
}

const size = '^\\d+(\\.\\d+)?\\s?[KMGT]i?B$';
const quiet =
  '^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d [A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$';

const scorer = {
  type: 'object',
  description: 'A command that scores the outputs of smoke runs.',
  additionalProperties: false,
  required: ['command'],
  properties: {
    command: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description:
        'The program and its words, as [python3, clip.py]. It is started without a shell, gets JSON and answers JSON.',
    },
    timeout: {
      type: 'string',
      description: 'How long it may take for one output, as 30s. Default: 60s.',
    },
    maxOutput: {
      type: 'string',
      pattern: size,
      description: 'How much it may answer, as 64KB. Default: 1MB.',
    },
    files: {
      type: 'array',
      items: { type: 'string', minLength: 1, pattern: '^(?!/)(?!.*(^|/)\\.\\.(/|$)).+$' },
      description:
        'Files and folders of the repository that it needs; they lie in its working folder under their own paths.',
    },
    variables: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
      description: 'Names of variables that it may see, as HF_HOME. Others are kept from it.',
    },
  },
} as const;

export const scorersSchema = {
  type: 'object',
  description: 'Scorers by name. smoke.yaml names them; their commands stand here alone.',
  propertyNames: {
    pattern: '^[a-z0-9][a-z0-9_-]*$',
    description: 'A scorer’s name is of a-z, 0-9, _ and -.',
  },
  additionalProperties: scorer,
} as const;

export const requireSchema = {
  type: 'object',
  description: 'What a server must have for its smoke runs to count. Default: nothing.',
  additionalProperties: false,
  properties: {
    device: { type: 'string', minLength: 1, description: 'The kind of device, as cuda or mps.' },
    vram: { type: 'string', pattern: size, description: 'The least GPU memory, as 16GB.' },
  },
} as const;

export const serverUseSchemas = {
  quiet: {
    type: 'string',
    pattern: quiet,
    description:
      'When smoke may use the server, as 22:00-06:00 Europe/Berlin. Default: at any time.',
  },
  budget: {
    type: 'string',
    description: 'How long one smoke command may use the server, as 10m. Default: no limit.',
  },
} as const;

const defaultScorer = { timeoutMs: 60_000, maxOutput: 1_000_000 };

/** Returns the scorers in the order of the file; durations are checked before. */
export function scorersOf(row: JsonObject): readonly Scorer[] {
  const value = member(row, 'scorers');
  return (isJsonObject(value) ? entriesOf(value) : []).flatMap(([name, each]) => {
    if (!isJsonObject(each)) return [];
    const timeout = member(each, 'timeout');
    const output = member(each, 'maxOutput');
    return [
      {
        name,
        command: textsIn(each, 'command'),
        timeoutMs: parseDuration(String(timeout)) ?? defaultScorer.timeoutMs,
        maxOutput: bytesOf(String(output)) ?? defaultScorer.maxOutput,
        files: textsIn(each, 'files'),
        variables: textsIn(each, 'variables'),
      },
    ];
  });
}

function textsIn(row: JsonObject, key: string): readonly string[] {
  const value = member(row, key);
  return isJsonArray(value) ? value.map(String) : [];
}

export function requirementOf(row: JsonObject): DeviceRequirement | undefined {
  const value = member(row, 'require');
  if (!isJsonObject(value)) return undefined;
  const device = member(value, 'device');
  const vram = bytesOf(String(member(value, 'vram')));
  return {
    ...(typeof device === 'string' ? { device } : {}),
    ...(vram === undefined ? {} : { vram }),
  };
}

/** Returns the hours of a text that fits the schema; undefined where the zone is none. */
export function quietHoursOf(text: string): QuietHours | undefined {
  const [, from = '', to = '', zone = ''] = /^([\d:]+)-([\d:]+) (.+)$/.exec(text) ?? [];
  const minutes = (time: string): number => {
    const [hour, minute] = time.split(':').map(Number);
    return (hour ?? 0) * 60 + (minute ?? 0);
  };
  return isZone(zone) ? { from: minutes(from), to: minutes(to), zone, text } : undefined;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
