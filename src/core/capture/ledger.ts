/** What was last taken from a server's file or written to it, kept as records; the newest of a file counts. */

import { type Digest, digestOfText, isDigest } from '../../base/digest.ts';
import { isJsonNumber, type JsonObject, member, toDouble } from '../../base/json.ts';
import { compareText } from '../../base/order.ts';
import { type RecordFile, recordFileOf } from '../promotion/records.ts';

/** One file of one user of one server. */
export interface CanvasPlace {
  readonly environment: string;
  /** The server as promotion.yaml spells it: a variable stays a variable. */
  readonly server: string;
  /** Id of the user on servers that have several, else empty. */
  readonly user: string;
  /** Below `workflows/`. */
  readonly path: string;
}

export interface CanvasEntry extends CanvasPlace {
  readonly workflow: string;
  /** `captured`: git has it or a pull request proposes it. `delivered`: written by us. `removed`: deleted by us. */
  readonly how: 'captured' | 'delivered' | 'removed';
  /** Digest of the canvas, without how it was looked at. */
  readonly canvas: Digest;
  /** Plain sha256 of the file. */
  readonly bytes: Digest;
  /** Counts the entries of one place, so that no clock decides which is newer. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly pullRequest?: number;
}

const format = 'comfypin-canvas/1';

/** Returns the record of an entry. */
export function canvasRecord(entry: CanvasEntry): RecordFile {
  const { environment, pullRequest, ...rest } = entry;
  return {
    kind: 'canvas',
    environment,
    key: placeKey(entry),
    content: {
      format,
      environment,
      ...rest,
      ...(pullRequest === undefined ? {} : { pullRequest }),
    },
  };
}

/** Two places never share a key. */
export function placeKey({ environment, server, user, path }: CanvasPlace): Digest {
  return digestOfText('canvas-place/v1', JSON.stringify([environment, server, user, path]));
}

/** The entries of every place, newest first. */
export type Ledger = ReadonlyMap<Digest, readonly CanvasEntry[]>;

export function ledgerOf(records: readonly RecordFile[]): Ledger {
  const entries = new Map<Digest, { entry: CanvasEntry; id: string }[]>();
  for (const record of records) {
    const entry = record.kind === 'canvas' ? entryOf(record.content) : undefined;
    if (entry === undefined) continue;
    const key = placeKey(entry);
    const list = entries.get(key) ?? [];
    list.push({ entry, id: recordFileOf(record).path });
    entries.set(key, list);
  }
  return new Map(
    [...entries].map(([key, list]) => [
      key,
      list
        .sort(
          (a, b) =>
            b.entry.sequence - a.entry.sequence ||
            compareText(b.entry.at, a.entry.at) ||
            compareText(b.id, a.id),
        )
        .map(({ entry }) => entry),
    ]),
  );
}

/** Returns the entries of a place, newest first. */
export function entriesAt(ledger: Ledger, place: CanvasPlace): readonly CanvasEntry[] {
  return ledger.get(placeKey(place)) ?? [];
}

function entryOf(content: JsonObject): CanvasEntry | undefined {
  const text = (key: string): string | undefined => {
    const value = member(content, key);
    return typeof value === 'string' ? value : undefined;
  };
  const number = (key: string): number | undefined => {
    const value = member(content, key);
    return isJsonNumber(value) ? toDouble(value) : undefined;
  };
  const [environment, server, user, path] = ['environment', 'server', 'user', 'path'].map(text);
  const [workflow, at, by] = ['workflow', 'at', 'by'].map(text);
  const [canvas, bytes] = [member(content, 'canvas'), member(content, 'bytes')];
  const how = ways.find((each) => each === member(content, 'how'));
  const [sequence, pullRequest] = [number('sequence'), number('pullRequest')];
  if (member(content, 'format') !== format || how === undefined || sequence === undefined) {
    return undefined;
  }
  if (environment === undefined || server === undefined || user === undefined) return undefined;
  if (path === undefined || workflow === undefined || at === undefined) return undefined;
  if (!isDigest(canvas) || !isDigest(bytes)) return undefined;
  const place = { environment, server, user, path };
  const rest = { workflow, how, canvas, bytes, sequence, at, by: by ?? '' };
  return { ...place, ...rest, ...(pullRequest === undefined ? {} : { pullRequest }) };
}

const ways = ['captured', 'delivered', 'removed'] as const;
