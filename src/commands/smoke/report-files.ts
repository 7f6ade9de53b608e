/** Files below a report's folder: pictures under plain names, and where two of them differ. */

import { join } from 'node:path';
import { heatMap } from '../../core/smoke/heat-map.ts';
import type { World } from '../command.ts';

export interface ReportFolder {
  /** Writes bytes below the folder; returns the path, or nothing where no report was asked for. */
  readonly write: (path: string, bytes: Uint8Array | string) => Promise<string | undefined>;
  /** Writes where two pictures differ; nothing where they cannot be laid over each other. */
  readonly writeHeatMap: (
    path: string,
    one: Uint8Array,
    other: Uint8Array,
  ) => Promise<string | undefined>;
}

export function reportFolder(
  folder: string | undefined,
  world: Pick<World, 'disk' | 'images'>,
): ReportFolder {
  const write: ReportFolder['write'] = async (path, bytes) => {
    if (folder === undefined) return undefined;
    await world.disk.write(join(folder, path), bytes);
    return path;
  };
  return {
    write,
    writeHeatMap: async (path, one, other) => {
      if (folder === undefined) return undefined;
      const [left, right] = [await world.images.read(one), await world.images.read(other)];
      const map = left && right && heatMap(left, right);
      return map === undefined ? undefined : write(path, await world.images.png(map));
    },
  };
}

/** A server's file name as one that cannot leave the folder or hide. */
export function plainName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[.]+/, '_');
  return plain === '' ? '_' : plain.slice(-120);
}
