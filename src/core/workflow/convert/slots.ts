/** Makes slots with all their fields, so that all of them have one shape in memory. */

import type { InputSlot, LinkId, OutputSlot, Value } from './types.ts';

export function inputSlot(name: string, type: Value): InputSlot {
  return {
    name,
    type,
    link: null,
    label: undefined,
    widget: undefined,
    shape: undefined,
    promoted: undefined,
    slot: undefined,
  };
}

export function outputSlot(name: string, type: Value, links: LinkId[] | null = null): OutputSlot {
  return { name, type, links, shape: undefined, merged: undefined };
}
