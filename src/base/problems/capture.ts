/** Canvases on servers: what cannot be taken, and what is worth knowing of what is there. */

import { define } from './definition.ts';

function gitPlace(pullRequest: number | undefined): string {
  return pullRequest === undefined ? 'git' : `the open pull request #${pullRequest}`;
}

export const captureProblems = {
  'capture/not-first': define<{ environment: string; first: string }>({
    severity: 'error',
    title: ({ environment, first }) =>
      `Canvases are captured from ${first}, where changes enter, not from ${environment}.`,
    hint: ({ environment }) =>
      `comfypin drift ${environment} tells what was changed there; make the change in the first environment and promote it.`,
    why: 'Above the first environment workflow.json is a rendering of what was promoted. A change that is taken from there would have come past every gate.',
    example: { environment: 'prod', first: 'dev' },
  }),
  'capture/unnamed': define<{ path: string }>({
    severity: 'warning',
    title: ({ path }) => `workflows/${path} is left alone: nothing in it can be a workflow's name.`,
    hint: () => 'Save it in ComfyUI under a name with Latin letters or digits.',
    why: 'Names of workflows are folders, branches and addresses: a-z, 0-9, _ and - alone.',
    example: { path: '\u540d\u524d.json' },
  }),
  'capture/same-name': define<{ workflow: string; paths: readonly string[] }>({
    severity: 'error',
    title: ({ workflow, paths }) =>
      `${paths.map((path) => `workflows/${path}`).join(' and ')} would both be the workflow ${workflow}.`,
    hint: () => 'Rename one of them in ComfyUI, or leave it out with --ignore.',
    why: 'Neither is taken, since nobody can tell which one is meant.',
    example: { workflow: 'hero', paths: ['Hero.json', 'hero.json'] },
  }),
  'capture/refused-path': define<{ server: string; path: string; reason: string }>({
    severity: 'error',
    title: ({ server, path, reason }) =>
      `${server} lists a file that is not taken: ${JSON.stringify(path)}: ${reason}`,
    hint: () => 'Remove or rename the file on the server.',
    why: 'Paths of a server become paths in git. One that leads elsewhere is an attack or a broken server.',
    example: {
      server: 'http://127.0.0.1:8188',
      path: '../../etc/x.json',
      reason: 'it leads out of its folder',
    },
  }),
  'capture/not-canvas': define<{ path: string; found: string }>({
    severity: 'warning',
    title: ({ path, found }) => `workflows/${path} is left alone: ${found}`,
    hint: ({ path }) => `Import it by hand with comfypin add, or leave it out: --ignore '${path}'`,
    why: 'Only canvases are captured: what ComfyUI saves when a person saves.',
    example: { path: 'export.json', found: 'it is in the API format' },
  }),
  'capture/gone': define<{ path: string; workflow: string }>({
    severity: 'info',
    title: ({ path, workflow }) =>
      `workflows/${path} was deleted on the server; git keeps ${workflow}.`,
    hint: ({ workflow }) =>
      `To give ${workflow} up, remove its folder in git by a pull request; comfypin deliver brings pinned canvases back.`,
    why: 'A file that is missing on a server may be a slip, a new disk or another user. It never removes a workflow.',
    example: { path: 'hero.json', workflow: 'hero' },
  }),
  'capture/no-such-canvas': define<{
    name: string;
    environment: string;
    nearest?: string | undefined;
  }>({
    severity: 'error',
    title: ({ name, environment }) =>
      `No canvas on the servers of ${environment} is called ${name}.`,
    hint: ({ nearest, environment }) =>
      nearest === undefined
        ? `comfypin capture ${environment} --dry-run lists what is there.`
        : `Did you mean "${nearest}"?`,
    why: 'Names are made of the paths of the files; the documentation of canvas files tells how.',
    example: { name: 'hreo', environment: 'dev', nearest: 'hero' },
  }),
  'capture/both-changed': define<{
    workflow: string;
    path: string;
    environment: string;
    conflicts: readonly string[];
    pullRequest?: number;
  }>({
    severity: 'error',
    title: ({ workflow, path, conflicts, pullRequest }) =>
      `${workflow} was changed in ${gitPlace(pullRequest)} and in workflows/${path} in ways that do not go together${conflicts.length === 0 ? '' : `: ${conflicts.join('; ')}`}.`,
    hint: ({ workflow, environment }) =>
      `Take over git's change in ComfyUI and save, or let the server's canvas go over git's: comfypin capture ${environment} ${workflow} --adopt`,
    why: 'Both sides changed the same thing since they last had the same canvas. Whichever was taken, somebody would lose work without knowing.',
    example: {
      workflow: 'hero',
      path: 'hero.json',
      environment: 'dev',
      conflicts: ['steps of KSampler: 24 in git, 30 on the server'],
    },
  }),
  'capture/unknown-base': define<{
    workflow: string;
    path: string;
    environment: string;
    pullRequest?: number;
  }>({
    severity: 'error',
    title: ({ workflow, path, pullRequest }) =>
      `workflows/${path} differs from ${workflow} in ${gitPlace(pullRequest)}, and nothing tells which of them is newer.`,
    hint: ({ workflow, environment }) =>
      `If the server's is right: comfypin capture ${environment} ${workflow} --adopt. If git's is: save it in ComfyUI under another name, or delete it there.`,
    why: 'The file was never captured or delivered here before, and no version in git is like it. Taking it could undo what a colleague did.',
    example: { workflow: 'hero', path: 'hero.json', environment: 'dev' },
  }),
  'capture/gone-in-git': define<{ workflow: string; path: string; environment: string }>({
    severity: 'error',
    title: ({ workflow, path }) =>
      `${workflow} was removed in git, and workflows/${path} was saved again since.`,
    hint: ({ workflow, environment }) =>
      `To bring it back: comfypin capture ${environment} ${workflow} --adopt. If it is to stay away: delete the file in ComfyUI, or leave it out with --ignore.`,
    why: 'A removal is somebody’s decision, and so is an edit. Neither goes over the other by itself.',
    example: { workflow: 'hero', path: 'hero.json', environment: 'dev' },
  }),
  'capture/not-ours': define<{
    server: string;
    path: string;
    environment: string;
    workflow: string;
    change: string;
  }>({
    severity: 'error',
    title: ({ server, path, change }) =>
      `workflows/${path} on ${server} holds what git does not have, and is not written over${change === '' ? '' : `: ${change}`}.`,
    hint: ({ environment, workflow, path }) =>
      workflow === ''
        ? `Move workflows/${path} out of the folder pinned/ in ComfyUI, then deliver again.`
        : `Capture it first: comfypin capture ${environment} ${workflow}. Or delete it in ComfyUI, then deliver again.`,
    why: 'Somebody saved there since the last delivery. A delivery replaces only what it wrote itself or what git has.',
    example: {
      server: 'http://127.0.0.1:8188',
      path: 'pinned/hero.json',
      environment: 'dev',
      workflow: 'hero',
      change: 'steps of KSampler 24 → 30',
    },
  }),
  'capture/foreign-file': define<{ server: string; path: string }>({
    severity: 'info',
    title: ({ server, path }) =>
      `workflows/${path} on ${server} is no pinned canvas and was not delivered; it is left alone.`,
    hint: () => 'Move it out of the folder pinned/, or capture it.',
    why: 'The folder pinned/ is for deliveries. What others put there is never touched.',
    example: { server: 'http://127.0.0.1:8188', path: 'pinned/mine.json' },
  }),
  'capture/left-over': define<{ server: string; path: string; environment: string }>({
    severity: 'warning',
    title: ({ server, path }) =>
      `workflows/${path} on ${server} was delivered and is pinned no more.`,
    hint: ({ environment }) => `comfypin deliver ${environment} --prune removes it.`,
    why: 'Who opens it works on a workflow that is not there any more.',
    example: { server: 'http://127.0.0.1:8188', path: 'pinned/old.json', environment: 'dev' },
  }),
  'capture/waits': define<{ server: string; path: string; number: number }>({
    severity: 'info',
    title: ({ server, path, number }) =>
      `workflows/${path} on ${server} stays: pull request ${number} proposes it.`,
    hint: ({ number }) => `comfypin pr show ${number}`,
    why: 'The edit is in git, on the branch of its pull request. Until that is merged or closed, its author keeps working on it.',
    example: { server: 'http://127.0.0.1:8188', path: 'pinned/hero.json', number: 7 },
  }),
} as const;
