/** The `--json` envelope: the same around every verb's value. */

import { isJsonObject, type Json, setMember } from '../base/json.ts';
import { writeJson } from '../base/json-write.ts';
import { hintOf, type Problem, sortProblems, titleOf } from '../base/problem.ts';

export interface Envelope {
  readonly command: string;
  readonly exitCode: number;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly pending: boolean;
}

/** Returns `{schemaVersion, command, exitCode, pending, value, problems}`; schema in `schemas/output.schema.json`. */
export function renderJson(envelope: Envelope): string {
  const problems = sortProblems(envelope.problems).map((each) => ({
    code: each.code,
    severity: each.severity,
    at: { ...each.at },
    title: titleOf(each),
    ...optional('hint', hintOf(each)),
    args: each.args,
  }));
  return `${writeJson(
    plain({
      schemaVersion: 1,
      command: envelope.command,
      exitCode: envelope.exitCode,
      pending: envelope.pending,
      value: envelope.value ?? null,
      problems,
    }),
    2,
  )}\n`;
}

function optional(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: value };
}

/** Drops what is undefined and turns maps and sets into objects and lists. */
function plain(value: unknown): Json {
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof Set) return plain([...value]);
  if (Array.isArray(value)) return value.map((item) => plain(item ?? null));
  if (isJsonObject(value)) {
    const object: Record<string, Json> = {};
    for (const key of Object.keys(value)) {
      const item: unknown = value[key];
      if (item !== undefined) setMember(object, key, plain(item));
    }
    return object;
  }
  return value as Json;
}
