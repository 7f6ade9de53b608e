/** `/userdata`: where ComfyUI's frontend keeps saved canvases. */

import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Json } from '../../base/json.ts';
import {
  type Folders,
  filesBelow,
  pathWithin,
  readOrNothing,
  writeWithFolders,
} from '../folders.ts';
import { type Answer, empty, json, plain, type Request, type Route } from '../http.ts';
import type { ServerRules } from '../versions.ts';

/** With users each request says whose files it is about; one of nobody fails, as KeyError does there (UserManager.get_request_user_id). */
export function userDataRoutes(
  folders: Folders,
  rules: ServerRules,
  users?: Readonly<Record<string, string>>,
): readonly Route[] {
  const topOf = ({ headers }: Request): string => {
    if (users === undefined) return folders.of('user');
    const user = headers['comfy-user'] ?? 'default';
    if (!Object.hasOwn(users, user)) throw new Error(`Unknown user: ${user}`);
    return folders.ofUser(user);
  };
  const about: Json =
    users === undefined
      ? { storage: 'server', migrated: false }
      : { storage: 'server', users: { ...users } };
  return [
    { method: 'GET', path: '/users', handle: () => json(about) },
    { method: 'GET', path: '/userdata', handle: (request) => list(request, topOf(request), rules) },
    {
      method: 'GET',
      path: '/userdata/*',
      handle: (request, name) => read(topOf(request), decodeTwice(name)),
    },
    {
      method: 'POST',
      path: '/userdata/*',
      handle: (request, name) => write(request, topOf(request), decodeTwice(name), rules),
    },
    {
      method: 'DELETE',
      path: '/userdata/*',
      handle: (request, name) => remove(topOf(request), decodeTwice(name)),
    },
  ];
}

function isOn(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true';
}

async function list(request: Request, top: string, rules: ServerRules): Promise<Answer> {
  const { query } = request;
  const given = query.get('dir');
  if (given === null || given === '') return plain(400, 'Directory not provided');
  const folder = given.startsWith('/') ? undefined : pathWithin(top, given);
  if (folder === undefined) return plain(403, 'Invalid directory');
  const entries = await readdir(folder).catch(() => undefined);
  if (entries === undefined) return plain(404, 'Directory not found');
  const all = await filesBelow(folder);
  const paths = all.filter(
    (path) =>
      !path.split('/').some((part) => part.startsWith('.')) &&
      (isOn(query, 'recurse') || !path.includes('/')),
  );
  if (isOn(query, 'full_info')) {
    return json(await Promise.all(paths.map((path) => infoOf(folder, path, rules))));
  }
  return json(isOn(query, 'split') ? paths.map((path) => [path, ...path.split('/')]) : paths);
}

async function infoOf(folder: string, path: string, rules: ServerRules): Promise<Json> {
  const { size, mtimeMs, ctimeMs } = await stat(join(folder, path));
  const [modified, created] = [rules.fileTime(mtimeMs), rules.fileTime(ctimeMs)];
  return { path, size, modified, created };
}

async function read(top: string, name: string): Promise<Answer> {
  const path = pathWithin(top, name);
  if (path === undefined || path === top) return empty(403);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return empty(403);
  const bytes = await readOrNothing(path);
  if (bytes === undefined) return empty(404);
  const type = path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  const disposition = `attachment; filename="${basename(path).replaceAll(/[^ -~]|"/g, '_')}"`;
  return {
    status: 200,
    headers: { 'content-type': type, 'content-disposition': disposition },
    body: bytes,
  };
}

/** The server decodes a name that still holds `%` once more, after the path of the request was decoded. */
function decodeTwice(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function write(
  request: Request,
  top: string,
  name: string,
  rules: ServerRules,
): Promise<Answer> {
  const path = pathWithin(top, name);
  if (path === undefined || path === top) return empty(403);
  const isThere = (await stat(path).catch(() => undefined)) !== undefined;
  if (isThere && request.query.get('overwrite') === 'false') {
    return plain(409, 'File already exists');
  }
  await writeWithFolders(path, request.body);
  return json(isOn(request.query, 'full_info') ? await infoOf(top, name, rules) : name);
}

async function remove(top: string, name: string): Promise<Answer> {
  const path = pathWithin(top, name);
  if (path === undefined || path === top) return empty(403);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return empty(404);
  await rm(path);
  return empty(204);
}
