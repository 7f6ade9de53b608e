/** pin.json: made from a release, written as stable text, read back strictly. */

import { type Digest, digestOf, isDigest } from '../../base/digest.ts';
import { isJsonObject, type Json, type JsonObject, jsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { placeInJson } from '../../base/json-place.ts';
import { writeJson } from '../../base/json-write.ts';
import { compareText } from '../../base/order.ts';
import { type Problem, problem, titleOf } from '../../base/problem.ts';
import { checkSchema } from '../../base/schema.ts';
import { canvasDigest } from '../workflow/canvas-digest.ts';
import {
  contractDigest,
  releaseDigest,
  renderingDigest,
  shapeDigest,
} from '../workflow/digests.ts';
import type { ApiPrompt, CanvasWorkflow, ReleaseDescription } from '../workflow/types.ts';
import { pinSchema } from './pin-schema.ts';

export const pinFormat = 'comfypin/1';

export interface PinDigests {
  readonly release: Digest;
  readonly rendering: Digest;
  readonly shape: Digest;
  /** Absent without canvas.json. */
  readonly canvas?: Digest;
  /** Absent where no name is declared. */
  readonly contract?: Digest;
}

export interface PinOrigin {
  readonly environment: string;
  readonly rendering: Digest;
}

export interface Pin {
  readonly format: typeof pinFormat;
  readonly digests: PinDigests;
  /** The environment and rendering it was promoted from; none in the first environment. */
  readonly from?: PinOrigin;
  readonly description: ReleaseDescription;
}

/** Returns the pin of a prompt; the same release, canvas and origin always give the same pin. */
export function makePin(release: {
  readonly prompt: ApiPrompt;
  readonly description: ReleaseDescription;
  readonly canvas?: CanvasWorkflow | undefined;
  readonly from?: PinOrigin | undefined;
}): Pin {
  const { prompt, description, canvas, from } = release;
  return {
    format: pinFormat,
    digests: {
      release: releaseDigest(prompt, description),
      rendering: renderingDigest(prompt),
      shape: shapeDigest(prompt, description),
      ...(canvas === undefined ? {} : { canvas: canvasDigest(canvas) }),
      ...(description.contract.length === 0
        ? {}
        : { contract: contractDigest(description.contract) }),
    },
    ...(from === undefined ? {} : { from }),
    description,
  };
}

/** Returns the text of pin.json: keys in fixed order, one row of a table on a line, sealed by the digest of the rest. */
export function writePin(pin: Pin): string {
  const content = contentOf(pin);
  const fields = [...content, ['seal', sealOf(jsonObject(content))] as [string, Json]];
  const lines = fields.map(([key, value]) => `  ${JSON.stringify(key)}: ${fieldText(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function contentOf({ format, digests, from, description }: Pin): [string, Json][] {
  const { outputNodes, modelInputs, valueInputs, assetInputs, seedInputs } = description;
  const interfaces = Object.entries(description.interfaces);
  return [
    ['format', format],
    ['digests', row(digests, ['release', 'rendering', 'shape', 'canvas', 'contract'])],
    ...(from === undefined
      ? []
      : [['from', row(from, ['environment', 'rendering'])] as [string, Json]]),
    ['outputNodes', outputNodes],
    [
      'models',
      modelInputs.map(({ logicalName, ...rest }) =>
        row({ ...rest, name: logicalName }, [
          'node',
          'input',
          'folder',
          'name',
          'file',
          'sha256',
          'size',
        ]),
      ),
    ],
    ['values', valueInputs.map((each) => row(each, ['node', 'input', 'key']))],
    ['assets', assetInputs.map((each) => row(each, ['node', 'input', 'file', 'sha256']))],
    ['seeds', seedInputs.map((each) => row(each, ['node', 'input']))],
    [
      'contract',
      description.contract.map((each) =>
        row(each, ['name', 'direction', 'node', 'input', 'slot', 'type', 'description']),
      ),
    ],
    ['interfaces', jsonObject(interfaces.sort(([a], [b]) => compareText(a, b)))],
  ];
}

function row(values: object, keys: readonly string[]): JsonObject {
  const given = values as Record<string, Json | undefined>;
  return jsonObject(
    keys.flatMap((key): [string, Json][] => {
      const value = given[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function sealOf(content: JsonObject): Digest {
  return digestOf('pin/v1', content);
}

function fieldText(value: Json): string {
  if (Array.isArray(value) && value.some(isJsonObject)) {
    return `[\n${value.map((each) => `    ${spaced(each)}`).join(',\n')}\n  ]`;
  }
  return isJsonObject(value) ? writeJson(value, 2).replaceAll('\n', '\n  ') : spaced(value);
}

/** One line with a space after commas and colons. */
function spaced(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isJsonObject(value)) return writeJson(value);
  const pairs = Object.keys(value).map(
    (key) => `${JSON.stringify(key)}: ${spaced(value[key] as Json)}`,
  );
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** Parses pin.json and checks its seal; `pin` is there beside `pin/changed-pin`, so that one can say what was changed. */
export function parsePin(
  text: string,
  file = 'pin.json',
): { readonly pin?: Pin; readonly problems: readonly Problem[] } {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.error;
    return { problems: [problem('pin/malformed', { file, line, column }, { message })] };
  }
  const { value } = parsed;
  const format = isJsonObject(value) ? member(value, 'format') : undefined;
  if (typeof format === 'string' && format !== pinFormat) {
    return { problems: [problem('pin/unknown-format', { file }, { format })] };
  }
  const found = checkSchema(pinSchema, { value, placeOf: (path) => placeInJson(text, path) }, file);
  if (found.length > 0) {
    return {
      problems: found.map((each) => problem('pin/malformed', each.at, { message: titleOf(each) })),
    };
  }
  const content = value as JsonObject;
  const { seal, ...rest } = content;
  const isSealed = isDigest(seal) && sealOf(rest) === seal;
  return {
    pin: pinOf(content),
    problems: isSealed ? [] : [problem('pin/changed-pin', { file }, {})],
  };
}

/** The schema has checked the shape. */
function pinOf(content: JsonObject): Pin {
  const given = content as unknown as {
    digests: PinDigests;
    from?: PinOrigin;
    models: readonly (JsonObject & { name: string })[];
    [table: string]: unknown;
  };
  const description = {
    outputNodes: given['outputNodes'],
    modelInputs: given.models.map(({ name, ...rest }) => ({ ...rest, logicalName: name })),
    valueInputs: given['values'],
    assetInputs: given['assets'],
    seedInputs: given['seeds'],
    contract: given['contract'],
    interfaces: given['interfaces'],
  } as unknown as ReleaseDescription;
  return {
    format: pinFormat,
    digests: given.digests,
    ...(given.from === undefined ? {} : { from: given.from }),
    description,
  };
}
