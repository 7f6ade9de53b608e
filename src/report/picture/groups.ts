/** The groups of a canvas in a picture. */

import type { JsonObject } from '../../base/json.ts';
import { groupsOf, pairGroups, titleOf } from '../../core/diff/canvas/groups.ts';
import type { PairedScope } from '../../core/diff/pairing.ts';
import { boundingOf } from './layout.ts';
import type { PictureGroup } from './types.ts';

/** Returns the groups that are there, then those that are gone. */
export function drawnGroups({ from, to }: PairedScope): readonly PictureGroup[] {
  const pairs = pairGroups(rawGroups(from?.raw), rawGroups(to?.raw));
  const isGone = (pair: (typeof pairs)[number]) => Number(pair[1] === undefined);
  return pairs.toSorted((a, b) => isGone(a) - isGone(b)).flatMap(([was, is]) => drawn(was, is));
}

function rawGroups(raw: JsonObject | undefined): readonly JsonObject[] {
  return raw === undefined ? [] : groupsOf(raw);
}

function drawn(was: JsonObject | undefined, is: JsonObject | undefined): PictureGroup[] {
  const box = boundingOf(is ?? was ?? {});
  if (box === undefined) return [];
  const title = titleOf(is ?? was);
  if (was === undefined) return [{ state: 'added', title, box }];
  if (is === undefined) return [{ state: 'removed', title, box }];
  const before = titleOf(was);
  return [
    before === title
      ? { state: 'same', title, box }
      : { state: 'changed', title, was: before, box },
  ];
}
