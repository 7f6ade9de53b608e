/** Records on the branch `comfypin-records`: one file each, named by its content, never changed. */

import { digestOfText } from '../../base/digest.ts';
import type { JsonObject } from '../../base/json.ts';
import { canonicalJson } from '../../base/json-write.ts';

export type RecordKind =
  | 'evidence'
  | 'promotion'
  | 'rollback'
  | 'hold'
  | 'freeze'
  | 'ban'
  | 'canvas'
  | 'bypass'
  | 'adoption'
  | 'request'
  | 'removal'
  | 'looked-at'
  | 'hotfix';

export interface RecordFile {
  readonly kind: RecordKind;
  /** Environment name, or `all`. */
  readonly environment: string;
  /** What it is about: an evidence key, or the digest of a workflow's name. */
  readonly key: string;
  readonly content: JsonObject;
}

/** Returns the records of a kind in their order; thousands of workflows ask, so the list is sorted out once and as long as it lives. */
export function recordsOf(records: readonly RecordFile[], kind: RecordKind): readonly RecordFile[] {
  const known = kinds.get(records) ?? byKind(records);
  kinds.set(records, known);
  return known.get(kind) ?? [];
}

const kinds = new WeakMap<readonly RecordFile[], ReadonlyMap<RecordKind, readonly RecordFile[]>>();

function byKind(records: readonly RecordFile[]): ReadonlyMap<RecordKind, readonly RecordFile[]> {
  const lists = new Map<RecordKind, RecordFile[]>();
  for (const record of records) {
    const list = lists.get(record.kind);
    if (list === undefined) lists.set(record.kind, [record]);
    else list.push(record);
  }
  return lists;
}

/** Returns `<kind>/<env>/<key prefix>/<id>.json` and the text; the same content has the same path. */
export function recordFileOf(record: RecordFile): { readonly path: string; readonly text: string } {
  const text = `${canonicalJson(record.content)}\n`;
  const id = digestOfText('record/v1', text).slice('sha256:'.length);
  const prefix = record.key.replace(/^sha256:/, '').slice(0, 12);
  return { path: `${record.kind}/${record.environment}/${prefix}/${id}.json`, text };
}
