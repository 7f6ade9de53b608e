/** What a running server tells of its model files: sizes from `/experiment/models`, hashes from `/api/assets` where it has them. */

import { isJsonArray, isJsonObject, type Json, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';

/** Returns the answer's text; nothing where the server does not have the path or does not give it. */
export type Ask = (path: string) => Promise<string | undefined>;

/** Most rows that one question to `/api/assets` may bring (app/assets, 0.33.0), and how many questions are asked at most. */
const page = 500;
const mostPages = 40;

/** Returns folder → list; the first folder that is not told ends it, since then the server does not know the question. */
export async function readModelFiles(
  models: Readonly<Record<string, unknown>>,
  ask: Ask,
): Promise<Readonly<Record<string, Json>>> {
  const folders = Object.keys(models).filter((folder) => lengthOf(models[folder]) > 0);
  const listOf = async (folder: string): Promise<readonly [string, Json] | undefined> => {
    const list = parsed(await ask(`/experiment/models/${encodeURIComponent(folder)}`));
    return list !== undefined && isJsonArray(list) ? [folder, list] : undefined;
  };
  const [first, ...others] = folders;
  const found = first === undefined ? undefined : await listOf(first);
  if (found === undefined) return {};
  const rest = await Promise.all(others.map(listOf));
  return Object.fromEntries([found, ...rest.filter((each) => each !== undefined)]);
}

/** Returns the rows about model files; nothing where assets are off. */
export async function readAssets(ask: Ask): Promise<readonly Json[] | undefined> {
  const rows: Json[] = [];
  for (let at = 0; at < mostPages; at += 1) {
    const path = `/assets?include_tags=models&limit=${page}&offset=${at * page}`;
    const answer = parsed(await ask(path));
    const assets = isJsonObject(answer) ? member(answer, 'assets') : undefined;
    if (!isJsonObject(answer) || assets === undefined || !isJsonArray(assets)) break;
    rows.push(...assets);
    if (member(answer, 'has_more') !== true || assets.length === 0) break;
  }
  return rows.length === 0 ? undefined : rows;
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function parsed(text: string | undefined): Json | undefined {
  const value = text === undefined ? undefined : parseJson(text, 'python');
  return value?.ok === true ? value.value : undefined;
}
