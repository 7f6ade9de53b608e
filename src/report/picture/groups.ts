/** The groups of a canvas in a picture. */

import { type JsonObject, member } from '../../base/json.ts';
import { objectsIn } from '../../core/diff/canvas/ids.ts';
import type { PairedScope } from '../../core/diff/pairing.ts';
import { boundingOf } from './layout.ts';
import type { PictureGroup, State } from './types.ts';

/** Returns the groups that are there, then those that are gone; one with another title is another. */
export function groupsOf({ from, to }: PairedScope): readonly PictureGroup[] {
  const before = rawGroups(from?.raw);
  const after = rawGroups(to?.raw);
  const titles = (groups: readonly JsonObject[]) => new Set(groups.map(titleOf));
  const [was, is] = [titles(before), titles(after)];
  return [
    ...after.flatMap((raw) => drawn(raw, was.has(titleOf(raw)) ? 'same' : 'added')),
    ...before.filter((raw) => !is.has(titleOf(raw))).flatMap((raw) => drawn(raw, 'removed')),
  ];
}

function rawGroups(raw: JsonObject | undefined): readonly JsonObject[] {
  return raw === undefined ? [] : objectsIn(member(raw, 'groups'));
}

function titleOf(raw: JsonObject): string {
  const title = member(raw, 'title');
  return typeof title === 'string' ? title : '';
}

function drawn(raw: JsonObject, state: State): PictureGroup[] {
  const box = boundingOf(raw);
  return box === undefined ? [] : [{ state, title: titleOf(raw), box }];
}
