/** What changed in the model files that a node names for download: `properties.models`, a list of `{ name, url, directory }`. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../base/json.ts';
import type { NodeFieldChanged } from '../core/diff/types.ts';
import type { Looks } from './looks.ts';

/** Files that are named; the rest is counted. */
const mostFiles = 2;

/** Returns `download of a.safetensors …/old/… → …/new/…`; undefined for another field, or a list of another shape. */
export function modelLinksText(
  { path, from, to }: Pick<NodeFieldChanged, 'path' | 'from' | 'to'>,
  looks: Looks,
): string | undefined {
  if (path.join('.') !== 'properties.models') return undefined;
  const [before, after] = [filesOf(from), filesOf(to)];
  if (before === undefined || after === undefined) return undefined;
  const parts = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [left, right] = [before.get(name), after.get(name)];
    const file = looks.name(name);
    if (left === undefined) return [`download of ${file} added`];
    if (right === undefined) return [`download of ${file} taken away`];
    const fields = ['url', 'directory', 'hash'].flatMap((field) => {
      const [was, is] = [textAt(left, field), textAt(right, field)];
      if (was === is) return [];
      const [old, now] = field === 'url' ? shortenedUrls(was, is, name) : [was, is];
      return [`${field === 'url' ? '' : `${field} `}${looks.value(old)} → ${looks.value(now)}`];
    });
    return fields.length === 0 ? [] : [`download of ${file} ${fields.join(', ')}`];
  });
  if (parts.length === 0) return undefined;
  const more = parts.length - mostFiles;
  return [...parts.slice(0, mostFiles), ...(more > 0 ? [`+${more} more`] : [])].join('; ');
}

function filesOf(value: Json | undefined): ReadonlyMap<string, JsonObject> | undefined {
  if (value === undefined) return new Map();
  if (!isJsonArray(value) || !value.every(isJsonObject)) return undefined;
  const files = new Map(value.map((file) => [textAt(file, 'name'), file]));
  return files.size === value.length ? files : undefined;
}

function textAt(file: JsonObject, field: string): string {
  const value = member(file, field);
  return typeof value === 'string' ? value : '';
}

/** Leaves out the folders that both begin and end with, and the name that was said. */
function shortenedUrls(was: string, is: string, name: string): [string, string] {
  const [left, right] = [was.split('/'), is.split('/')];
  const most = Math.min(left.length, right.length) - 1;
  let start = 0;
  while (start < most && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < most - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const cut = (all: readonly string[]) =>
    [...(start > 0 ? ['…'] : []), ...all.slice(start, all.length - end), ...(end > 0 ? ['…'] : [])]
      .join('/')
      .replace(`/${name}`, '/…')
      .replace('…/…', '…');
  return [cut(left), cut(right)];
}
