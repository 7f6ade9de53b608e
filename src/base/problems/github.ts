/** Problems of the family github: what its API refused, and what did not come through. */

import { define } from './definition.ts';

export const githubProblems = {
  'github/login-refused': define<{ repository: string; message: string }>({
    severity: 'error',
    title: ({ repository, message }) => `GitHub refused the token for ${repository}: ${message}`,
    hint: () =>
      'Set GITHUB_TOKEN (or GH_TOKEN) to a token that is valid: gh auth token prints the one of the GitHub CLI.',
    why: 'The token is wrong, expired or revoked. comfypin reads it from GITHUB_TOKEN or GH_TOKEN and never writes it anywhere.',
    example: { repository: 'acme/workflows', message: 'Bad credentials' },
  }),
  'github/no-token': define<{ repository: string }>({
    severity: 'error',
    title: ({ repository }) => `There is no token for ${repository} on GitHub.`,
    hint: () =>
      'export GITHUB_TOKEN=$(gh auth token); in GitHub Actions pass github.token as GITHUB_TOKEN in the env of the step.',
    why: 'Pull requests on GitHub are read and written through its API, which needs a token with the permissions contents, pull requests and statuses.',
    example: { repository: 'acme/workflows' },
  }),
  'github/app-refused': define<{ app: string; repository: string; reason: string }>({
    severity: 'error',
    title: ({ app, repository, reason }) =>
      `The GitHub App ${app} cannot sign in to ${repository}: ${reason}`,
    hint: () =>
      'Check COMFYPIN_APP_ID and COMFYPIN_APP_PRIVATE_KEY (the PEM that GitHub gave), and install the App on the repository.',
    why: 'comfypin signs a token request with the private key of the App and gets a token of its installation in the repository.',
    example: { app: '123456', repository: 'acme/workflows', reason: 'it is not installed there' },
  }),
  'github/no-dispatch': define<{ repository: string; file: string; ref: string; message: string }>({
    severity: 'error',
    title: ({ repository, file, ref, message }) =>
      `${file} of ${repository} cannot be started on ${ref}: ${message}`,
    hint: () =>
      'comfypin init writes the Actions files; merge them into the default branch, and give the token actions: write.',
    why: 'Only a file that stands on the default branch and has workflow_dispatch can be started, with the inputs that it declares, by a token that may write Actions.',
    example: {
      repository: 'acme/workflows',
      file: 'promote.yml',
      ref: 'main',
      message: 'Not Found',
    },
  }),
  'github/started': define<{ file: string; url: string }>({
    severity: 'info',
    title: ({ file, url }) => `${file} was started: ${url}`,
    hint: () => 'The run says what it did; comfypin status shows what came of it.',
    why: 'With --via actions a run on GitHub does the work, on a runner that reaches the servers and with its own secrets.',
    example: { file: 'promote.yml', url: 'https://github.com/acme/flows/actions/runs/12' },
  }),
  'github/run-succeeded': define<{ file: string; url: string }>({
    severity: 'info',
    title: ({ file, url }) => `${file} ended well: ${url}`,
    hint: () => 'comfypin status shows what came of it.',
    why: 'With --via actions a run on GitHub does the work, and this command waits for its end.',
    example: { file: 'smoke.yml', url: 'https://github.com/acme/flows/actions/runs/12' },
  }),
  'github/run-failed': define<{ file: string; url: string; how: string }>({
    severity: 'error',
    title: ({ file, url, how }) => `${file} ${how}: ${url}`,
    hint: () => 'Its log says why; comfypin why NAME@ENV says what it left.',
    why: 'The run did not end with success. A promotion that still waits for a gate ends so too; its pull request is there all the same.',
    example: {
      file: 'promote.yml',
      url: 'https://github.com/acme/flows/actions/runs/12',
      how: 'failed',
    },
  }),
  'github/queued': define<{ number: number; repository: string }>({
    severity: 'info',
    title: ({ number, repository }) =>
      `Pull request ${number} waits in the merge queue of ${repository}`,
    hint: () => 'The queue merges it when the required checks pass on the merge group.',
    why: 'The branch asks for a merge queue. The pull request was put into it with the head that the gates were asked about, and comfypin/gate is asked once more on the merge group.',
    example: { number: 7, repository: 'acme/workflows' },
  }),
  'github/no-repository': define<{ remote: string; url: string }>({
    severity: 'error',
    title: ({ remote, url }) => `The remote "${remote}" (${url}) names no GitHub repository.`,
    hint: () =>
      'Set forge: { kind: github, repository: OWNER/NAME } in promotion.yaml, or kind: local to do without GitHub.',
    why: 'The owner and the name of the repository are read from the remote, unless promotion.yaml says them.',
    example: { remote: 'origin', url: 'https://git.example/w.git' },
  }),
  'github/forbidden': define<{ repository: string; message: string }>({
    severity: 'error',
    title: ({ repository, message }) => `The token may not do this in ${repository}: ${message}`,
    hint: () =>
      'Give it contents, pull requests and statuses: write. In Actions that is the permissions: block of the job.',
    why: 'The token is valid but lacks a permission, an organisation asks for single sign-on, or Actions may not open pull requests (a setting of the repository).',
    example: { repository: 'acme/workflows', message: 'Resource not accessible by integration' },
  }),
  'github/not-found': define<{ repository: string }>({
    severity: 'error',
    title: ({ repository }) =>
      `GitHub does not show ${repository}, or what was asked for in it, to this token.`,
    hint: () =>
      'Check the spelling and the access of the token. A token that was made a moment ago may need some seconds.',
    why: 'GitHub answers 404 where something is absent and also where a token may not see it. comfypin never takes that for absence.',
    example: { repository: 'acme/workflows' },
  }),
  'github/rate-limited': define<{ repository: string; until: string }>({
    severity: 'error',
    title: ({ repository, until }) =>
      `GitHub's rate limit for ${repository} is used up until ${until}`,
    hint: () =>
      'Run the command again after that; it goes on from what is done. A GitHub App token has a larger quota.',
    why: 'GitHub limits requests per hour, and writes per minute. comfypin waits for short limits by itself.',
    example: { repository: 'acme/workflows', until: '2026-05-01T12:00:00.000Z' },
  }),
  'github/unreachable': define<{ repository: string; reason: string }>({
    severity: 'error',
    title: ({ repository, reason }) => `GitHub gave no answer about ${repository}: ${reason}`,
    hint: () => 'Run the command again. If it stays so, see githubstatus.com and your proxy.',
    why: 'The network or GitHub itself failed. What was done before is found again by the next run.',
    example: { repository: 'acme/workflows', reason: 'status 502: Server Error' },
  }),
  'github/refused': define<{ repository: string; status: number; message: string }>({
    severity: 'error',
    title: ({ repository, status, message }) =>
      `GitHub refused a request for ${repository} (${status}): ${message}`,
    hint: () =>
      'The message says what it does not accept; a ruleset or a setting of the repository may stand behind it.',
    why: 'The request was understood and refused.',
    example: {
      repository: 'acme/workflows',
      status: 422,
      message: 'Validation Failed: No commits between main and feature',
    },
  }),
  'github/unexpected-answer': define<{ what: string; expected: string }>({
    severity: 'error',
    title: ({ what, expected }) =>
      `GitHub answered with something else than ${what}: ${expected} is missing.`,
    hint: () =>
      'See that the API address in promotion.yaml is right (GitHub Enterprise: https://HOST/api/v3).',
    why: 'Every member of an answer that decides something is checked. A proxy, a login page or a change of the API shows here, and nothing is guessed.',
    example: { what: 'a pull request', expected: 'a text "state"' },
  }),
} as const;
