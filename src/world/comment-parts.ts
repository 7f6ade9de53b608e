/** A comment of several parts, each written by itself: what one of them says does not touch the others. */

/** A line that no part can hold itself: its text is changed where it would. */
const marker = /^<!-- part: ([a-z]+) -->$/;

/**
 * Returns the text with one part written anew, or left out where `body` is undefined. Parts stand in the order of their
 * names; what stands before the first is dropped.
 */
export function withPart(text: string, part: string, body: string | undefined): string {
  const parts = new Map(partsIn(text));
  parts.delete(part);
  if (body !== undefined) parts.set(part, harmless(body));
  return [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => `<!-- part: ${name} -->\n${content}`)
    .join('\n');
}

function partsIn(text: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string[]])[] = [];
  for (const line of text.split('\n')) {
    const name = marker.exec(line)?.[1];
    if (name === undefined) found.at(-1)?.[1].push(line);
    else found.push([name, []]);
  }
  return found.map(([name, lines]) => [name, lines.join('\n')]);
}

/** A hostile report must not begin a part of another name. */
function harmless(body: string): string {
  return body.trimEnd().replaceAll('<!-- part:', '<!- - part:');
}
