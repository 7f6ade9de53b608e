/** Small pictures beside the evidence on the branch of records: named by their digest, and never needed to decide anything. */

import { digestOfBytes } from '../../base/digest.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import type { RecordFile } from './records.ts';

/** Longest edge of a thumbnail in pixels, and the most bytes that one may have. */
export const thumbnailEdge = 256;
export const maxThumbnailBytes = 64 * 1024;

export const mediaPattern = /^media\/[a-z0-9][a-z0-9_-]*\/[0-9a-f]{12}\/([0-9a-f]{64})\.webp$/;

/** Returns `media/<env>/<12 digits>/<sha256>.webp`. */
export function mediaPathOf(environment: string, bytes: Uint8Array): string {
  return mediaPathOfDigits(environment, digestOfBytes(bytes).slice('sha256:'.length));
}

/** As `mediaPathOf`, by the digest without `sha256:`. */
export function mediaPathOfDigits(environment: string, digits: string): string {
  return `media/${environment}/${digits.slice(0, 12)}/${digits}.webp`;
}

/** Returns the digests of the thumbnails that evidence names, without `sha256:`. */
export function thumbnailsIn(content: JsonObject): readonly string[] {
  return listAt(content, 'cases_run')
    .flatMap((each) => listAt(each, 'outputs'))
    .flatMap((output) => listAt(output, 'files'))
    .flatMap((file) => {
      const digest = isJsonObject(file) ? member(file, 'thumbnail') : undefined;
      return typeof digest === 'string' ? [digest.replace(/^sha256:/, '')] : [];
    });
}

function listAt(value: Json, key: string): readonly Json[] {
  const list = isJsonObject(value) ? member(value, key) : undefined;
  return list !== undefined && isJsonArray(list) ? list : [];
}

/** Returns the media that no evidence from `before` (milliseconds since 1970) or later names. */
export function prunableMedia(
  paths: readonly string[],
  records: readonly RecordFile[],
  before: number,
): readonly string[] {
  const kept = new Set(
    records
      .filter(({ kind }) => kind === 'evidence')
      .filter(({ content }) => !(Date.parse(String(member(content, 'at'))) < before))
      .flatMap(({ content }) => thumbnailsIn(content)),
  );
  return paths.filter((path) => {
    const digits = mediaPattern.exec(path)?.[1];
    return digits !== undefined && !kept.has(digits);
  });
}
