/** People on GitHub: what they may do, who made a change, whom to ask, and what to answer them. */

import { fieldsOf, loginOf, numberOf, pullOf, textOf } from './github-answers.ts';
import type { GithubClient } from './github-client.ts';
import type { HostedForge, Permission } from './ports.ts';

const permissions: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/** GitHub's own limit for a comment, in characters. */
const longestBody = 65_536;

export function peopleOf(
  client: GithubClient,
): Pick<HostedForge, 'permission' | 'teamMembers' | 'authorOf' | 'askReview' | 'react'> {
  return {
    permission: (login) => permission(client, login),
    teamMembers: (team) => teamMembers(client, team),
    authorOf: (commit, base) => authorOf(client, commit, base),
    askReview: (number, people) => askReview(client, number, people),
    react: async (comment, content) => {
      const route = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
      await client.call({ route, parameters: { comment_id: comment, content } });
    },
  };
}

/** A role that an organisation made itself counts as the permission that it is based on. 404 is no person GitHub knows. */
async function permission(client: GithubClient, login: string): Promise<Permission> {
  const what = 'a permission';
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  const { status, data } = await client.call({
    route,
    parameters: { username: login },
    answers: [404],
  });
  if (status === 404) {
    // an answer about the repository tells a person that is unknown from a repository that is not seen
    await client.call({ route: 'GET /repos/{owner}/{repo}' });
    return 'none';
  }
  const fields = fieldsOf(data, what);
  const words = [textOf(fields, 'role_name', what), textOf(fields, 'permission', what)];
  return words.map((word) => permissions.find((each) => each === word)).find(Boolean) ?? 'none';
}

/** Members of teams below it count too, as GitHub lists them. The token of a job may not ask; 404 is also a team that is hidden. */
async function teamMembers(
  client: GithubClient,
  team: string,
): Promise<readonly string[] | undefined> {
  const [, org, slug] = /^@?([^/]+)\/([^/]+)$/.exec(team) ?? [];
  if (org === undefined || slug === undefined) return undefined;
  const route = 'GET /orgs/{org}/teams/{team_slug}/members';
  const rows = await client.listIfSeen(route, { org, team_slug: slug });
  const what = 'a member of a team';
  return rows?.map((row) => textOf(fieldsOf(row, what), 'login', what));
}

async function authorOf(
  client: GithubClient,
  commit: string,
  base: string,
): Promise<string | undefined> {
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  const rows = await client.list(route, { commit_sha: commit });
  const merged = rows
    .map((row) => pullOf(row, client.repository))
    .find((each) => each.state === 'merged' && each.base === base);
  return merged?.author;
}

/** GitHub refuses the whole request for one person who cannot review, so each is asked alone. */
async function askReview(
  client: GithubClient,
  number: number,
  people: readonly string[],
): Promise<void> {
  const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
  for (const person of people) {
    const parameters = { pull_number: number, reviewers: [person] };
    await client.call({ route, parameters, answers: [403, 422] });
  }
}

/** Returns the text within GitHub's limit; where something is left out it says how much, outside of any table or fold. */
export function cutBody(text: string, length = longestBody): string {
  if (text.length <= length) return text;
  const note = (left: number): string =>
    `\n\n</details>\n\n**Cut here: ${left} more characters do not fit into a comment on GitHub.** The whole text: \`comfypin why NAME@ENV\` and \`comfypin diff\`.\n`;
  const room = length - note(text.length).length;
  const lineEnd = text.lastIndexOf('\n', room);
  let end = lineEnd > room / 2 ? lineEnd : room;
  // no half of a surrogate pair
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}${note(text.length - end)}`;
}

/** Opens, brings up to date, or closes the one issue of ours that carries a marker. */
export async function keepIssue(
  client: GithubClient,
  me: string,
  marker: string,
  { title, body }: { readonly title: string; readonly body: string | undefined },
): Promise<{ readonly number: number; readonly url: string } | undefined> {
  const what = 'an issue';
  const tag = `<!-- ${marker} -->`;
  const rows = await client.list('GET /repos/{owner}/{repo}/issues', { state: 'open' });
  const mine = rows
    .map((row) => fieldsOf(row, what))
    .find(
      (row) =>
        row['pull_request'] === undefined &&
        loginOf(row, 'user', what) === me &&
        typeof row['body'] === 'string' &&
        row['body'].startsWith(tag),
    );
  if (mine === undefined) {
    if (body === undefined) return undefined;
    const parameters = { title, body: cutBody(`${tag}\n${body}`) };
    const route = 'POST /repos/{owner}/{repo}/issues';
    const { data } = await client.call({ route, parameters, once: true });
    return placeOf(data);
  }
  const number = numberOf(mine, 'number', what);
  const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
  const text = body === undefined ? undefined : cutBody(`${tag}\n${body}`);
  if (text === undefined) {
    const parameters = { issue_number: number, state: 'closed', state_reason: 'completed' };
    await client.call({ route, parameters });
  } else if (text !== mine['body'] || title !== mine['title']) {
    await client.call({ route, parameters: { issue_number: number, title, body: text } });
  }
  return placeOf(mine);
}

function placeOf(data: unknown): { readonly number: number; readonly url: string } {
  const what = 'an issue';
  const fields = fieldsOf(data, what);
  return { number: numberOf(fields, 'number', what), url: textOf(fields, 'html_url', what) };
}
