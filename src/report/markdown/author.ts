/** The line that mentions who made the change that is promoted. */

import { codeSpan } from './code.ts';

/** A login is letters, digits and hyphens; anything else is no person that a forge could tell. */
export function renderAuthorNote(about: {
  readonly author: string;
  readonly workflow: string;
  readonly environment: string;
}): string {
  const { author, workflow, environment } = about;
  const who = /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(author) ? `@${author}` : codeSpan(author);
  return `${who}: your change of ${codeSpan(workflow)} is on its way to ${codeSpan(environment)}. Please look at the changes and the pictures above.\n`;
}
