/** The report of a pull request's read-only job: made where anybody's code may have run, so it is read as something that anybody may have made. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { isWorkflowName } from './slots.ts';

export interface CheckReport {
  readonly format: 'comfypin-check/1';
  /** Of the pull request; 0 where it was not told. */
  readonly pullRequest: number;
  /** The head commit that was checked. */
  readonly head: string;
  readonly changes: readonly CheckedChange[];
  readonly rows: readonly CheckedRow[];
  /** What is wrong with pins, in words. */
  readonly pins: readonly string[];
  /** What promotion.yaml would say otherwise once it is merged. */
  readonly policy: readonly string[];
}

export interface CheckedChange {
  readonly workflow: string;
  readonly environment: string;
  readonly state: 'added' | 'removed' | 'changed';
  readonly kind: string;
  /** The diff as it stands in a terminal, without colour. */
  readonly text: string;
}

export const verdicts = ['would run', 'would not run', 'server decides', 'no recording'] as const;

export interface CheckedRow {
  readonly workflow: string;
  readonly environment: string;
  readonly verdict: (typeof verdicts)[number];
  /** Pinned there, or judged as a promotion would write it. */
  readonly pinned: boolean;
  readonly why: readonly string[];
  /** The day of the commit that holds the recording, as 2026-05-01; empty where none does. */
  readonly recorded: string;
}

/** Bounds of what is taken from a report: in bytes, rows, and characters. */
export const reportLimits = { bytes: 1_048_576, rows: 300, why: 20, line: 500, text: 20_000 };

/** Undefined where any member is not what it must be: nothing of a malformed report is shown. */
export function parseCheckReport(bytes: Uint8Array): CheckReport | undefined {
  if (bytes.length > reportLimits.bytes) return undefined;
  const parsed = parseJson(new TextDecoder().decode(bytes));
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { value } = parsed;
  const head = textOf(value, 'head', 64);
  const number = member(value, 'pullRequest');
  const changes = rowsOf(value, 'changes', changeOf);
  const rows = rowsOf(value, 'rows', rowOf);
  const pins = linesOf(member(value, 'pins'));
  const policy = linesOf(member(value, 'policy'));
  if (member(value, 'format') !== 'comfypin-check/1' || !isCommit(head)) return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return undefined;
  if (changes === undefined || rows === undefined) return undefined;
  if (pins === undefined || policy === undefined) return undefined;
  return { format: 'comfypin-check/1', pullRequest: number, head, changes, rows, pins, policy };
}

function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}

function textOf(row: JsonObject, key: string, longest: number): string | undefined {
  const value = member(row, key);
  return typeof value === 'string' && value.length <= longest ? value : undefined;
}

function linesOf(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined || !isJsonArray(value) || value.length > reportLimits.why)
    return undefined;
  const lines = value.filter((each) => typeof each === 'string');
  const fits = lines.every((each) => each.length <= reportLimits.line);
  return fits && lines.length === value.length ? lines : undefined;
}

function rowsOf<T>(
  value: JsonObject,
  key: string,
  read: (row: JsonObject) => T | undefined,
): readonly T[] | undefined {
  const list = member(value, key);
  if (list === undefined || !isJsonArray(list) || list.length > reportLimits.rows) return undefined;
  const rows = list.map((each) => (isJsonObject(each) ? read(each) : undefined));
  const found = rows.filter((each) => each !== undefined);
  return found.length === rows.length ? found : undefined;
}

function placeOf(row: JsonObject) {
  const workflow = textOf(row, 'workflow', 200);
  const environment = textOf(row, 'environment', 100);
  if (workflow === undefined || !isWorkflowName(workflow)) return undefined;
  if (environment === undefined || !/^[a-z0-9][a-z0-9_-]*$/.test(environment)) return undefined;
  return { workflow, environment };
}

const states = ['added', 'removed', 'changed'] as const;

function changeOf(row: JsonObject): CheckedChange | undefined {
  const place = placeOf(row);
  const state = states.find((each) => each === member(row, 'state'));
  const kind = textOf(row, 'kind', 30);
  const text = textOf(row, 'text', reportLimits.text);
  if (place === undefined || state === undefined || text === undefined) return undefined;
  return kind !== undefined && /^[a-z]+$/.test(kind) ? { ...place, state, kind, text } : undefined;
}

function rowOf(row: JsonObject): CheckedRow | undefined {
  const place = placeOf(row);
  const verdict = verdicts.find((each) => each === member(row, 'verdict'));
  const pinned = member(row, 'pinned');
  const why = linesOf(member(row, 'why'));
  const recorded = textOf(row, 'recorded', 10);
  if (place === undefined || verdict === undefined || why === undefined) return undefined;
  if (typeof pinned !== 'boolean' || recorded === undefined) return undefined;
  if (!/^(\d{4}-\d{2}-\d{2})?$/.test(recorded)) return undefined;
  return { ...place, verdict, pinned, why, recorded };
}
