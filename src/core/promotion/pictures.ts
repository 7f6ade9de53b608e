/** What smoke runs made of a workflow: what an environment holds beside what is proposed, case by case. */

import type { Digest } from '../../base/digest.ts';
import { isJsonArray, isJsonObject, type Json, member } from '../../base/json.ts';
import type { Evidence } from './evidence.ts';
import { mediaPathOfDigits } from './media-files.ts';

export interface PicturePair {
  readonly case: string;
  readonly output: string;
  /** Paths on the branch of records. */
  readonly now?: string;
  readonly proposed?: string;
}

export interface PictureQuestion {
  readonly workflow: string;
  readonly environment: string;
  /** The rendering that the environment holds. */
  readonly now?: Digest;
  readonly proposed: Digest;
}

/** More of them are left out: a pull request is no gallery. */
const mostPairs = 12;

/** Takes the first picture of each output of the newest run that has one; empty where nothing proposed has a thumbnail. */
export function picturePairs(
  evidence: readonly Evidence[],
  { workflow, environment, now, proposed }: PictureQuestion,
): readonly PicturePair[] {
  const of = (kind: Evidence['kind'], rendering: Digest) =>
    evidence.filter(
      (each) =>
        each.kind === kind &&
        each.rendering === rendering &&
        each.workflow === workflow &&
        each.environment === environment,
    );
  const after = picturesOf(of('candidate', proposed));
  const before = picturesOf(now === undefined ? [] : of('active', now));
  return [...after].slice(0, mostPairs).map(([key, picture]) => {
    const old = before.get(key);
    const { case: name, output, path } = picture;
    return { case: name, output, proposed: path, ...(old === undefined ? {} : { now: old.path }) };
  });
}

interface Picture {
  readonly case: string;
  readonly output: string;
  readonly path: string;
}

/** Evidence comes in the order of the records; the newest of a case and output stays. */
function picturesOf(evidence: readonly Evidence[]): ReadonlyMap<string, Picture> {
  const found = new Map<string, Picture>();
  const byTime = [...evidence].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const each of byTime) {
    for (const run of each.cases_run) {
      for (const output of listAt(run, 'outputs')) {
        const digits = listAt(output, 'files').flatMap(thumbnailIn)[0];
        const [name, made] = [textAt(run, 'name'), textAt(output, 'name')];
        if (digits === undefined) continue;
        const path = mediaPathOfDigits(each.environment, digits);
        found.set(JSON.stringify([name, made]), { case: name, output: made, path });
      }
    }
  }
  return found;
}

function thumbnailIn(file: Json): readonly string[] {
  const digest = /^sha256:([0-9a-f]{64})$/.exec(textAt(file, 'thumbnail'))?.[1];
  return digest === undefined ? [] : [digest];
}

function textAt(value: Json, key: string): string {
  const found = isJsonObject(value) ? member(value, key) : undefined;
  return typeof found === 'string' ? found : '';
}

function listAt(value: Json, key: string): readonly Json[] {
  const list = isJsonObject(value) ? member(value, key) : undefined;
  return list !== undefined && isJsonArray(list) ? list : [];
}
