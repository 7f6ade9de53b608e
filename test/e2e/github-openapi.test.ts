import { expect, it } from 'vitest';
import { type Exchange, githubDescription } from '../support/github-openapi.ts';
import { publicUserJson, repositoryJson, statusJson } from '../support/github-shapes.ts';

const check = await githubDescription();
const path = '/repos/acme/flows';
const base = { query: new URLSearchParams(), body: {}, status: 200 };
const sha = 'a'.repeat(40);
const about = { me: 'ada', commit: sha, at: '2026-01-01T00:00:00Z' };
const said = { state: 'success', context: 'comfypin/gate', description: 'd' };
const setting = {
  ...base,
  method: 'POST',
  path: `${path}/statuses/${sha}`,
  body: said,
  status: 201,
  answer: statusJson('acme/flows', 1, said, about),
};

it.skipIf(check === undefined).each<[string, Exchange, RegExp | undefined]>([
  ['an answer', { ...base, method: 'GET', path, answer: repositoryJson('acme/flows') }, undefined],
  ['a request with a body', setting, undefined],
  ['a null', { ...base, method: 'GET', path: '/user', answer: publicUserJson('ada') }, undefined],
  [
    'no answer that lacks a member',
    { ...base, method: 'GET', path, answer: { full_name: 'acme/flows' } },
    /must have required property/,
  ],
  [
    'no unknown word',
    { ...setting, body: { ...said, state: 'green' } },
    /the request: data\/state must be equal to one of/,
  ],
  [
    'no misspelled member',
    { ...setting, body: { ...said, targetUrl: 'https://example.com' } },
    /there is no member targetUrl/,
  ],
  [
    'no misspelled parameter',
    {
      ...base,
      method: 'GET',
      path: `${path}/pulls`,
      query: new URLSearchParams('st=all'),
      answer: [],
    },
    /there is no parameter st$/,
  ],
  [
    'no value that a parameter does not take',
    {
      ...base,
      method: 'GET',
      path: `${path}/pulls`,
      query: new URLSearchParams('state=merged'),
      answer: [],
    },
    /state: data must be equal to one of/,
  ],
  ['no status of another kind', { ...setting, status: 200 }, /no answer 200/],
  ['no path of our own', { ...setting, path: `${path}/gates` }, /no such operation/],
])('allows %s', (_, exchange, expected) => {
  const found = check?.(exchange) ?? [];
  if (expected === undefined) expect(found).toEqual([]);
  else expect(found.join('\n')).toMatch(expected);
});
