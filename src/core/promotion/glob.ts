/** Globs of workflow names: `*` is any text, `?` one character. */

/** Returns whether a name fits a pattern; a pattern without `*` and `?` fits its own name only. */
export function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}

export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}
