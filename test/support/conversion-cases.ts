/** The recorded conversions: what the real frontends gave for each canvas, with the catalog in use. */

import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { recording, recordingBytes } from './recordings.ts';

export interface ConversionCase {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly canvas: JsonObject;
  /** Null where the page failed. */
  readonly api: Readonly<Record<string, unknown>> | null;
  readonly missingTypes: readonly string[];
  /** What `Math.random` gave. */
  readonly random: number;
}

export const recordedFrontends = [
  { frontend: '1.27.10', folder: 'comfyui-0.3.64/conversion' },
  { frontend: '1.49.6', folder: 'comfyui-0.33.0/conversion' },
] as const;

/** The clock of the page while it converted. */
export const recordedNow = Date.UTC(2025, 0, 2, 3, 4, 5);

export function conversionCatalog(folder: string): Catalog {
  return parseCatalog({ objectInfo: recording(`${folder}/object_info.json`) });
}

export function conversionCases(folder: string): readonly ConversionCase[] {
  const lines = gunzipSync(recordingBytes(`${folder}/cases.jsonl.gz`))
    .toString('utf8')
    .trim();
  return lines.split('\n').map((line) => {
    const lossless = parseJson(line);
    if (!lossless.ok) throw new Error(lossless.error.message);
    const { canvas } = lossless.value as { canvas: JsonObject };
    const plain = JSON.parse(line) as {
      id: string;
      source: string;
      kind: string;
      api: ConversionCase['api'];
      missing_types: string[];
      math_random?: number;
    };
    return {
      id: plain.id,
      source: plain.source,
      kind: plain.kind,
      canvas,
      api: plain.api,
      missingTypes: plain.missing_types,
      random: plain.math_random ?? 0.5,
    };
  });
}
