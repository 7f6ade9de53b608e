/** `capture`: the canvases that people saved on an environment's servers, proposed in git. */

import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';
import { nearestName } from '../base/text.ts';
import { type CanvasEntry, canvasRecord, ledgerOf } from '../core/capture/ledger.ts';
import type { ListedFile, Listing } from '../core/capture/listing.ts';
import { isCanvasFile, pinnedFolder, workflowNameOf } from '../core/capture/names.ts';
import { personOf } from '../core/capture/people.ts';
import { matchesGlob } from '../core/promotion/glob.ts';
import { type CaptureReport, renderCaptures } from '../report/text/capture.ts';
import { type CanvasHome, visitHomes } from './capture/canvas-homes.ts';
import { storeCanvases } from './capture/canvas-store.ts';
import { takeFile } from './capture/capture-file.ts';
import type { CaptureRun } from './capture/capture-run.ts';
import { command, type World } from './command.ts';
import { baseOnRemote } from './project/additions.ts';
import { recordedCatalog } from './project/folders.ts';
import { forgeOf } from './project/forge.ts';
import { environmentOf, openProject } from './project/project.ts';
import { appendRecords, readRecords } from './records/records.ts';

interface Choice {
  readonly words: readonly string[];
  readonly ignore: readonly string[];
}

/** What a run gathers. */
interface Basket {
  readonly rows: CaptureReport['canvases'][number][];
  readonly problems: Problem[];
  readonly entries: CanvasEntry[];
  readonly contents: Uint8Array[];
  readonly names: Set<string>;
}

export const capture = command({
  name: 'capture',
  summary: 'Propose the canvases that people saved on the servers of an environment',
  description:
    'Each canvas that was saved since it was last captured or delivered becomes a pull request of its own on\n' +
    'comfypin/capture/NAME, merged with what changed in git meanwhile, pinned again, in the name of who saved it;\n' +
    'a pull request of add --pr that is open for the workflow takes it instead.\n' +
    'workflows/Acme/Hero Shot.json is the workflow acme/hero-shot; pinned/NAME.json is NAME. Exit 5: both sides changed.',
  examples: [
    'comfypin capture dev',
    'comfypin capture dev hero --dry-run',
    "comfypin capture dev --ignore 'scratch/*' --json",
  ],
  arguments: [
    { name: 'environment', summary: 'the environment where changes enter', required: true },
    { name: 'names', summary: 'workflows, or globs of them; all without', many: true },
  ],
  options: {
    ignore: { type: 'list', value: 'glob', summary: 'leave out these files below workflows/' },
    server: { type: 'list', value: 'url', summary: 'only this server of the environment' },
    user: { type: 'list', value: 'name', summary: 'only this user of servers that have several' },
    adopt: { type: 'flag', summary: "let the server's canvas go over what git has" },
    dryRun: { type: 'flag', summary: 'tell what would be proposed' },
  },
  run: async ({ words, options }, world) => {
    const [environment = '', ...names] = words;
    const run = await prepare(environment, options, world);
    const ignore = [...run.base.config.ignoredCanvases, ...options.ignore];
    const basket: Basket = { rows: [], problems: [], entries: [], contents: [], names: new Set() };
    const choice = { servers: options.server, users: options.user, command: 'capture' };
    const failures = await visitHomes(
      run.environment,
      choice,
      { world, top: run.project.top },
      (home) => takeHome(run, home, { words: names, ignore }, basket),
    );
    if (!options.dryRun && basket.entries.length > 0) {
      await storeCanvases(run.git, run.remote, basket.contents, world);
      await appendRecords(run.git, run.remote, basket.entries.map(canvasRecord), world);
    }
    const unknown = failures.length > 0 ? [] : unknownNames(names, basket.names, environment);
    const value: CaptureReport = { environment, dryRun: options.dryRun, canvases: basket.rows };
    return { value, problems: [...failures, ...unknown, ...basket.problems] };
  },
  renderers: { text: renderCaptures },
});

async function prepare(
  name: string,
  options: { readonly adopt: boolean; readonly dryRun: boolean },
  world: World,
): Promise<CaptureRun> {
  const project = await openProject(world);
  const base = await baseOnRemote(project);
  if (base.remote === undefined) throw new Error('the remote has no base');
  const { git, commit } = base.remote;
  const environment = environmentOf(base.config, name);
  const first = base.config.environments[0]?.name ?? '';
  if (name !== first) {
    throw new Failure(problem('capture/not-first', {}, { environment: name, first }));
  }
  const { remote } = project.config.forge;
  const forge = await forgeOf(git, base.config.forge, world);
  return {
    world,
    project,
    base,
    git,
    commit,
    remote,
    forge,
    me: await forge.me(),
    environment,
    catalog: await recordedCatalog(base.folders, name),
    ledger: ledgerOf(await readRecords(git, remote)),
    dryRun: options.dryRun,
    adopt: options.adopt,
    sides: new Map(),
    pulls: new Map(),
  };
}

async function takeHome(
  run: CaptureRun,
  home: CanvasHome,
  choice: Choice,
  basket: Basket,
): Promise<void> {
  const listing = await home.data.list();
  const { problems } = basket;
  for (const { path, reason } of listing.refused) {
    problems.push(problem('capture/refused-path', {}, { server: home.shown, path, reason }));
  }
  const person = personOf(home.user, run.base.config.people);
  for (const { file, workflow } of filesToTake(listing, choice, run, basket)) {
    run.world.progress.show(`${home.shown}: ${file.path}`);
    const taken = await takeFile(run, { home, file, workflow, person });
    basket.rows.push(taken.row);
    problems.push(...taken.problems.map((each) => withWorkflow(each, workflow, run)));
    if (taken.entry === undefined || taken.bytes === undefined) continue;
    basket.entries.push(taken.entry);
    basket.contents.push(taken.bytes);
  }
  run.world.progress.done();
  problems.push(...(await goneFiles(run, home, listing, choice)));
}

function withWorkflow(found: Problem, workflow: string, run: CaptureRun): Problem {
  return { ...found, at: { workflow, environment: run.environment.name, ...found.at } };
}

interface NamedFile {
  readonly file: ListedFile;
  readonly workflow: string;
}

/** Two files of one name are both left alone; a delivered canvas and a person's own file of the same name are not two. */
function filesToTake(
  { files }: Listing,
  { words, ignore }: Choice,
  run: CaptureRun,
  { problems, names }: Basket,
): readonly NamedFile[] {
  const named: NamedFile[] = [];
  for (const file of files) {
    if (!isCanvasFile(file.path) || ignore.some((glob) => matchesGlob(glob, file.path))) continue;
    const workflow = workflowNameOf(file.path);
    if (workflow === undefined) {
      problems.push(problem('capture/unnamed', {}, { path: file.path }));
      continue;
    }
    names.add(workflow);
    if (words.length === 0 || words.some((word) => matchesGlob(word, workflow))) {
      named.push({ file, workflow });
    }
  }
  const kindOf = ({ file, workflow }: NamedFile): string =>
    `${file.path.startsWith(pinnedFolder)} ${workflow}`;
  const groups = new Map<string, NamedFile[]>();
  for (const each of named) groups.set(kindOf(each), [...(groups.get(kindOf(each)) ?? []), each]);
  for (const [first, ...others] of groups.values()) {
    if (first === undefined || others.length === 0) continue;
    const { workflow } = first;
    const paths = [first, ...others].map(({ file }) => file.path);
    const at = { workflow, environment: run.environment.name };
    problems.push(problem('capture/same-name', at, { workflow, paths }));
  }
  return named.filter((each) => groups.get(kindOf(each))?.length === 1);
}

/** A file that was captured and is there no more; the list was read whole, so that is proven. */
async function goneFiles(
  run: CaptureRun,
  home: CanvasHome,
  { files }: Listing,
  { words, ignore }: Choice,
): Promise<readonly Problem[]> {
  const kept = new Set(await run.base.folders.names(run.environment.name));
  const here = new Set(files.map(({ path }) => path));
  return [...run.ledger.values()].flatMap(([last]): Problem[] => {
    if (last === undefined || last.how !== 'captured' || here.has(last.path)) return [];
    const isHere = last.server === home.server && last.user === (home.user?.id ?? '');
    const { path, workflow, environment } = last;
    if (!isHere || environment !== run.environment.name || !kept.has(workflow)) return [];
    if (words.length > 0 && !words.some((word) => matchesGlob(word, workflow))) return [];
    if (ignore.some((glob) => matchesGlob(glob, path))) return [];
    return [problem('capture/gone', { workflow, environment }, { path, workflow })];
  });
}

function unknownNames(
  words: readonly string[],
  names: ReadonlySet<string>,
  environment: string,
): readonly Problem[] {
  return words
    .filter((word) => ![...names].some((name) => matchesGlob(word, name)))
    .map((name) => {
      const nearest = nearestName(name, names);
      return problem('capture/no-such-canvas', {}, { name, environment, nearest });
    });
}
