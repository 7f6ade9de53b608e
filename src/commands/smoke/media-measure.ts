/** Facts of a video or sound: by ffprobe where it is installed, else by the file's own headers. */

import { join } from 'node:path';
import { isJsonArray, isJsonObject, type Json, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { mediaFacts } from '../../core/smoke/media/facts.ts';
import type { MediaFacts } from '../../core/smoke/media/types.ts';
import type { World } from '../command.ts';

const words = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json'];

/** Undefined for what is neither. With `exact` ffprobe is asked. */
export async function measureMedia(
  bytes: Uint8Array,
  exact: boolean,
  world: Pick<World, 'disk' | 'programs' | 'signal'>,
): Promise<MediaFacts | undefined> {
  const own = mediaFacts(bytes);
  if (own === undefined || !exact) return own;
  const probed = await probe(bytes, own.format, world);
  return probed === undefined ? own : { ...own, ...probed };
}

async function probe(
  bytes: Uint8Array,
  format: string,
  world: Pick<World, 'disk' | 'programs' | 'signal'>,
): Promise<Partial<MediaFacts> | undefined> {
  const folder = await world.disk.temporaryFolder('comfypin-probe-');
  try {
    await world.disk.write(join(folder, `media.${format}`), bytes);
    const { end, output } = await world.programs.run({
      command: ['ffprobe', ...words, `media.${format}`],
      input: '',
      folder,
      timeoutMs: 30_000,
      maxOutput: 1_000_000,
      variables: [],
      signal: world.signal,
    });
    return end === 'ok' ? factsIn(output) : undefined;
  } finally {
    await world.disk.remove(folder);
  }
}

function factsIn(text: string): Partial<MediaFacts> | undefined {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const streams = member(parsed.value, 'streams');
  const list = isJsonArray(streams) ? streams.filter(isJsonObject) : [];
  const video = list.find((each) => member(each, 'codec_type') === 'video');
  const format = member(parsed.value, 'format');
  const seconds = isJsonObject(format) ? number(member(format, 'duration')) : undefined;
  const fps = video === undefined ? undefined : fraction(member(video, 'avg_frame_rate'));
  return {
    ...(seconds === undefined ? {} : { seconds }),
    ...(fps === undefined ? {} : { fps }),
  };
}

function number(value: Json | undefined): number | undefined {
  const read = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(read) && read > 0 ? read : undefined;
}

function fraction(value: Json | undefined): number | undefined {
  const [over, under = '1'] = typeof value === 'string' ? value.split('/') : [];
  return number(String(Number(over) / Number(under)));
}
