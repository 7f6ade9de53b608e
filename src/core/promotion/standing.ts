/** What stands in the way at a time: holds, freezes and bans, folded from records that are never changed. */

import type { Digest } from '../../base/digest.ts';
import { isDigest } from '../../base/digest.ts';
import { isJsonArray, isJsonObject, type JsonObject, member } from '../../base/json.ts';
import { type RecordFile, recordFileOf, recordsOf } from './records.ts';

export type StopKind = 'hold' | 'freeze' | 'ban';

/** A hold (workflow in an environment), freeze (environment) or ban (release). Times are milliseconds since 1970. */
export interface Stop {
  readonly kind: StopKind;
  /** Path of the record, by which a lifting names it. */
  readonly id: string;
  readonly environment?: string;
  readonly workflow?: string;
  readonly release?: Digest;
  readonly reason: string;
  readonly by: string;
  readonly since: number;
  readonly until?: number;
  /** Set on a hold that a rollback made. */
  readonly rollback?: { readonly to: Digest; readonly branch: string };
}

/** A rollback pull request that was closed and not merged: the hold made for it ends then. */
export interface ClosedRollback {
  readonly branch: string;
  readonly closedAt: number;
}

export interface Standing {
  /** In force now. */
  readonly stops: readonly Stop[];
  /** Every ban there ever was; soak counts from the last one. */
  readonly allBans: readonly Stop[];
}

/** Folds records: a stop is in force from its record on until it is lifted, its time is over, or its rollback was given up. */
export function standingOf(
  records: readonly RecordFile[],
  closed: readonly ClosedRollback[],
  now: number,
): Standing {
  const lifted = new Set<string>();
  const made: Stop[] = [];
  for (const record of records) {
    if (record.kind !== 'hold' && record.kind !== 'freeze' && record.kind !== 'ban') continue;
    const lifts = member(record.content, 'lifts');
    if (lifts !== undefined && isJsonArray(lifts)) for (const id of lifts) lifted.add(String(id));
    else made.push(stopOf(record.kind, record));
  }
  made.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  const stops = made.filter(
    (stop) =>
      !lifted.has(stop.id) &&
      (stop.until === undefined || stop.until > now) &&
      !closed.some((each) => each.branch === stop.rollback?.branch && each.closedAt >= stop.since),
  );
  return { stops, allBans: made.filter((stop) => stop.kind === 'ban') };
}

/** Returns every hold there ever was, lifted or not. */
export function holdsMade(records: readonly RecordFile[]): readonly Stop[] {
  return recordsOf(records, 'hold')
    .filter((record) => member(record.content, 'lifts') === undefined)
    .map((record) => stopOf('hold', record));
}

function stopOf(kind: StopKind, record: RecordFile): Stop {
  const { content } = record;
  const release = member(content, 'release');
  const until = timeOf(content, 'until');
  const environment = textOf(content, 'environment');
  const workflow = textOf(content, 'workflow');
  const rollback = rollbackOf(content);
  return {
    kind,
    id: recordFileOf(record).path,
    ...(environment === undefined ? {} : { environment }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(isDigest(release) ? { release } : {}),
    reason: textOf(content, 'reason') ?? '',
    by: textOf(content, 'by') ?? '',
    since: timeOf(content, 'at') ?? 0,
    ...(until === undefined ? {} : { until }),
    ...(rollback === undefined ? {} : { rollback }),
  };
}

function rollbackOf(content: JsonObject): Stop['rollback'] {
  const written = member(content, 'rollback');
  if (!isJsonObject(written)) return undefined;
  const to = member(written, 'to');
  const branch = textOf(written, 'branch');
  return isDigest(to) && branch !== undefined ? { to, branch } : undefined;
}

/** Returns the holds of a workflow in an environment, the freezes of the environment, the bans of a release. */
export function stopsOn(
  stops: readonly Stop[],
  on: { readonly workflow: string; readonly environment: string; readonly release?: Digest },
): readonly Stop[] {
  return stops.filter((stop) => {
    if (stop.kind === 'ban') return stop.release === on.release;
    if (stop.environment !== on.environment) return false;
    return stop.kind === 'freeze' || stop.workflow === on.workflow;
  });
}

function textOf(content: JsonObject, key: string): string | undefined {
  const value = member(content, key);
  return typeof value === 'string' ? value : undefined;
}

/** Returns an ISO 8601 time in milliseconds. */
function timeOf(content: JsonObject, key: string): number | undefined {
  const time = Date.parse(textOf(content, key) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
