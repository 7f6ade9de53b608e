/** The keys `evidence` of an environment and `signatures` of promotion.yaml: their schema, and what they mean. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../base/json.ts';
import { parseDuration } from './duration.ts';

/** What of evidence must equal today's, so that it counts. */
export const evidenceParts = ['interface', 'models', 'versions', 'cases', 'device'] as const;
export type EvidencePart = (typeof evidenceParts)[number];

export interface EvidenceRule {
  readonly bind: readonly EvidencePart[];
  /** Milliseconds; absent where evidence does not grow old. */
  readonly maxAge?: number;
  /** Where small pictures of what was made are kept; absent where none are made. */
  readonly thumbnails?: 'local' | 'branch';
}

export interface SignatureRule {
  /** The variable that holds the key under which this program signs, without `$`. */
  readonly variable?: string;
  /** Public key → who signs with it. Where it is empty, nobody has to. */
  readonly trusted: ReadonlyMap<string, string>;
}

/** A public key as it is written: the algorithm and the 32 bytes in base64. */
export const publicKeyPattern = '^ed25519:[A-Za-z0-9+/]{43}=$';

export const evidenceSchemas = {
  evidence: {
    type: 'object',
    description: 'What makes evidence of this environment count.',
    additionalProperties: false,
    properties: {
      maxAge: {
        type: 'string',
        description: 'How old evidence may be, as 24h, 7d or 12w. Default: any age.',
      },
      bind: {
        type: 'array',
        uniqueItems: true,
        description:
          'What must be as it is today: interface (of the node types used), models (the sha256 that models: gives them), versions (of ComfyUI and torch), cases, device. Default: all; in the first environment interface, models and cases.',
        items: {
          enum: evidenceParts,
          description: 'interface, models, versions, cases or device.',
        },
      },
      thumbnails: {
        enum: ['off', 'local', 'branch'],
        description:
          'Small pictures of what smoke runs make: off, local (in the clone that ran them), or branch (beside the evidence). Default: off; evidence names every file by its digest in any case.',
      },
    },
  },
} as const;

export const signatureSchema = {
  type: 'object',
  description: 'Who signs evidence, and whose signature it must have to count.',
  additionalProperties: false,
  properties: {
    key: {
      type: 'string',
      pattern: '^\\$[A-Za-z_][A-Za-z0-9_]*$',
      description: 'The variable that holds the key to sign with, as $COMFYPIN_SIGNING_KEY.',
    },
    trusted: {
      type: 'object',
      description:
        'Names and public keys, as ci: "ed25519:…". Where there is one, evidence without a signature of one of them does not count.',
      additionalProperties: {
        type: 'string',
        pattern: publicKeyPattern,
        description:
          'A public key is ed25519: and 32 bytes in base64; comfypin records key makes one.',
      },
    },
  },
} as const;

/** Reads `evidence` of an environment; `isFirst` where nothing comes before it. */
export function evidenceRuleOf(environment: JsonObject, isFirst: boolean): EvidenceRule {
  const written = objectAt(environment, 'evidence');
  const bind = member(written, 'bind');
  const thumbnails = member(written, 'thumbnails');
  const maxAge = parseDuration(String(member(written, 'maxAge') ?? ''));
  return {
    bind: listed(bind) ?? (isFirst ? ['interface', 'models', 'cases'] : evidenceParts),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(thumbnails === 'local' || thumbnails === 'branch' ? { thumbnails } : {}),
  };
}

function listed(written: Json | undefined): readonly EvidencePart[] | undefined {
  if (written === undefined || !isJsonArray(written)) return undefined;
  return evidenceParts.filter((part) => written.includes(part));
}

/** Reads `signatures`. */
export function signatureRuleOf(config: JsonObject): SignatureRule {
  const written = objectAt(config, 'signatures');
  const key = member(written, 'key');
  return {
    ...(typeof key === 'string' ? { variable: key.slice(1) } : {}),
    trusted: new Map(
      entriesOf(objectAt(written, 'trusted')).map(([name, text]) => [String(text), name]),
    ),
  };
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = member(object, key);
  return isJsonObject(value) ? value : {};
}
