/** Where a link of a conflict comes from, in words. */

import { isJsonObject, type Json, member } from '../../base/json.ts';

/** Returns `ImageScale "Upscale" (46) IMAGE`; undefined for what is no link. */
export function linkSourceText(value: Json): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const [node, output] = [member(value, 'node'), member(value, 'output')];
  if (typeof node !== 'string' || typeof output !== 'string') return undefined;
  const [type, title] = [member(value, 'type'), member(value, 'title')];
  if (typeof type !== 'string') return `node ${node}, output ${output}`;
  // the merge calls nodes that nobody has any more so
  const id = node.startsWith('gone ') ? `${node.slice('gone '.length)}, removed` : node;
  return `${type}${typeof title === 'string' ? ` "${title}"` : ''} (${id}) ${output}`;
}
