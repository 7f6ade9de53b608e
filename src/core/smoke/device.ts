/** What `/system_stats` says of a server's first device: its kind, its memory, and how much of that is in use. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { sizeText } from '../workflow/sizes.ts';
import { textOf } from './frames.ts';

export interface Device {
  readonly kind: string;
  readonly name: string;
  /** Bytes. */
  readonly vram?: number;
  readonly used?: number;
}

/** Returns undefined where the statistics name no device. */
export function deviceOf(stats: JsonObject | undefined): Device | undefined {
  const devices = stats === undefined ? undefined : member(stats, 'devices');
  const first = isJsonArray(devices) ? devices[0] : undefined;
  if (!isJsonObject(first)) return undefined;
  const vram = numberIn(first, 'vram_total');
  const used = usedOf(first, vram);
  return {
    kind: textOf(member(first, 'type')) ?? 'unknown',
    name: textOf(member(first, 'name')) ?? '',
    ...(vram === undefined ? {} : { vram }),
    ...(used === undefined ? {} : { used }),
  };
}

/**
 * `vram_free` counts what torch has reserved and not used as free; what torch keeps is in use for everybody else
 * (ComfyUI's comfy/model_management.py, `get_free_memory`). On a CPU both are the machine's memory.
 */
function usedOf(device: JsonObject, total: number | undefined): number | undefined {
  const free = numberIn(device, 'vram_free');
  if (total === undefined || free === undefined) return undefined;
  const isShared = numberIn(device, 'torch_vram_total') === total;
  const kept = isShared ? 0 : (numberIn(device, 'torch_vram_free') ?? 0);
  return Math.max(0, total - Math.max(0, free - kept));
}

function numberIn(row: JsonObject, key: string): number | undefined {
  const value = member(row, key);
  return isJsonNumber(value) ? toDouble(value) : undefined;
}

/** Cards are sold by a size that their memory is a little below: 16 GB cards tell 15.7. */
const tolerance = 0.93;

/** Returns why a device is not what is required; an empty list where it is. */
export function unmetRequirements(
  device: Device | undefined,
  required: { readonly device?: string; readonly vram?: number },
): readonly string[] {
  const { device: kind, vram } = required;
  if (device === undefined) return ['it does not tell its device'];
  return [
    ...(kind === undefined || kind === device.kind
      ? []
      : [`its device is ${device.kind} and not ${kind}`]),
    ...(vram === undefined || (device.vram ?? 0) >= vram * tolerance
      ? []
      : [
          device.vram === undefined
            ? 'it does not tell its memory'
            : `it has ${sizeText(device.vram)} and not ${sizeText(vram)}`,
        ]),
  ];
}
