/** The records that set and lift holds, freezes and bans. */

import { type Digest, digestOfText } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import type { RecordFile } from './records.ts';
import type { Stop, StopKind } from './standing.ts';

export interface NewStop {
  readonly kind: StopKind;
  readonly environment?: string;
  readonly workflow?: string;
  readonly release?: Digest;
  readonly reason: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly until?: number;
  readonly rollback?: { readonly to: Digest; readonly branch: string };
}

/** Returns the record of a new hold, freeze or ban. */
export function stopRecord(stop: NewStop): RecordFile {
  return {
    kind: stop.kind,
    environment: stop.environment ?? 'all',
    key: keyOf(stop),
    content: {
      ...subjectOf(stop),
      reason: stop.reason,
      by: stop.by,
      at: isoTime(stop.at),
      ...(stop.until === undefined ? {} : { until: isoTime(stop.until) }),
      ...(stop.rollback === undefined ? {} : { rollback: { ...stop.rollback } }),
    },
  };
}

/** Returns the record that ends stops of one subject. */
export function liftRecord(
  stops: readonly Stop[],
  by: { readonly name: string; readonly reason: string; readonly at: number },
): RecordFile | undefined {
  const [first] = stops;
  if (first === undefined) return undefined;
  return {
    kind: first.kind,
    environment: first.environment ?? 'all',
    key: keyOf(first),
    content: {
      ...subjectOf(first),
      lifts: stops.map((stop) => stop.id).sort(),
      reason: by.reason,
      by: by.name,
      at: isoTime(by.at),
    },
  };
}

function subjectOf(
  stop: Pick<NewStop, 'kind' | 'environment' | 'workflow' | 'release'>,
): JsonObject {
  return {
    format: `comfypin-${stop.kind}/1`,
    ...(stop.environment === undefined ? {} : { environment: stop.environment }),
    ...(stop.workflow === undefined ? {} : { workflow: stop.workflow }),
    ...(stop.release === undefined ? {} : { release: stop.release }),
  };
}

function keyOf(stop: Pick<NewStop, 'environment' | 'workflow' | 'release'>): string {
  return stop.release ?? digestOfText('record-key/v1', stop.workflow ?? stop.environment ?? '');
}

/** Returns ISO 8601 in UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
