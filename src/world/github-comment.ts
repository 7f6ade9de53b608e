/** The one comment that carries a marker, on GitHub. */

import { withPart } from './comment-parts.ts';
import { fieldsOf, loginOf, numberOf, textOf } from './github-answers.ts';
import type { GithubClient } from './github-client.ts';
import { cutBody } from './github-people.ts';

export interface WantedComment {
  readonly marker: string;
  readonly body: string | undefined;
  /** Only this part of it; without a body it is taken away. */
  readonly part?: string | undefined;
}

const what = 'a comment';
/** Stands where every part was taken away. */
const settled = 'Nothing is open any more.';
const route = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

/**
 * The first that somebody of the repository or a program wrote is brought up to date, so that a job and the people beside
 * it share one; where that is refused, one of our own. Anyone may write the marker: a stranger's is left alone.
 */
export async function keepComment(
  client: GithubClient,
  me: string,
  number: number,
  wanted: WantedComment,
): Promise<void> {
  const { marker, body, part } = wanted;
  const tag = `<!-- ${marker} -->`;
  const rows = await client.list(`GET ${route}`, { issue_number: number });
  const marked = rows
    .map((row) => fieldsOf(row, what))
    .filter((row) => textOf(row, 'body', what).startsWith(tag));
  const mine = marked.filter((row) => loginOf(row, 'user', what) === me);
  const shared = marked.find((row) => mine.includes(row) || belongs(row));
  for (const row of new Set([shared, mine[0]])) {
    if (row === undefined) continue;
    const old = textOf(row, 'body', what);
    const there = old.slice(tag.length + 1);
    const content = part === undefined ? (body ?? '') : withPart(there, part, body);
    const text = cutBody(`${tag}\n${content === '' ? settled : content}`);
    if (old === text || (await edit(client, numberOf(row, 'id', what), text))) return;
  }
  if (body === undefined) return;
  const text = cutBody(`${tag}\n${part === undefined ? body : withPart('', part, body)}`);
  const parameters = { issue_number: number, body: text };
  await client.call({ route: `POST ${route}`, parameters, once: true });
}

/** False where GitHub lets us not edit it: not every token may edit what others wrote. */
async function edit(client: GithubClient, id: number, body: string): Promise<boolean> {
  const { status } = await client.call({
    route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    parameters: { comment_id: id, body },
    answers: [403, 404],
  });
  return status === 200;
}

function belongs(row: Readonly<Record<string, unknown>>): boolean {
  const { user } = row;
  const isProgram = user !== null && textOf(fieldsOf(user, what), 'type', what) === 'Bot';
  const association = textOf(row, 'author_association', what);
  return isProgram || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association);
}
