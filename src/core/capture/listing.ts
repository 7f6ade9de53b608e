/** Reads what a server says of its user files: `/userdata` in each of its shapes, and `/users`. Nothing in it is trusted. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  member,
  toDouble,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { compareText } from '../../base/order.ts';

/** A file below the folder that was listed. */
export interface ListedFile {
  readonly path: string;
  /** Bytes, where the server told. */
  readonly size?: number;
  /** Milliseconds since 1970, where the server told. */
  readonly modified?: number;
}

export interface Listing {
  /** Sorted by path. */
  readonly files: readonly ListedFile[];
  /** Paths that no file of ours may have, with the reason. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** More files than a person could have saved: what lists them is no ComfyUI server, or a broken one. */
const mostFiles = 20_000;
const longestPath = 400;
const deepest = 12;

/**
 * Returns the files of a listing, or undefined where the text is none. A row is a path, `[path, ...parts]` with
 * `split=true`, or an object with `full_info=true` (app/user_manager.py, listuserdata).
 */
export function readListing(text: string): Listing | undefined {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok || !isJsonArray(parsed.value) || parsed.value.length > mostFiles) return undefined;
  const files = new Map<string, ListedFile>();
  const refused: { path: string; reason: string }[] = [];
  for (const row of parsed.value) {
    const file = fileOf(row);
    if (file === undefined) return undefined;
    const reason = whyNot(file.path);
    if (reason === undefined) files.set(file.path, file);
    else refused.push({ path: file.path, reason });
  }
  return { files: [...files.values()].sort((a, b) => compareText(a.path, b.path)), refused };
}

function fileOf(row: Json): ListedFile | undefined {
  if (typeof row === 'string') return { path: row };
  if (isJsonArray(row)) return typeof row[0] === 'string' ? { path: row[0] } : undefined;
  if (!isJsonObject(row)) return undefined;
  const path = member(row, 'path');
  if (typeof path !== 'string') return undefined;
  const [size, modified] = [numberIn(row, 'size'), numberIn(row, 'modified')];
  return {
    path,
    ...(size === undefined ? {} : { size }),
    ...(modified === undefined ? {} : { modified: milliseconds(modified) }),
  };
}

function numberIn(row: Json, key: string): number | undefined {
  const value = isJsonObject(row) ? member(row, key) : undefined;
  const number = isJsonNumber(value) ? toDouble(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** 0.3.64 tells seconds, 0.33.0 milliseconds; a file of the year 5138 in seconds is none. */
function milliseconds(time: number): number {
  return Math.round(time < 1e11 ? time * 1000 : time);
}

function whyNot(path: string): string | undefined {
  if (path.length > longestPath) return 'it is too long';
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(path)) {
    return 'it holds control characters';
  }
  if (path.includes('\\')) return 'it holds a backslash';
  const parts = path.split('/');
  if (parts.length > deepest) return 'it lies too deep';
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    return 'it leads out of its folder';
  }
  return /\p{Surrogate}/u.test(path) ? 'it is no Unicode text' : undefined;
}

/** Someone whose files the server keeps apart, as the header `comfy-user` names them. */
export interface ServerUser {
  readonly id: string;
  readonly name: string;
}

const mostUsers = 1000;

/** Returns the users of a server that has several, an empty list of one that has one, or undefined where the text tells neither. */
export function readUsers(text: string): readonly ServerUser[] | undefined {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const users = member(parsed.value, 'users');
  if (users === undefined) return member(parsed.value, 'storage') === undefined ? undefined : [];
  if (!isJsonObject(users)) return undefined;
  const rows = Object.entries(users);
  if (rows.length > mostUsers) return undefined;
  const known = rows.flatMap(([id, name]): ServerUser[] =>
    isHeaderValue(id) && typeof name === 'string' ? [{ id, name }] : [],
  );
  return known.length === rows.length ? known.sort((a, b) => compareText(a.id, b.id)) : undefined;
}

function isHeaderValue(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}
