/** What a picture says of itself: submitted with every run, written into the file by the server, and never taken on trust. */

import { type Digest, isDigest } from '../../base/digest.ts';
import { isJsonObject, type JsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';

/** The keyword beside `prompt` and `workflow` under which servers write it into files. */
export const provenanceKey = 'comfypin';

export interface Provenance {
  readonly workflow: string;
  readonly environment: string;
  readonly release: Digest;
  readonly rendering: Digest;
  /** A commit that holds the pin; absent where no commit does yet. */
  readonly commit?: string;
}

/** Returns the value that goes into `extra_pnginfo`. */
export function provenanceJson(provenance: Provenance): JsonObject {
  return { format: 'comfypin-provenance/1', ...provenance };
}

/** Reads what a file claims; undefined where it claims nothing that could be looked up. */
export function readProvenance(text: string): Provenance | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const [workflow, environment] = ['workflow', 'environment'].map((key) =>
    lineAt(parsed.value as JsonObject, key),
  );
  const release = member(parsed.value, 'release');
  const rendering = member(parsed.value, 'rendering');
  const commit = member(parsed.value, 'commit');
  if (workflow === undefined || environment === undefined) return undefined;
  if (!isDigest(release) || !isDigest(rendering)) return undefined;
  const isCommit = typeof commit === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
  return { workflow, environment, release, rendering, ...(isCommit ? { commit } : {}) };
}

function lineAt(value: JsonObject, key: string): string | undefined {
  const text = member(value, key);
  return typeof text === 'string' && text.length <= 200 ? text : undefined;
}
