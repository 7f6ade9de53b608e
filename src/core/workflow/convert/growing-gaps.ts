/**
 * Groups of growing inputs that lose a link while the file is loaded: one frame later the page moves what follows one
 * place up. Inputs of a matched type tell of themselves when they are made, and so gaps that were saved close too.
 */

import { isGrouped, ordinalOf } from './dynamic-inputs.ts';
import { linkAt } from './links.ts';
import type { GraphNode, InputSlot } from './types.ts';

export function closeGaps(node: GraphNode): void {
  const { growing, gaps } = node;
  if (growing === undefined) return;
  const announced = [...growing.values()].flatMap((group) => group.announced);
  const open = announced.filter((slot) => node.inputs[slot] !== undefined && !hasLink(node, slot));
  for (const slot of [...(gaps ?? []), ...open]) closeGap(node, slot);
}

/** Link 0 counts as none. */
function hasLink(node: GraphNode, slot: number): boolean {
  const link = node.inputs[slot]?.link;
  return link !== undefined && link !== null && link !== 0 && link !== '';
}

function closeGap(node: GraphNode, slot: number): void {
  const changed = node.inputs[slot];
  if (changed === undefined) return;
  const groupName = changed.name.slice(0, Math.max(0, changed.name.lastIndexOf('.')));
  const group = node.growing?.get(groupName);
  if (group === undefined) return;
  const ordinal = ordinalOf(group, changed.name.slice(groupName.length + 1));
  const width = group.shapes.length;
  const members = node.inputs.filter((input) => isGrouped(groupName, input.name));
  if (ordinal === undefined || ordinal + 1 < group.min || width === 0) return;
  if (slot + width >= node.inputs.length || members.length % width !== 0) return;
  for (let column = 0; column < width; column += 1) {
    for (let place = ordinal * width + column; place + width < members.length; place += width) {
      takeLink(node, members[place] as InputSlot, members[place + width] as InputSlot);
    }
    const last = members.at(column - width);
    if (last !== undefined) last.link = null;
  }
  dropTail(node, members.slice(group.min * width), width);
}

function takeLink(node: GraphNode, to: InputSlot, from: InputSlot): void {
  to.link = from.link;
  const link = linkAt(node.graph, to.link);
  if (link !== undefined) link.targetSlot = node.inputs.indexOf(to);
}

/** One group without links stays behind the last linked one. */
function dropTail(node: GraphNode, members: readonly InputSlot[], width: number): void {
  let place = members.length - width;
  while (place >= 0 && !members.slice(place, place + width).some(({ link }) => link !== null)) {
    place -= width;
  }
  const dropped = new Set(members.slice(Math.max(0, place + width * 2)));
  if (dropped.size > 0) node.inputs = node.inputs.filter((input) => !dropped.has(input));
}
