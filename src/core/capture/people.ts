/** Who a server's user is, for the commit that takes over what they saved. */

import type { Person } from '../promotion/config-types.ts';
import type { ServerUser } from './listing.ts';

/** Key of `people:` for servers that have one user. */
const onlyUser = 'default';

/**
 * Returns whom `people:` of promotion.yaml names by id or name; a user of whom it says nothing commits under the own
 * name and an address that leads nowhere (RFC 2606). Undefined where nobody is known.
 */
export function personOf(
  user: ServerUser | undefined,
  people: ReadonlyMap<string, Person>,
): Person | undefined {
  if (user === undefined) return people.get(onlyUser);
  const known = people.get(user.id) ?? people.get(user.name);
  if (known !== undefined) return known;
  const name = user.name
    .replace(/[\p{C}<>]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
  const local = user.id.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60);
  return name === ''
    ? undefined
    : { name, email: `${local === '' ? 'user' : local}@comfyui.invalid` };
}
