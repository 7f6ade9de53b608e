/** Where the recordings of real ComfyUI servers are, and what to do where they are not. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const recordingsFolder = resolve(
  process.env['COMFYPIN_RECORDINGS'] ?? `${import.meta.dirname}/../../../shared/recordings`,
);

/** True where the recordings are; with CI=true their absence is a failure. */
export const hasRecordings = existsSync(resolve(recordingsFolder, 'README.md'));

if (!hasRecordings) {
  if (process.env['CI'] === 'true') {
    throw new Error(`CI=true and no recordings at ${recordingsFolder}: set COMFYPIN_RECORDINGS`);
  }
  console.warn(`Conformance skipped: no recordings at ${recordingsFolder} (COMFYPIN_RECORDINGS)`);
}

export function recording(path: string): string {
  return readFileSync(resolve(recordingsFolder, path), 'utf8');
}

export function recordingBytes(path: string): Uint8Array {
  return readFileSync(resolve(recordingsFolder, path));
}
