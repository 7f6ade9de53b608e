/** Evidence as a file of its own: written where the smoke run was, read elsewhere as something that anybody may have made. */

import { digestOfText } from '../../base/digest.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { placeInJson } from '../../base/json-place.ts';
import { canonicalJson } from '../../base/json-write.ts';
import { type Problem, problem, titleOf } from '../../base/problem.ts';
import { checkSchema } from '../../base/schema.ts';
import { counted } from '../../base/text.ts';
import { type Evidence, evidenceKey } from './evidence.ts';
import { evidenceSchema } from './evidence-schema.ts';
import type { RecordFile } from './records.ts';

/** Longer files are refused unread; a run of a hundred cases stays far below. */
export const maxEvidenceBytes = 1024 * 1024;

const namePattern = /^[a-z0-9._-]*\.([0-9a-f]{64})\.json$/;

/** Returns the record of evidence, under its own key. */
export function recordOfEvidence(evidence: Evidence): RecordFile {
  return {
    kind: 'evidence',
    environment: evidence.environment,
    key: evidenceKey(evidence),
    content: evidence as unknown as JsonObject,
  };
}

/** Returns the file of evidence: `<env>.<workflow>.<kind>.<digest>.json`; the digest is of its text. */
export function evidenceFileOf(evidence: Evidence): {
  readonly name: string;
  readonly text: string;
} {
  const text = `${canonicalJson(evidence as unknown as JsonObject)}\n`;
  const { environment, workflow, kind } = evidence;
  const about = [environment, workflow.replace('/', '--'), kind].join('.');
  return { name: `${about}.${idOf(text)}.json`, text };
}

function idOf(text: string): string {
  return digestOfText('evidence-file/v1', text).slice('sha256:'.length);
}

/** Reads a file that may be anything; `name` is the last part of its path, `file` what problems call it. */
export function readEvidenceFile(
  bytes: Uint8Array,
  { name, file }: { readonly name: string; readonly file: string },
): { readonly evidence?: Evidence; readonly problems: readonly Problem[] } {
  const no = (reason: string, place: object = {}) => ({
    problems: [problem('evidence/unreadable', { file, ...place }, { file, reason })],
  });
  const [, id] = namePattern.exec(name) ?? [];
  if (id === undefined) return no('its name does not end with the digest of its text');
  if (bytes.length > maxEvidenceBytes) {
    return no(`it has more than ${counted(maxEvidenceBytes, 'byte')}`);
  }
  const text = utf8(bytes);
  if (text === undefined) return no('it is not UTF-8');
  if (idOf(text) !== id) return no('its text is not the one that its name tells');
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.error;
    return no(`it is no JSON (${message})`, { line, column });
  }
  const { value } = parsed;
  if (!isJsonObject(value)) return no('it is no JSON object');
  const wrong = checkSchema(
    evidenceSchema,
    { value, placeOf: (at) => placeInJson(text, at) },
    file,
  );
  if (wrong.length > 0) {
    return {
      problems: wrong.map((each) =>
        problem('evidence/unreadable', each.at, { file, reason: titleOf(each) }),
      ),
    };
  }
  if (`${canonicalJson(value)}\n` !== text) return no('it is not in canonical form');
  return { evidence: value as unknown as Evidence, problems: [] };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
