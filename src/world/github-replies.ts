/** Answers to comments on GitHub: each carries the number of what it answers, so that a job that runs again answers once. */

import { fieldsOf, loginOf, numberOf, textOf } from './github-answers.ts';
import type { GithubClient } from './github-client.ts';
import { cutBody } from './github-people.ts';
import type { HostedForge, Reaction, Reply } from './ports.ts';

const what = 'a comment';
const route = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const reactions: readonly Reaction[] = ['+1', '-1', 'confused', 'rocket', 'eyes'];

export function repliesOf(
  client: GithubClient,
  me: () => Promise<string>,
): Pick<HostedForge, 'say' | 'said'> {
  return {
    said: async (number, comment) => {
      const found = await replyTo(client, await me(), number, comment);
      if (found === undefined) return undefined;
      return { url: found.url, reaction: found.reaction };
    },
    say: async (number, reply) => say(client, await me(), number, reply),
  };
}

async function say(
  client: GithubClient,
  me: string,
  number: number,
  { to, body, reaction }: Reply,
): Promise<string> {
  const text = cutBody(`<!-- comfypin:reply ${to} ${reaction} -->\n${body}`);
  const there = await replyTo(client, me, number, to);
  const { data } =
    there === undefined
      ? await client.call({
          route: `POST ${route}`,
          parameters: { issue_number: number, body: text },
          once: true,
        })
      : await client.call({
          route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
          parameters: { comment_id: there.id, body: text },
        });
  return textOf(fieldsOf(data, what), 'html_url', what);
}

/** Ours alone: anyone may write the mark. */
async function replyTo(client: GithubClient, me: string, number: number, comment: number) {
  const rows = await client.list(`GET ${route}`, { issue_number: number });
  for (const row of rows.map((each) => fieldsOf(each, what))) {
    const [, to, word] =
      /^<!-- comfypin:reply (\d+) (\S+) -->/.exec(textOf(row, 'body', what)) ?? [];
    const reaction = reactions.find((each) => each === word);
    if (Number(to) !== comment || reaction === undefined) continue;
    if (loginOf(row, 'user', what) !== me) continue;
    return { id: numberOf(row, 'id', what), url: textOf(row, 'html_url', what), reaction };
  }
  return undefined;
}
