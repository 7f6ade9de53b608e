/** Every verb, by role; a verb's file is loaded when it is called. */

import type { Command, OptionSpec } from './command.ts';

export type Role = 'start' | 'designer' | 'ci' | 'release manager' | 'server';

/** A command whose option and value types are set aside, as the table and the command line see it. */
export type AnyCommand = Command<Record<string, OptionSpec>, never>;

export interface CommandRow {
  readonly name: string;
  readonly role: Role;
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

/** Sets the types of a command aside. */
function any<O extends Record<string, OptionSpec>, V>(command: Command<O, V>): AnyCommand {
  return command as unknown as AnyCommand;
}

export const commandTable: readonly CommandRow[] = [
  {
    name: 'init',
    role: 'start',
    summary: 'Make this git repository a workflow repository',
    load: async () => any((await import('./init.ts')).init),
  },
  {
    name: 'explain',
    role: 'start',
    summary: 'Tell what a problem code means and what to do about it',
    load: async () => any((await import('./explain.ts')).explain),
  },
  {
    name: 'convert',
    role: 'designer',
    summary: 'Convert a canvas to the API format exactly as ComfyUI does',
    load: async () => any((await import('./convert.ts')).convert),
  },
  {
    name: 'diff',
    role: 'designer',
    summary: 'Tell what changed between two workflows, node by node',
    load: async () => any((await import('./diff.ts')).diff),
  },
  {
    name: 'pin',
    role: 'designer',
    summary: 'Write workflow.json and pin.json of workflows, or check them',
    load: async () => any((await import('./pin.ts')).pin),
  },
  {
    name: 'add',
    role: 'designer',
    summary: 'Import an API export, a canvas, or a picture, video or sound that ComfyUI made',
    load: async () => any((await import('./add.ts')).add),
  },
  {
    name: 'capture',
    role: 'designer',
    summary: 'Propose the canvases that people saved on the servers of an environment',
    load: async () => any((await import('./capture.ts')).capture),
  },
  {
    name: 'run',
    role: 'designer',
    summary: 'Run a pinned workflow by its named inputs on a server of its environment',
    load: async () => any((await import('./run.ts')).run),
  },
  {
    name: 'deliver',
    role: 'release manager',
    summary: 'Put the pinned canvases of an environment on its servers, below workflows/pinned/',
    load: async () => any((await import('./deliver.ts')).deliver),
  },
  {
    name: 'merge',
    role: 'designer',
    summary: 'Merge two versions of a workflow that come from one, node by node',
    load: async () => any((await import('./merge.ts')).merge),
  },
  {
    name: 'resolve',
    role: 'designer',
    summary: 'Show the conflicts that a merge left in a workflow, and settle them',
    load: async () => any((await import('./resolve.ts')).resolve),
  },
  {
    name: 'update-pr',
    role: 'designer',
    summary: 'Merge the base branch into a pull request, node by node, and pin again',
    load: async () => any((await import('./update-pr.ts')).updatePr),
  },
  {
    name: 'git diff',
    role: 'designer',
    summary: 'Tell what changed in a workflow, as git calls it for git diff',
    load: async () => any((await import('./git-diff.ts')).gitDiff),
  },
  {
    name: 'git text',
    role: 'designer',
    summary: 'Show a workflow as lines of text, as git calls it for git log -p',
    load: async () => any((await import('./git-text.ts')).gitText),
  },
  {
    name: 'format',
    role: 'designer',
    summary: 'Write canvas.json and workflow.json in their canonical text',
    load: async () => any((await import('./format.ts')).format),
  },
  {
    name: 'demo',
    role: 'start',
    summary: 'Show the whole way on this machine: pin, review, test, promote, refuse, roll back',
    load: async () => any((await import('./demo.ts')).demo),
  },
  {
    name: 'standin',
    role: 'start',
    summary: 'Run a ComfyUI stand-in on this machine: no GPU, no models, real protocol',
    load: async () => any((await import('./standin.ts')).standin),
  },
  {
    name: 'promote',
    role: 'release manager',
    summary: 'Bring a release into the next environment, by pull request',
    load: async () => any((await import('./promote.ts')).promote),
  },
  {
    name: 'reconcile',
    role: 'release manager',
    summary: 'Do what is due by itself: promotions, rollbacks, statuses, records',
    load: async () => any((await import('./reconcile.ts')).reconcile),
  },
  {
    name: 'plan',
    role: 'release manager',
    summary: 'Show what reconcile would do now; saved, it is what apply does',
    load: async () => any((await import('./plan.ts')).plan),
  },
  {
    name: 'apply',
    role: 'release manager',
    summary: 'Do what a saved plan says, or nothing when the world moved',
    load: async () => any((await import('./apply.ts')).apply),
  },
  {
    name: 'rollback',
    role: 'release manager',
    summary: 'Go back to the release before, in one step',
    load: async () => any((await import('./rollback.ts')).rollback),
  },
  {
    name: 'status',
    role: 'release manager',
    summary: 'Show which release is where, as workflows by environments',
    load: async () => any((await import('./status.ts')).status),
  },
  {
    name: 'why',
    role: 'release manager',
    summary: 'Tell what a workflow waits for, gate by gate',
    load: async () => any((await import('./why.ts')).why),
  },
  {
    name: 'verify',
    role: 'release manager',
    summary: 'Check pins, promotions, evidence and signatures, from git and the records alone',
    load: async () => any((await import('./verify.ts')).verify),
  },
  {
    name: 'whence',
    role: 'release manager',
    summary: 'Tell which release a picture, video or sound came from, and who let it in',
    load: async () => any((await import('./whence.ts')).whence),
  },
  {
    name: 'history',
    role: 'release manager',
    summary: 'List the releases that an environment held, with who and when',
    load: async () => any((await import('./history.ts')).history),
  },
  {
    name: 'looked-at',
    role: 'release manager',
    summary: 'Say that you looked at the pictures of what is proposed',
    load: async () => any((await import('./looked-at.ts')).lookedAt),
  },
  {
    name: 'remove',
    role: 'release manager',
    summary: 'Take a workflow out of an environment on purpose, by pull request',
    load: async () => any((await import('./remove.ts')).remove),
  },
  {
    name: 'adopt',
    role: 'release manager',
    summary: 'Keep what came into an environment past the gates',
    load: async () => any((await import('./adopt.ts')).adopt),
  },
  {
    name: 'hold',
    role: 'release manager',
    summary: 'Keep a workflow as it is in an environment',
    load: async () => any((await import('./hold.ts')).hold),
  },
  {
    name: 'freeze',
    role: 'release manager',
    summary: 'Stop promotions into an environment; rollbacks go on',
    load: async () => any((await import('./freeze.ts')).freeze),
  },
  {
    name: 'ban',
    role: 'release manager',
    summary: 'Stop a release in every environment',
    load: async () => any((await import('./ban.ts')).ban),
  },
  {
    name: 'pr list',
    role: 'release manager',
    summary: 'List the open pull requests, newest first',
    load: async () => any((await import('./pr-list.ts')).prList),
  },
  {
    name: 'pr show',
    role: 'release manager',
    summary: 'Show a pull request: who approved which head, and what its checks say',
    load: async () => any((await import('./pr-show.ts')).prShow),
  },
  {
    name: 'pr check',
    role: 'ci',
    summary: 'Tell what the checked-out pull request changes, and where it would run',
    load: async () => any((await import('./pr-check.ts')).prCheck),
  },
  {
    name: 'comment',
    role: 'ci',
    summary:
      'Answer an event of GitHub: a command in a comment, a checked pull request, a merge group',
    load: async () => any((await import('./comment.ts')).comment),
  },
  {
    name: 'pr approve',
    role: 'release manager',
    summary: 'Approve a pull request at the head it has now',
    load: async () => any((await import('./pr-approve.ts')).prApprove),
  },
  {
    name: 'pr merge',
    role: 'release manager',
    summary: 'Merge a pull request, bound to the head that it has now',
    load: async () => any((await import('./pr-merge.ts')).prMerge),
  },
  {
    name: 'doctor',
    role: 'start',
    summary: 'Check git, the token, protection, forks, runners and servers; each with the fix',
    load: async () => any((await import('./doctor.ts')).doctor),
  },
  {
    name: 'smoke',
    role: 'ci',
    summary: 'Run the smoke cases of pinned workflows on the servers of an environment',
    load: async () => any((await import('./smoke.ts')).smoke),
  },
  {
    name: 'smoke matrix',
    role: 'ci',
    summary: 'Print the parts of a smoke run as a matrix for GitHub Actions',
    load: async () => any((await import('./smoke-matrix.ts')).smokeMatrix),
  },
  {
    name: 'report',
    role: 'ci',
    summary: 'Print reports of smoke runs in another form, those of several jobs as one',
    load: async () => any((await import('./report.ts')).report),
  },
  {
    name: 'smoke case',
    role: 'designer',
    summary: 'Turn a picture that came out wrong into a smoke case',
    load: async () => any((await import('./smoke-case.ts')).smokeCase),
  },
  {
    name: 'smoke bless',
    role: 'designer',
    summary: 'Take the picture of a smoke case as the golden one to compare with',
    load: async () => any((await import('./smoke-bless.ts')).smokeBless),
  },
  {
    name: 'records prune',
    role: 'release manager',
    summary: 'Take old thumbnails from the records; every record and digest stays',
    load: async () => any((await import('./records-prune.ts')).recordsPrune),
  },
  {
    name: 'records key',
    role: 'ci',
    summary: 'Make a key to sign evidence with, and show what to write where',
    load: async () => any((await import('./records-key.ts')).recordsKey),
  },
  {
    name: 'records append',
    role: 'ci',
    summary: 'Check evidence files that a smoke run wrote, and append them to the records',
    load: async () => any((await import('./records-append.ts')).recordsAppend),
  },
  {
    name: 'record',
    role: 'ci',
    summary: 'Record what an environment’s servers offer: node types, models, versions',
    load: async () => any((await import('./record.ts')).record),
  },
  {
    name: 'validate',
    role: 'ci',
    summary:
      'Tell what the server of an environment would answer to workflows, and what it would miss',
    load: async () => any((await import('./validate.ts')).validate),
  },
  {
    name: 'models',
    role: 'ci',
    summary:
      'List the model files that workflows use: present, missing, unmapped in an environment',
    load: async () => any((await import('./models.ts')).models),
  },
  {
    name: 'environments',
    role: 'ci',
    summary: 'List the environments in promotion order, and which runner reaches their servers',
    load: async () => any((await import('./environments.ts')).environments),
  },
  {
    name: 'drift',
    role: 'ci',
    summary:
      'Tell what changed in an environment since its recording, and which workflows that breaks',
    load: async () => any((await import('./drift.ts')).drift),
  },
  {
    name: 'forecast',
    role: 'ci',
    summary: 'Tell which workflows of an environment an upgrade would break, before it is made',
    load: async () => any((await import('./forecast.ts')).forecast),
  },
];
