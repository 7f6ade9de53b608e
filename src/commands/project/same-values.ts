/** Which values are one under two names: what `models:` and `values:` of promotion.yaml say of two environments. */

import { join } from 'node:path';
import { type Json, jsonEqual } from '../../base/json.ts';
import { parseConfig } from '../../core/promotion/config.ts';
import { entryFor, plainName } from '../../core/workflow/model-names.ts';
import type { World } from '../command.ts';
import { configFileName } from './config-name.ts';

export type IsSameValue = (input: string, from: Json, to: Json) => boolean;

/** Returns the rule for two environments; undefined where they are one, or no promotion.yaml tells. */
export async function sameValues(
  from: string | undefined,
  to: string | undefined,
  world: World,
): Promise<IsSameValue | undefined> {
  if (from === undefined || to === undefined || from === to) return undefined;
  const top = (await world.git(world.folder))?.top ?? world.folder;
  const bytes = await world.disk.read(join(top, configFileName));
  if (bytes === undefined) return undefined;
  const { config } = parseConfig(new TextDecoder().decode(bytes), configFileName);
  if (config === undefined) return undefined;
  return (input, before, after) => {
    const isModel =
      typeof before === 'string' &&
      typeof after === 'string' &&
      config.models.some(
        ({ files }) =>
          plainName(entryFor(files, from) ?? '') === plainName(before) &&
          plainName(entryFor(files, to) ?? '') === plainName(after),
      );
    const isValue = config.values.some(
      (row) =>
        row.input === input &&
        jsonEqual(entryFor(row.values, from), before) &&
        jsonEqual(entryFor(row.values, to), after),
    );
    return isModel || isValue;
  };
}
