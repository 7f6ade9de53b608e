/** `init`: makes a git repository a workflow repository. Never overwrites. */

import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { writeEnvironment } from '../core/catalog/recording.ts';
import { promotionSchema } from '../core/promotion/config-schema.ts';
import { actionsFiles } from '../report/starter/actions/files.ts';
import { gitHooks, gitSettings, hookMark } from '../report/starter/git-drivers.ts';
import {
  firstEnvironments,
  gitattributes,
  gitignore,
  promotionYaml,
  schemaPath,
} from '../report/starter/repository.ts';
import { type InitAnswer, renderInit } from '../report/text/init.ts';
import type { Git, SetupAction } from '../world/ports.ts';
import { command, type World } from './command.ts';
import { connectTo } from './servers/api-prefix.ts';
import { readLiveCatalog } from './servers/catalogs.ts';

export const init = command({
  name: 'init',
  summary: 'Make this git repository a workflow repository',
  description:
    'Writes promotion.yaml, the folders of the environments, git settings and GitHub Actions files.\n' +
    'A file that is there already is kept as it is; running it again adds only what is missing.',
  examples: ['git init pictures && cd pictures && comfypin init'],
  arguments: [],
  options: {
    demoCatalog: {
      type: 'flag',
      summary: "record dev from the stand-in's built-in catalog, to begin without a ComfyUI",
    },
    withoutActions: { type: 'flag', summary: 'write no GitHub Actions files' },
    gitDrivers: {
      type: 'flag',
      summary: 'let git merge and show workflows in this clone: drivers, hooks',
    },
    dryRun: { type: 'flag', summary: 'say what would be written' },
  },
  run: async ({ options }, world) => {
    const git = await world.git(world.folder);
    if (git === undefined) {
      throw new Failure(problem('git/no-repository', {}, { folder: world.folder }));
    }
    const wanted = [...wholeFiles(options.withoutActions), ...lineFiles];
    if (options.demoCatalog) wanted.push({ path: recordingPath, text: await demoRecording(world) });
    const planned: Planned[] = [];
    for (const file of wanted) planned.push(await plan(file, git.top, world));
    if (!options.dryRun) {
      for (const { path, text } of planned) {
        if (text !== undefined) await world.disk.write(join(git.top, path), text);
      }
    }
    const files = planned.map(({ path, action }) => ({ path, action }));
    const settings = options.gitDrivers && !options.dryRun ? await setUpGit(git) : [];
    const value: InitAnswer = { files, dryRun: options.dryRun, settings };
    const recorded = planned.some(({ path }) => path === recordingPath);
    const next = recorded ? 'comfypin add FILE --as NAME' : 'comfypin record --env dev';
    return { value, problems: [], next };
  },
  renderers: { text: renderInit },
});

/** Sets what git needs to merge and show workflows; every clone needs it once. */
async function setUpGit(git: Git): Promise<NonNullable<InitAnswer['settings']>> {
  const done: { name: string; action: SetupAction }[] = [];
  for (const [name, value] of gitSettings) {
    done.push({ name, action: await git.setSetting(name, value) });
  }
  for (const [name, text] of gitHooks) {
    const action = await git.installHook({ name, text, mark: hookMark });
    done.push({ name: `hook ${name}`, action });
  }
  return done;
}

const recordingPath = `workflows/${firstEnvironments[0]}/environment.json`;

/** Returns environment.json of a stand-in that runs for a moment; the same bytes every time. */
async function demoRecording(world: World): Promise<string> {
  const standin = await world.standin({ port: 0 });
  const server = connectTo({ url: standin.url, headers: {} }, world);
  try {
    return writeEnvironment(await readLiveCatalog(server, world));
  } finally {
    await server.close();
    await standin.stop();
  }
}

/** `text` stands alone in a file of its own, `lines` are added to a file that others write too. */
type Wanted =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly lines: readonly string[] };

interface Planned {
  readonly path: string;
  readonly action: InitAnswer['files'][number]['action'];
  /** What to write; absent where the file stays as it is. */
  readonly text?: string;
}

function wholeFiles(withoutActions: boolean): Wanted[] {
  const schema = `${JSON.stringify(promotionSchema, null, 2)}\n`;
  return [
    { path: 'promotion.yaml', text: promotionYaml },
    { path: schemaPath, text: schema },
    ...firstEnvironments.map((name) => ({ path: `workflows/${name}/.gitkeep`, text: '' })),
    ...(withoutActions ? [] : [...actionsFiles].map(([path, text]) => ({ path, text }))),
  ];
}

const lineFiles: readonly Wanted[] = [
  { path: '.gitattributes', lines: gitattributes },
  { path: '.gitignore', lines: gitignore },
];

async function plan(file: Wanted, top: string, world: World): Promise<Planned> {
  const { path } = file;
  const bytes = await world.disk.read(join(top, path));
  const there = bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  if ('text' in file) {
    if (there === undefined) return { path, action: 'written', text: file.text };
    return { path, action: there === file.text ? 'unchanged' : 'kept' };
  }
  const known = new Set((there ?? '').split(/\r?\n/).map((line) => line.trim()));
  const missing = file.lines.filter((line) => !known.has(line));
  if (missing.length === 0) return { path, action: 'unchanged' };
  const start = there === undefined || there === '' || there.endsWith('\n') ? there : `${there}\n`;
  const text = `${start ?? ''}${missing.join('\n')}\n`;
  return { path, action: there === undefined ? 'written' : 'added to', text };
}
