/** A converted canvas: the API format alone, as a server takes it. */

import type { JsonObject } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';

export interface ConvertAnswer {
  /** Absent where ComfyUI itself could not convert the canvas. */
  readonly prompt?: ApiPrompt;
}

/** Returns the prompt as indented JSON; nothing where there is none. Integers beyond 2^53 keep every digit. */
export function renderConversion({ value }: { readonly value: ConvertAnswer }): string {
  return value.prompt === undefined
    ? ''
    : `${writeJson(value.prompt as unknown as JsonObject, 2)}\n`;
}
