/** Problems of the family doctor: settings around a repository that promotions stand on, each with its fix. */

import { define } from './definition.ts';

export const doctorProblems = {
  'doctor/old-git': define<{ version: string; needed: string }>({
    severity: 'error',
    title: ({ version, needed }) => `git ${version} is older than ${needed}.`,
    hint: ({ needed }) => `Install git ${needed} or newer: https://git-scm.com/downloads`,
    why: 'Merges without a work tree (git merge-tree --write-tree) came with git 2.38.',
    example: { version: '2.30.2', needed: '2.38' },
  }),
  'doctor/shallow': define<{ remote: string }>({
    severity: 'warning',
    title: () => 'This clone is shallow: soak, rollback and history need all commits.',
    hint: ({ remote }) =>
      `git fetch --unshallow ${remote}; in Actions: fetch-depth: 0 of actions/checkout.`,
    why: 'What was where since when is read from the default branch’s history. comfypin completes a shallow clone itself where the remote allows it.',
    example: { remote: 'origin' },
  }),
  'doctor/weak-token': define<{ repository: string; reason: string }>({
    severity: 'error',
    title: ({ repository, reason }) => `The token cannot promote in ${repository}: ${reason}`,
    hint: () =>
      'Give it contents, pull requests and statuses: write (a classic token: the scope repo), and its owner the role write.',
    why: 'Promotions push branches and records, open pull requests and set comfypin/gate.',
    example: { repository: 'acme/flows', reason: 'it may only read' },
  }),
  'doctor/job-token': define<{ checks: readonly string[] }>({
    severity: 'warning',
    title: ({ checks }) =>
      checks.length === 0
        ? 'Pull requests opened with the token of an Actions job start no other Actions file.'
        : `Pull requests that Actions jobs open with their own token never get the required ${checks.join(', ')}.`,
    hint: () =>
      'Install a GitHub App: variable COMFYPIN_APP_ID, secret COMFYPIN_APP_PRIVATE_KEY. Or require comfypin/gate alone.',
    why: 'GitHub starts no runs on what github.token made, so that runs cannot start each other for ever. comfypin/gate is set by comfypin itself and is not touched by this.',
    example: { checks: ['pull request / check'] },
  }),
  'doctor/no-pull-requests': define<{ repository: string }>({
    severity: 'error',
    title: ({ repository }) => `Actions may not open pull requests in ${repository}.`,
    hint: () =>
      'Settings → Actions → General → Allow GitHub Actions to create and approve pull requests; or use a GitHub App.',
    why: 'Without the setting GitHub answers 403 to a job that opens a pull request with its own token.',
    example: { repository: 'acme/flows' },
  }),
  'doctor/job-token-writes': define<{ repository: string }>({
    severity: 'warning',
    title: ({ repository }) => `Every Actions job in ${repository} may write by default.`,
    hint: () => 'Settings → Actions → General → Workflow permissions: read.',
    why: 'The files of comfypin ask for what they need per job; any other file should have to ask too.',
    example: { repository: 'acme/flows' },
  }),
  'doctor/gate-not-required': define<{ branch: string }>({
    severity: 'warning',
    title: ({ branch }) => `${branch} can be merged into without comfypin/gate.`,
    hint: ({ branch }) => `Make comfypin/gate a required status check of ${branch}.`,
    why: 'Where people, auto-merge or a queue merge, the required status is what binds them to the gates. A merge past it is reported as a bypass.',
    example: { branch: 'main' },
  }),
  'doctor/unprotected-records': define<{ branch: string; may: string }>({
    severity: 'warning',
    title: ({ branch, may }) => `${branch} can be ${may} by everyone who may push.`,
    hint: ({ branch }) =>
      `Add a ruleset for ${branch} that blocks force pushes and deletion. Do not require pull requests there.`,
    why: 'Evidence, promotions, holds and bans are commits on that branch. comfypin stops when it was rewritten, but cannot bring it back.',
    example: { branch: 'comfypin-records', may: 'rewritten or deleted' },
  }),
  'doctor/fork-policy': define<{ policy: string }>({
    severity: 'warning',
    title: ({ policy }) => `Pull requests from forks start runs by themselves (${policy}).`,
    hint: () =>
      'Settings → Actions → General → Approval for running fork pull request workflows: all external contributors.',
    why: 'The repository is public. pull-request.yml is safe for forks, but with a runner of your own every other file is one mistake away from running a stranger’s code on it.',
    example: { policy: 'first_time_contributors_new_to_github' },
  }),
  'doctor/no-runner': define<{ environment: string; labels: readonly string[]; found: string }>({
    severity: 'warning',
    title: ({ environment, labels, found }) =>
      `No runner with ${labels.join(', ')} for ${environment} is online: ${found}`,
    hint: () => 'Start the runner, or correct runner: in promotion.yaml.',
    why: 'Smoke runs wait for a runner with all of these labels. GitHub ends a job that found none after a day.',
    example: { environment: 'prod', labels: ['self-hosted', 'gpu-prod'], found: 'none has them' },
  }),
  'doctor/missing-secret': define<{ names: readonly string[] }>({
    severity: 'warning',
    title: ({ names }) => `promotion.yaml names ${names.join(', ')}, which Actions does not have.`,
    hint: ({ names }) => `gh secret set ${names[0] ?? 'NAME'} (addresses: gh variable set)`,
    why: 'Servers are named by variables there, so that no secret stands in git. Jobs get them as secrets and variables of the repository or of its environments.',
    example: { names: ['PROD_TOKEN'] },
  }),
  'doctor/missing-variable': define<{ environment: string; reason: string }>({
    severity: 'info',
    title: ({ environment, reason }) => `The servers of ${environment} were not asked: ${reason}`,
    hint: () => 'Export the variable, or run doctor where it is set.',
    why: 'Addresses and tokens are read from the environment of the process when a server is called.',
    example: { environment: 'prod', reason: 'the variable PROD_URL is not set' },
  }),
  'doctor/server-silent': define<{ environment: string; server: string; reason: string }>({
    severity: 'warning',
    title: ({ environment, server, reason }) =>
      `${server} of ${environment} gives no answer from here: ${reason}`,
    hint: () => 'Check the address, the VPN and the token; with --via actions a runner asks it.',
    why: 'Validation, smoke runs and drift ask the environment’s own server.',
    example: { environment: 'prod', server: 'https://comfy.example', reason: 'status 403' },
  }),
  'doctor/open-server': define<{ environment: string; server: string }>({
    severity: 'error',
    title: ({ environment, server }) =>
      `${server} of ${environment} is on a public address and answers without any login.`,
    hint: () =>
      'Put it behind a proxy that asks for a token (token: in promotion.yaml), or on a private network.',
    why: 'ComfyUI has no login of its own. Whoever reaches it runs node code on the machine, reads every picture, and installs nodes.',
    example: { environment: 'prod', server: 'https://comfy.example' },
  }),
  'doctor/open-cors': define<{ environment: string; server: string }>({
    severity: 'warning',
    title: ({ environment, server }) =>
      `${server} of ${environment} answers every website (CORS *).`,
    hint: () => 'Start ComfyUI without --enable-cors-header, or with the one origin that needs it.',
    why: 'With that header any page that a colleague opens may send workflows to the server from within your network.',
    example: { environment: 'dev', server: 'http://127.0.0.1:8188' },
  }),
  'doctor/clock-skew': define<{ seconds: number }>({
    severity: 'warning',
    title: ({ seconds }) =>
      `The clock of this machine is ${seconds} seconds away from the forge’s.`,
    hint: () => 'Turn on time synchronisation (timedatectl set-ntp true).',
    why: 'Soak, freezes and the age of evidence are counted with this clock, and an App’s login is refused beyond a minute.',
    example: { seconds: 340 },
  }),
} as const;
