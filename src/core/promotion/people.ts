/** Names of people as forges, promotion.yaml and CODEOWNERS write them, and who owns which path. */

/** True for `@ada` and `Ada`, for `ada@example.com` in any case. */
export function isSamePerson(left: string, right: string): boolean {
  const plain = (name: string): string => name.trim().replace(/^@/, '').toLowerCase();
  return plain(left) === plain(right);
}

/** True for `@org/team`. */
export function isTeam(name: string): boolean {
  return name.startsWith('@') && name.includes('/');
}

/** Returns the teams that a CODEOWNERS file names anywhere. */
export function teamsIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, ''));
  return [...new Set(lines.flatMap((line) => line.match(/(?<=\s)@[^\s/@]+\/[^\s/@]+/g) ?? []))];
}

/** Returns the owners of a path by the text of a CODEOWNERS file: the last pattern that fits decides, also where it names nobody. */
export function codeOwnersOf(text: string, path: string): readonly string[] {
  let owners: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [pattern, ...names] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (pattern === undefined || pattern === '') continue;
    if (fits(pattern, path)) owners = names;
  }
  return owners;
}

/** As in .gitignore: a slash inside or in front ties it to the top, one at the end means the folder; `*` stays within a part, `**` does not. */
function fits(pattern: string, path: string): boolean {
  const isFolder = pattern.endsWith('/');
  const bare = pattern.replace(/\/$/, '');
  const isTied = bare.includes('/');
  const source = bare
    .replace(/^\//, '')
    .split(/(\*\*\/|\/\*\*|\*\*|\*|\?)/)
    .map((part) => globParts[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  const below = isFolder ? '/.*' : '(/.*)?';
  return new RegExp(`^${isTied ? '' : '(.*/)?'}${source}${below}$`).test(path);
}

const globParts: Readonly<Record<string, string>> = {
  '**/': '(.*/)?',
  '/**': '/.*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
