/** What was read from git before, by the commit that it was read at. The files may be deleted at any time. */

import { join } from 'node:path';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';

export interface ReadCache {
  /** Returns what was kept last under a name, with the commit that it belongs to. */
  readonly last: (
    name: string,
  ) => Promise<{ readonly at: string; readonly value: unknown } | undefined>;
  readonly keep: (name: string, at: string, value: unknown) => Promise<void>;
}

/** Bump it when what is kept changes its shape. */
const format = 2;

/** Keeps files beside git's own, shared by all work trees; what cannot be read or written is as if it were not there. */
export function readCache(git: Git, world: Pick<World, 'disk'>): ReadCache {
  const pathOf = (name: string): string =>
    join(git.commonFolder, 'comfypin', `${name}-${format}.json`);
  return {
    last: async (name) => {
      try {
        const bytes = await world.disk.read(pathOf(name));
        if (bytes === undefined) return undefined;
        const kept: unknown = JSON.parse(new TextDecoder().decode(bytes));
        const { at, value } = kept as { at?: unknown; value?: unknown };
        return typeof at === 'string' && value !== undefined ? { at, value } : undefined;
      } catch {
        return undefined;
      }
    },
    keep: async (name, at, value) => {
      try {
        await world.disk.write(pathOf(name), JSON.stringify({ at, value }));
      } catch {
        // a read-only clone is read anew each time
      }
    },
  };
}
