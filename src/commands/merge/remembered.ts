/** Choices of earlier merges, kept in the repository's .git folder: on this machine only, never pushed. */

import { join } from 'node:path';
import { parseJson } from '../../base/json-parse.ts';
import { writeJson } from '../../base/json-write.ts';
import { choiceFrom, conflictKey, memoryOf } from '../../core/merge/memory.ts';
import type { Choice, Conflict } from '../../core/merge/types.ts';
import type { World } from '../command.ts';

/** Returns the choice made for the same conflict before. */
export async function rememberedChoice(
  conflict: Conflict,
  world: World,
): Promise<Choice | undefined> {
  const path = await placeOf(conflict, world);
  const bytes = path === undefined ? undefined : await world.disk.read(path);
  if (bytes === undefined) return undefined;
  const parsed = parseJson(new TextDecoder().decode(bytes));
  return parsed.ok ? choiceFrom(conflict, parsed.value) : undefined;
}

export async function rememberChoice(
  conflict: Conflict,
  choice: Choice,
  world: World,
): Promise<void> {
  const path = await placeOf(conflict, world);
  if (path !== undefined)
    await world.disk.write(path, `${writeJson(memoryOf(conflict, choice))}\n`);
}

async function placeOf(conflict: Conflict, world: World): Promise<string | undefined> {
  const git = await world.git(world.folder);
  if (git === undefined) return undefined;
  const name = conflictKey(conflict).replace(/^sha256:/, '');
  return join(git.commonFolder, 'comfypin', 'resolutions', `${name}.json`);
}
